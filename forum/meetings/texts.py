"""The texts of a session: where each kind stands, and how it is removed.

The log names texts by number only (L-51). Whatever a person wrote in a session has a line in ``TEXTS``; then it can be
removed by the one command for that, and it is sealed with the minutes (``sealing``, L-80).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from forum.committees.models import Recusal
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.text import render
from forum.meetings.models import (
    AgendaItem,
    Ballot,
    Contribution,
    Meeting,
    Motion,
    MotionVersion,
    NamedVote,
    Objection,
    Paragraph,
    Poll,
    PollObjection,
    Question,
    Resolution,
    SealedText,
    SessionPaper,
    SpeakerEntry,
    SpeakerList,
)

# The kind under which earlier versions of motions are sealed, each by the number of the event that brought it.
VERSION = "version"
# What stands in a vote by consent in place of an objection that was removed; an objection without words is none.
REMOVED_REASON = "[entfernt]"


@dataclass(frozen=True)
class SessionText:
    """One kind of text: its table, what people wrote, the HTML of it, and the events that bring it, one or several each."""

    model: Any
    written: tuple[str, ...]
    made: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    field: str = ""
    key: str = "id"
    # What came to a table later: sealed with the rest where it says something, so that older seals hold.
    later: tuple[str, ...] = ()


TEXTS: Mapping[str, SessionText] = {
    "item": SessionText(AgendaItem, ("title", "text"), ("text_html",), ("ItemAdded",), "item_id"),
    "contribution": SessionText(Contribution, ("source",), ("html",), ("ContributionAdded",), "contribution_id"),
    "motion": SessionText(
        Motion,
        ("source", "reasons", "against"),
        ("html", "reasons_html", "against_html"),
        ("MotionDrafted", "MotionAdded"),
        "motion_id",
        later=("duties",),
    ),
    "question": SessionText(Question, ("text",), (), ("QuestionAsked",), "question_id"),
    "poll": SessionText(Poll, ("question",), (), ("PollPrepared", "PollOpened"), "poll_id"),
    "void": SessionText(Poll, ("void_reason",), (), ("PollVoided",), "poll_id"),
    "consent_objection": SessionText(PollObjection, ("text",), (), ("PollClosed", "PollVoided"), "objections"),
    "wish": SessionText(SpeakerEntry, ("note",), (), ("SpeechRequested",), "speaker_id"),
    "list": SessionText(SpeakerList, ("reason",), (), ("ListClosed",), "item_id", "item_id"),
    # What was adopted is frozen with its HTML; nothing makes it anew.
    "resolution": SessionText(
        Resolution,
        ("text", "html", "reasons_html"),
        (),
        ("ResolutionAdopted", "ResolutionAnnounced"),
        "resolution_id",
    ),
    "paper": SessionText(SessionPaper, ("title",), (), ("PaperAdded",), "paper_id"),
    "paragraph": SessionText(Paragraph, ("source",), ("html",), ("ParagraphSaved",), "paragraph_id"),
    # What the interest is that somebody has in an item, in their words or in those of the desk.
    "interest": SessionText(Recusal, ("interest",), (), ("MemberRecused",), "recusal_id"),
    "cancellation": SessionText(Meeting, ("cancel_reason",), (), ("MeetingCancelled",), "meeting_id"),
    "objection": SessionText(Objection, ("text", "answer"), (), ("ObjectionRaised",), "objection_id"),
}


def number_of(kind: str, row: Any) -> int:
    """Return the number by which the log names the text of this row."""
    number: int = getattr(row, TEXTS[kind].key)
    return number


def place_of(kind: str, row: Any) -> tuple[int, str]:
    """Return in which session a text stands, and who may read it; most rows say so themselves."""
    if kind == "cancellation":
        return row.id, row.audience
    if kind == "interest":
        row = db.session.get_one(AgendaItem, row.item_id)
    return row.meeting_id, row.audience


def blank(kind: str, row: Any) -> None:
    """Remove the text from its row, and the salt that would let somebody prove what it said."""
    if kind == "consent_objection":
        _blank_reason(row)
    for name in (*TEXTS[kind].written, *TEXTS[kind].later, *TEXTS[kind].made):
        setattr(row, name, "")
    if kind == "motion":
        # Earlier versions and amendments repeat its words.
        db.session.execute(update(MotionVersion).where(MotionVersion.motion_id == row.id).values(source=""))
        db.session.execute(update(Motion).where(Motion.parent_id == row.id).values(before=""))
        row.before = ""
        _forget_conditions(row.id)
    if kind == "question":
        row.words = None
    if kind == "item":
        row.withheld_title = None
    if kind == "poll":
        _blank_options(row)
    sealed = [(kind, number_of(kind, row))]
    if kind == "motion":
        told = versions_told(f"meeting:{row.meeting_id}").items()
        sealed += [(VERSION, seq) for seq, (motion_id, _version) in told if motion_id == row.id]
    for key in sealed:
        digest = db.session.get(SealedText, (place_of(kind, row)[0], *key))
        if digest is not None:
            digest.salt = None


def write_again(kind: str, row: Any, words: str) -> None:
    """Let a text say again what it said, because removing it was found wrong; no seal proves a word of it any more."""
    text = TEXTS[kind]
    setattr(row, text.written[0], words)
    for name in text.made:
        setattr(row, name, render(words))
    digest = db.session.get(SealedText, (place_of(kind, row)[0], kind, number_of(kind, row)))
    if digest is not None:
        digest.salt = None


def _blank_reason(objection: PollObjection) -> None:
    """Take an objection out of the vote that it came with; the vote still counts, and counting anew ends the same."""
    named = select(NamedVote).where(NamedVote.poll_id == objection.poll_id)
    nameless = select(Ballot).where(Ballot.poll_id == objection.poll_id)
    for vote in [*db.session.scalars(named), *db.session.scalars(nameless)]:
        if vote.payload.get("reason") == objection.text:
            vote.payload = {**vote.payload, "reason": REMOVED_REASON}
            return


def numbers_in(text: SessionText, data: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the texts of one kind that an event brought; events of earlier versions may name none."""
    found = data.get(text.field, [])
    return list(found) if isinstance(found, list) else [found]


def _blank_options(poll: Poll) -> None:
    """Remove the words of the options and their salt; their number and their digest stay, so the frozen hash still fits."""
    poll.options = [""] * len(poll.options)
    frozen = {**poll.configuration, "options": poll.options}
    poll.configuration = frozen | ({"options_salt": ""} if "options_salt" in frozen else {})


def _forget_conditions(motion_id: int) -> None:
    """Remove what would prove the conditions of a motion from the plans of its votes."""
    for poll in db.session.scalars(select(Poll).where(Poll.motion_id == motion_id)):
        if "conditions_salt" in poll.configuration:
            poll.configuration = {**poll.configuration, "conditions_salt": ""}


def versions_told(stream: str) -> dict[int, tuple[int, int]]:
    """Return which version of which motion an event of a session brought, by the number of the event."""
    events = select(LoggedEvent.seq, LoggedEvent.data).where(
        LoggedEvent.stream == stream, LoggedEvent.type.in_(["MotionDrafted", "MotionAdded", "MotionChanged"])
    )
    told: dict[int, tuple[int, int]] = {}
    for row in db.session.execute(events.order_by(LoggedEvent.seq)):
        version = (row.data["motion_id"], row.data.get("version", 1))
        if version not in told.values():
            told[row.seq or 0] = version
    return told
