"""Questions from the public."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"questions": {}}
NAMES = ("state", "reason", "answered", "pinned", "votes")


def _asked(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["questions"][data["question_id"]] = {
        "state": data["state"], "reason": "", "answered": False, "pinned": False, "votes": 0,
    }  # fmt: skip


def _sets(*names: str) -> Case:
    def apply(core: dict[str, Any], data: dict[str, Any]) -> None:
        core["questions"][data["question_id"]].update({name: data[name] for name in names})

    return apply


CASES: dict[str, Case] = {
    "QuestionAsked": _asked,
    "QuestionMoved": _sets("state", "reason", "answered"),
    "QuestionPinned": _sets("pinned"),
    "QuestionVoted": _sets("votes"),
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot."""
    return {"questions": {one["id"]: {name: one[name] for name in NAMES} for one in state["questions"]}}
