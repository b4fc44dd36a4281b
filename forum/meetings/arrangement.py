"""The agenda arranged for the page: what stands below what, and when it will be over."""

from datetime import datetime
from typing import Any

from forum.core.i18n import _
from forum.meetings.timing import Forecast, forecast


def tree(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return which items stand below which, and below which a new one can come."""
    tops = [item for item in items if item["parent_id"] is None]
    names = {
        item["id"]: _("Unter TOP %(number)s: %(title)s", number=item["number"], title=item["title"]) for item in tops
    }
    return {
        "item_ids": {item["id"] for item in items},
        "children": {item["id"]: [one for one in items if one["parent_id"] == item["id"]] for item in items},
        "parents": {"": _("ans Ende der Tagesordnung"), **names},
    }


def timing(state: dict[str, Any], at: datetime) -> Forecast:
    """Return the times of the agenda at a moment."""
    over = state["closed_at"] if state["closed_at"] is not None else at
    begin = state["opened_at"] or state["starts_at"]
    return forecast(state["items"], begin=begin, end=state["ends_at"], at=over)
