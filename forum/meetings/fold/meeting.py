"""The session as a whole."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"state": "planned"}


def _state(state: str) -> Case:
    def apply(core: dict[str, Any], _data: dict[str, Any]) -> None:
        core["state"] = state

    return apply


def _cancelled(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["state"] = "cancelled"
    # What was cancelled before invitations were numbered says no number.
    core["sequence"] = data.get("sequence", core.get("sequence", 0))


CASES: dict[str, Case] = {
    "MeetingPlanned": _state("planned"),
    "MeetingCancelled": _cancelled,
    "SessionStarted": _state("running"),
    "SessionClosed": _state("closed"),
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {"state": state["state"]}
