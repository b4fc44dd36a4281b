"""How mature a solution is: a list of words that stands in ``config/maturity.toml`` (G-23)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import current_app

from forum.core.i18n import language


@dataclass(frozen=True, kw_only=True)
class Maturity:
    """A step between an idea and regular operation."""

    key: str
    title: str
    title_en: str

    @property
    def label(self) -> str:
        """The step in the reader's language."""
        return self.title_en if language() == "en" else self.title


def maturities() -> dict[str, Maturity]:
    """Return the steps of the running application, the least mature first."""
    return _read(current_app.config["MATURITY_FILE"])


@cache
def _read(path: str) -> dict[str, Maturity]:
    rows = tomllib.loads(Path(path).read_text(encoding="utf-8"))["maturity"]
    return {row["key"]: Maturity(**row) for row in rows}
