"""Whether the members were invited, and what they answered."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"invited": False, "invited_late": False, "sequence": 0, "replies": {}}


def _changed(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["sequence"] = data["sequence"]
    core["invited_late"] = data["invited_late"]
    if data.get("invited_days") is not None:
        core["invited"] = True


def _invited(core: dict[str, Any], data: dict[str, Any]) -> None:
    core |= {"invited": True, "invited_late": data["late"], "sequence": data["sequence"]}
    if data.get("timely"):
        for item in core["items"].values():
            item["late"] = False


def _answered(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["replies"][data["person_id"]] = data["reply"]


def _reminded(_core: dict[str, Any], _data: dict[str, Any]) -> None:
    """Whoever is reminded stands where they stood."""


CASES: dict[str, Case] = {
    "MeetingChanged": _changed,
    "MeetingInvited": _invited,
    "InvitationAnswered": _answered,
    "InvitedReminded": _reminded,
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {
        "invited": state["invited_at"] is not None,
        "invited_late": state["invited_late"],
        "sequence": state["sequence"],
        "replies": {one["person_id"]: one["reply"] for one in state["replies"]},
    }
