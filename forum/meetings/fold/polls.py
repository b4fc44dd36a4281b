"""Votes, and what they say of their motions. Logs of earlier versions know only questions, and name no options."""

from typing import Any

from forum.meetings.fold.case import Case

START: dict[str, Any] = {"polls": {}}
FIGURES = ("given", "yes", "no", "abstain", "blank", "invalid", "marks", "elected", "verdict")
# What else is frozen with a vote: the majority that is usual, where it is counted by another; that no quorum had been
# found; what it decides about ideas.
RULES = ("usual_rule", "without_quorum", "ruling", "next_on", "ideas")


def _poll(data: dict[str, Any], state: str) -> dict[str, Any]:
    figures = {
        "given": 0,
        "yes": 0,
        "no": 0,
        "abstain": 0,
        "blank": 0,
        "invalid": 0,
        "marks": [0] * data.get("choices", 0),
    }
    rules = {name: data.get(name) for name in RULES}
    return {
        "state": state,
        **figures,
        "elected": [],
        "verdict": None,
        "motion_id": data["motion_id"],
        "ends_at": None,
    } | rules


def _prepared(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["polls"][data["poll_id"]] = _poll(data, "prepared")


def _opened(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["polls"][data["poll_id"]] = _poll(data, "open") | {"ends_at": data.get("ends_at")}


def _cast(core: dict[str, Any], data: dict[str, Any]) -> None:
    poll = core["polls"][data["poll_id"]]
    poll["given"] += 1
    poll["marks"] = [so_far + more for so_far, more in zip(poll["marks"], data.get("marks", []), strict=True)]
    if data["choice"]:
        poll[data["choice"]] += 1


def _told(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["polls"][data["poll_id"]]["given"] = data["given"]


def _ending(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["polls"][data["poll_id"]]["ends_at"] = data["ends_at"]


def _counting(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["polls"][data["poll_id"]].update(state="counting", given=data["given"])


def _closed(core: dict[str, Any], data: dict[str, Any]) -> None:
    poll = core["polls"][data["poll_id"]]
    poll.update(state="closed", **{name: data[name] for name in FIGURES if name in data})
    if poll["motion_id"] is not None:
        core["motions"][poll["motion_id"]] = data["verdict"]


def _voided(core: dict[str, Any], data: dict[str, Any]) -> None:
    core["polls"][data["poll_id"]].update(state="closed", verdict="void")
    if data["motion_id"] is not None:
        core["motions"][data["motion_id"]] = data["motion_state"]


def _nothing(_core: dict[str, Any], _data: dict[str, Any]) -> None:
    """Change nothing of the core: who is ready and what is noted stand beside the outcome."""


CASES: dict[str, Case] = {
    "PollPrepared": _prepared,
    "OfficerReady": _nothing,
    "PollOpened": _opened,
    "VoteCast": _cast,
    "VoteNoted": _nothing,
    "TurnoutTold": _told,
    "PollEnding": _ending,
    "PollCounting": _counting,
    "PollClosed": _closed,
    "PollVoided": _voided,
}


def core(state: dict[str, Any]) -> dict[str, Any]:
    """Return this area of the core from a snapshot; moments are text, as in the log."""
    names = ("state", *FIGURES, *RULES, "motion_id")
    return {
        "polls": {
            one["id"]: {name: one[name] for name in names}
            | {"ends_at": one["ends_at"].isoformat() if one["ends_at"] else None}
            for one in state["polls"]
        }
    }
