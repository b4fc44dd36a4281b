"""The session at one of its events, made from the log and nothing else (L-34). All functions here are pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from forum.meetings import fold

# How many events of the time line are shown before and after the one it stands at.
AROUND = 12


@dataclass
class Scene:
    """The state after an event: the core that the fold gives, and what the log says about the things in it."""

    event: dict[str, Any]
    core: dict[str, Any]
    people: dict[int, str | None] = field(default_factory=dict)
    told: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    around: Sequence[dict[str, Any]] = ()
    marks: Sequence[dict[str, Any]] = ()

    def about(self, kind: str, number: int) -> dict[str, Any]:
        """Return what the log said when this thing came up."""
        return self.told.get((kind, number), {})

    @property
    def present(self) -> list[str]:
        """The names of those who were present."""
        return [self.people.get(number) or "–" for number, _kind in self.core["present"]]

    @property
    def speaking(self) -> list[str]:
        """The names of those who had the floor."""
        return self._speakers("speaking")

    @property
    def waiting(self) -> list[str]:
        """The names of those who waited for it."""
        return self._speakers("waiting")

    def _speakers(self, state: str) -> list[str]:
        entries = self.core["speakers"].items()
        return [self.about("speaker", number).get("handle") or "–" for number, one in entries if one["state"] == state]


# Which events bring a thing, and the field with its number.
_BROUGHT = {
    "ItemAdded": ("item", "item_id"),
    "MotionAdded": ("motion", "motion_id"),
    "PollOpened": ("poll", "poll_id"),
    "ResolutionAdopted": ("resolution", "resolution_id"),
    "ResolutionAnnounced": ("resolution", "resolution_id"),
    "ContributionAdded": ("contribution", "contribution_id"),
    "SpeechRequested": ("speaker", "speaker_id"),
}


def scene(events: Sequence[dict[str, Any]], seq: int) -> Scene | None:
    """Return the session as it stood after the last event up to ``seq``; nothing when there was none yet."""
    here = [event for event in events if event["seq"] <= seq]
    if not here:
        return None
    place = len(here) - 1
    made = Scene(
        event=here[-1],
        core=fold.fold(here),
        before=events[place - 1] if place else None,
        after=events[place + 1] if place + 1 < len(events) else None,
        around=events[max(0, place - AROUND) : place + AROUND + 1],
        marks=[event for event in events if event["type"] in {"SessionStarted", "ItemOpened", "SessionClosed"}],
    )
    for event in here:
        data = event["data"]
        if "person_id" in data:
            made.people[data["person_id"]] = data.get("handle")
        if event["type"] in _BROUGHT:
            kind, name = _BROUGHT[event["type"]]
            # What was announced was adopted before, for those who were there.
            made.told[kind, data[name]] = {**made.about(kind, data[name]), **data, "actor": event["actor"]}
    return made


def numbers(events: Sequence[dict[str, Any]]) -> dict[tuple[str, int], str]:
    """Return what items and motions of a log are called: as the agenda stands at its end, and as the room counts motions."""
    found = {("item", number): item["number"] for number, item in fold.fold(events)["items"].items()}
    # A draft that was submitted later is told twice; only the second event says what it amends.
    brought = {
        event["data"]["motion_id"]: (event["data"]["item_id"], event["data"].get("parent_id"))
        for event in events
        if event["type"] in {"MotionDrafted", "MotionAdded"}
    }
    so_far = Counter[tuple[str, int]]()
    for number, (item_id, parent_id) in sorted(brought.items()):
        above = ("item", item_id) if parent_id is None else ("motion", parent_id)
        so_far[above] += 1
        found["motion", number] = (
            f"{found[above]}.{so_far[above]}" if above in found and parent_id else str(so_far[above])
        )
    return found


def canonical(value: Any) -> bytes:
    """Return a value as the one JSON text by which it is known."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's one JSON text."""
    return hashlib.sha256(canonical(value)).hexdigest()
