"""The figures of a report as rows of one table: area, name, what is said, value (G-35)."""

from collections.abc import Iterator
from typing import Any

from forum.core.small_cells import LEAST

Row = tuple[str, str, str, Any]

_LISTS = (
    ("decisions", "number"),
    ("meetings", "title"),
    ("overdue_recommendations", "number"),
    ("projects", "title"),
)


def rows_of(report: dict[str, Any]) -> Iterator[Row]:
    """Yield every figure of a report once; the words of the first and third column never change with the language."""
    yield ("zeitraum", "", "von", report["first"])
    yield ("zeitraum", "", "bis", report["last"])
    for area in ("participation", "answers"):
        for name, value in report[area].items():
            if isinstance(value, dict):
                yield from ((area, key, name, number) for key, number in value.items())
            else:
                yield (area, "", name, value)
    for area, title in _LISTS:
        for row in report[area]:
            yield from ((area, row[title], name, _plain(value)) for name, value in row.items() if name != title)
    for area in ("goals", "districts", "affiliations"):
        for row in report[area]:
            names = [name for name in row if name not in {"key", "title"}]
            yield from ((area, str(row["key"]), name, _small(row[name])) for name in names)


def _plain(value: Any) -> Any:
    return "; ".join(map(_line, value)) if isinstance(value, list) else value


def _line(value: Any) -> str:
    """Say a thing of a list in one line; an indicator with its value, which is empty while nobody measured."""
    if isinstance(value, dict):
        return f"{value['name']}: {'' if value['value'] is None else value['value']} {value['unit']}".strip()
    return str(value)


def _small(value: int | None) -> Any:
    return f"<{LEAST}" if value is None else value
