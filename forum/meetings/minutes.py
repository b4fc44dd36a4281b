"""The draft of the minutes, as a pure function of the log: the same log gives the same draft (L-24)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class PollNote:
    """A vote in the minutes."""

    seq: int
    question: str
    present: int
    votes: dict[str, list[str]] = field(default_factory=lambda: {"yes": [], "no": [], "abstain": []})
    yes: int = 0
    no: int = 0
    abstain: int = 0
    verdict: str | None = None


@dataclass
class TextNote:
    """A motion or a resolution in the minutes."""

    seq: int
    text_html: str
    number: str = ""
    kind: str = ""


@dataclass
class ItemNote:
    """An agenda item in the minutes."""

    seq: int
    number: int
    title: str
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    contributions: int = 0
    speeches: int = 0
    motions: list[TextNote] = field(default_factory=list)
    polls: list[PollNote] = field(default_factory=list)
    resolutions: list[TextNote] = field(default_factory=list)


@dataclass
class PresenceNote:
    """From when to when somebody was present."""

    seq: int
    handle: str | None
    since: datetime
    until: datetime | None = None


@dataclass
class Minutes:
    """What the log says about a session."""

    opened_at: datetime | None = None
    opened_seq: int | None = None
    closed_at: datetime | None = None
    closed_seq: int | None = None
    presences: list[PresenceNote] = field(default_factory=list)
    items: list[ItemNote] = field(default_factory=list)


def draft(events: Iterable[dict[str, Any]]) -> Minutes:
    """Return the draft from the delivered events of one audience."""
    minutes = Minutes()
    items: dict[int, ItemNote] = {}
    polls: dict[int, PollNote] = {}
    for event in events:
        _session(minutes, event)
        _talk(minutes, items, event)
        _votes(items, polls, event)
    return minutes


def _session(minutes: Minutes, event: dict[str, Any]) -> None:
    at, seq, data = datetime.fromisoformat(event["at"]), event["seq"], event["data"]
    match event["type"]:
        case "SessionStarted":
            minutes.opened_at, minutes.opened_seq = at, seq
        case "SessionClosed":
            minutes.closed_at, minutes.closed_seq = at, seq
        case "MemberCheckedIn":
            minutes.presences.append(PresenceNote(seq, data["handle"], at))
        case "MemberCheckedOut":
            for note in reversed(minutes.presences):
                if note.handle == data["handle"] and note.until is None:
                    note.until = at
                    break


def _talk(minutes: Minutes, items: dict[int, ItemNote], event: dict[str, Any]) -> None:
    at, data = datetime.fromisoformat(event["at"]), event["data"]
    item = items.get(data.get("item_id", 0))
    match event["type"]:
        case "ItemAdded":
            items[data["item_id"]] = ItemNote(event["seq"], data["number"], data["title"])
            minutes.items.append(items[data["item_id"]])
        case "ItemOpened" if item:
            item.opened_at = item.opened_at or at
        case "ItemClosed" if item:
            item.closed_at, item.outcome = at, data["outcome"]
        case "ContributionAdded" if item:
            item.contributions += 1
        case "SpeechRequested" if item:
            item.speeches += 1


def _votes(items: dict[int, ItemNote], polls: dict[int, PollNote], event: dict[str, Any]) -> None:
    seq, data = event["seq"], event["data"]
    item = items.get(data.get("item_id", 0))
    match event["type"]:
        case "MotionAdded" if item:
            item.motions.append(TextNote(seq, data["html"]))
        case "PollOpened" if item:
            polls[data["poll_id"]] = PollNote(seq, data["question"], data["present"])
            item.polls.append(polls[data["poll_id"]])
        case "VoteCast":
            polls[data["poll_id"]].votes[data["choice"]].append(event["actor"] or "–")
        case "PollClosed":
            poll = polls[data["poll_id"]]
            poll.yes, poll.no, poll.abstain = data["yes"], data["no"], data["abstain"]
            poll.verdict = data["verdict"]
        case "ResolutionAdopted" if item:
            item.resolutions.append(TextNote(seq, data["html"], data["number"], data["kind"]))
