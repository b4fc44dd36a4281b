"""The fold law: the state of a meeting follows from its events alone (L-45). Both functions are pure."""

from collections.abc import Iterable
from typing import Any


def fold(events: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the core of a meeting's state from the delivered events of one audience."""
    core: dict[str, Any] = {
        "state": "planned",
        "current_item_id": None,
        "items": {},
        "present": [],
        "speakers": {},
        "contributions": {},
        "motions": {},
        "polls": {},
        "resolutions": [],
    }
    for event in events:
        _apply(core, event["type"], event["data"])
    return core


def _apply(core: dict[str, Any], kind: str, data: dict[str, Any]) -> None:  # noqa: C901, PLR0912  One case per event.
    match kind:
        case "MeetingPlanned":
            pass
        case "MeetingCancelled":
            core["state"] = "cancelled"
        case "SessionStarted":
            core["state"] = "running"
        case "SessionClosed":
            core["state"] = "closed"
        case "ItemAdded":
            core["items"][data["item_id"]] = "planned"
        case "ItemOpened":
            core["items"][data["item_id"]] = "open"
            core["current_item_id"] = data["item_id"]
        case "ItemClosed":
            core["items"][data["item_id"]] = data["outcome"]
            core["current_item_id"] = None
        case "MemberCheckedIn":
            core["present"].append(data["person_id"])
        case "MemberCheckedOut":
            core["present"].remove(data["person_id"])
        case "ContributionAdded":
            core["contributions"][data["contribution_id"]] = False
        case "ContributionHidden":
            core["contributions"][data["contribution_id"]] = True
        case "SpeechRequested":
            core["speakers"][data["speaker_id"]] = "waiting"
        case "SpeechWithdrawn":
            core["speakers"][data["speaker_id"]] = "withdrawn"
        case "SpeechLapsed":
            core["speakers"][data["speaker_id"]] = "lapsed"
        case "SpeechStarted":
            core["speakers"][data["speaker_id"]] = "speaking"
        case "SpeechEnded":
            core["speakers"][data["speaker_id"]] = "done"
        case "MotionAdded":
            core["motions"][data["motion_id"]] = "submitted"
        case "PollOpened":
            core["polls"][data["poll_id"]] = {
                "state": "open", "yes": 0, "no": 0, "abstain": 0, "verdict": None,
                "motion_id": data["motion_id"],
            }  # fmt: skip
        case "VoteCast":
            core["polls"][data["poll_id"]][data["choice"]] += 1
        case "PollClosed":
            poll = core["polls"][data["poll_id"]]
            poll.update(state="closed", **{name: data[name] for name in ("yes", "no", "abstain", "verdict")})
            if poll["motion_id"] is not None:
                core["motions"][poll["motion_id"]] = data["verdict"]
        case "ResolutionAdopted":
            core["resolutions"].append(data["resolution_id"])
        case _:
            raise ValueError(f"no fold for {kind}")


def core_of(state: dict[str, Any]) -> dict[str, Any]:
    """Return the same core from a snapshot."""
    figures = ("state", "yes", "no", "abstain", "verdict", "motion_id")
    return {
        "state": state["state"],
        "current_item_id": state["current_item_id"],
        "items": {item["id"]: item["state"] for item in state["items"]},
        "present": [one["person_id"] for one in state["present"]],
        "speakers": {one["id"]: one["state"] for one in state["speakers"]},
        "contributions": {one["id"]: one["hidden"] for one in state["contributions"]},
        "motions": {one["id"]: one["state"] for one in state["motions"]},
        "polls": {one["id"]: {name: one[name] for name in figures} for one in state["polls"]},
        "resolutions": [one["id"] for one in state["resolutions"]],
    }
