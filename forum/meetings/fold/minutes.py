"""Minutes as their audience knows them, and which texts were removed."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"minutes": None, "redacted": {}}


def _stands(state: str) -> Case:
    def apply(core: dict[str, Any], _data: dict[str, Any]) -> None:
        before = core["minutes"] or {"objections": {}}
        core["minutes"] = {**before, "state": state}

    return apply


def _objected(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["minutes"]["objections"][data["objection_id"]] = None


def _answered(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["minutes"]["objections"][data["objection_id"]] = data["accepted"]


def _saved(_core: dict[str, Any], _data: dict[str, Any]) -> None:
    """Paragraphs are read on their own page; the room does not hold them."""


def _redacted(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["redacted"][f"{data['kind']}:{data['text_id']}"] = data["reason"]


def _given_back(core: dict[str, Any], data: dict[str, Any]) -> None:
    del core["redacted"][f"{data['kind']}:{data['text_id']}"]


CASES: dict[str, Case] = {
    "MinutesDrafted": _stands("draft"),
    "ParagraphSaved": _saved,
    "MinutesSubmitted": _stands("objection"),
    "ObjectionRaised": _objected,
    "ObjectionAnswered": _answered,
    "MinutesApproved": _stands("approved"),
    "MinutesPublished": _stands("published"),
    "TextRedacted": _redacted,
    "TextGivenBack": _given_back,
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {
        "minutes": state["minutes"],
        "redacted": {f"{one['kind']}:{one['text_id']}": one["reason"] for one in state["redacted"]},
    }
