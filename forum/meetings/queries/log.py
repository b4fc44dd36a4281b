"""The log of a meeting as its audience gets it: filtered, chained by ``prev``, with its texts."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.permissions import Actor
from forum.core.text import render
from forum.meetings.models import (
    AgendaItem,
    Circle,
    Contribution,
    Meeting,
    Motion,
    MotionVersion,
    Poll,
    PollObjection,
    Question,
    Resolution,
    SessionPaper,
    SpeakerEntry,
    SpeakerList,
)
from forum.meetings.written import BLANK
from forum.web.realtime.listening import Row, chained

BATCH = 500


def audience_of(viewer: Actor, of: Meeting) -> frozenset[str]:
    """Return those of the viewer's words that an event of this meeting can be for, without the private one (L-40)."""
    committee = f"committee:{of.committee_id}"
    return viewer.words & {of.audience, "public", "members", committee, f"{committee}:chair", f"{committee}:clerk"}


def _heard_by(viewer: Actor, of: Meeting) -> frozenset[str]:
    own = {f"person:{viewer.person_id}"} if viewer.person_id is not None else set()
    return audience_of(viewer, of) | own


def rows_after(stream: str, after: int, limit: int = BATCH) -> list[Row]:
    """Return the next events of a meeting for whomever, in order; the reader of the sockets tells each its own."""
    return _told(_logged(LoggedEvent.stream == stream, LoggedEvent.seq > after, limit=limit))


def last_before(stream: str, words: Iterable[str], seq: int) -> int:
    """Return the number of the last event up to ``seq`` for one audience; 0 when there is none (L-41)."""
    mine = (LoggedEvent.stream == stream, LoggedEvent.audience.in_(sorted(words)))
    return db.session.scalar(select(func.max(LoggedEvent.seq)).where(*mine, LoggedEvent.seq <= seq)) or 0


def events_after(stream: str, words: Iterable[str], after: int, limit: int = BATCH) -> list[dict[str, Any]]:
    """Return the next events of a meeting for one audience, in order.

    ``prev`` is the number of the event before, for this very audience: a gap between ``prev`` and the last
    number heard is a loss, a gap between two numbers is not (L-41).
    """
    mine = (LoggedEvent.stream == stream, LoggedEvent.audience.in_(sorted(words)))
    rows = _told(_logged(*mine, LoggedEvent.seq > after, limit=limit))
    return chained(rows, last_before(stream, words, after)) if rows else []


def events_for(viewer: Actor, of: Meeting, after: int) -> list[dict[str, Any]]:
    """Return the next events of a meeting for the viewer, those for this account only among them."""
    return events_after(of.stream, _heard_by(viewer, of), after)


def everything(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the whole log of a meeting for the viewer; for the minutes and the course of events."""
    return events_after(of.stream, audience_of(viewer, of), 0, limit=100_000)


def _logged(*conditions: Any, limit: int) -> Sequence[LoggedEvent]:
    return db.session.scalars(select(LoggedEvent).where(*conditions).order_by(LoggedEvent.seq).limit(limit)).all()


def _told(rows: Sequence[LoggedEvent]) -> list[Row]:
    if not rows:
        return []
    texts = _texts(rows)
    names = _names(rows)
    told = []
    for row in rows:
        data = {**row.data, **texts.get((row.type, row.id), {})}
        data.pop("meeting_id", None)
        if "person_id" in data:
            data["handle"] = names.get(data["person_id"])
        seq = row.seq or 0
        event = {
            "seq": seq,
            "type": row.type,
            "at": row.at.isoformat(),
            "actor": names.get(row.actor_id),
            "data": data,
        }
        told.append(Row(row.audience, seq, event))
    return told


def _names(rows: Iterable[LoggedEvent]) -> dict[int | None, str]:
    ids = {row.actor_id for row in rows} | {row.data.get("person_id") for row in rows}
    found = db.session.execute(select(Person.id, Person.handle).where(Person.id.in_(ids - {None})))
    return {row.id: row.handle for row in found}


# Which texts belong to an event: the field with the number, and the columns to look up.
_TEXTS: dict[str, tuple[str, Any, tuple[Any, ...]]] = {
    "ItemAdded": ("item_id", AgendaItem.id, (AgendaItem.title, AgendaItem.audience)),
    "ItemChanged": ("item_id", AgendaItem.id, (AgendaItem.title, AgendaItem.audience)),
    "ItemOpened": ("item_id", AgendaItem.id, (AgendaItem.title, AgendaItem.audience)),
    "ContributionAdded": ("contribution_id", Contribution.id, (Contribution.html, Contribution.state.label("stands"))),
    "QuestionAsked": ("question_id", Question.id, (Question.text, Question.state.label("stands"))),
    "PaperAdded": ("paper_id", SessionPaper.id, (SessionPaper.title, SessionPaper.audience)),
    "ListClosed": ("item_id", SpeakerList.item_id, (SpeakerList.reason,)),
    "SpeechRequested": ("speaker_id", SpeakerEntry.id, (SpeakerEntry.note,)),
    "MotionDrafted": ("motion_id", Motion.id, (Motion.html, Motion.reasons_html)),
    "MotionAdded": (
        "motion_id",
        Motion.id,
        (Motion.html, Motion.reasons_html, Motion.paragraph, Motion.before, Motion.duties),
    ),
    "PollPrepared": ("poll_id", Poll.id, (Poll.question, Poll.options)),
    "PollOpened": ("poll_id", Poll.id, (Poll.question, Poll.options)),
    "PollVoided": ("poll_id", Poll.id, (Poll.void_reason,)),
    "MotionChanged": ("motion_id", Motion.id, (Motion.html,)),
    "MotionMoved": ("motion_id", Motion.id, (Motion.referred_to,)),
    "MotionOpposed": ("motion_id", Motion.id, (Motion.against_html,)),
    "ResolutionAdopted": (
        "resolution_id",
        Resolution.id,
        (Resolution.number, Resolution.html, Resolution.decision_number),
    ),
    "ResolutionAnnounced": ("resolution_id", Resolution.id, (Resolution.number, Resolution.html)),
}


def _texts(rows: Sequence[LoggedEvent]) -> dict[tuple[str, int], dict[str, Any]]:
    """Look the texts up by one query per kind; what is hidden now is blank, however old the event (L-51).

    So is what was for more people once than it is now (L-03).
    """
    texts: dict[tuple[str, int], dict[str, Any]] = {}
    for kind, (name, key, columns) in _TEXTS.items():
        of_kind = [row for row in rows if row.type == kind]
        if not of_kind:
            continue
        numbers = {row.data[name] for row in of_kind}
        found = {row[0]: row for row in db.session.execute(select(key, *columns).where(key.in_(numbers)))}
        for row in of_kind:
            values = dict(found[row.data[name]]._mapping) if row.data[name] in found else {}  # noqa: SLF001
            values.pop("id", None)
            if values.pop("stands", None) in BLANK:
                values.update(dict.fromkeys({"html", "text"} & set(values), ""))
            if Circle.of(values.pop("audience", row.audience)).breadth > Circle.of(row.audience).breadth:
                values = {}
            texts[kind, row.id] = values
    _as_then(rows, texts)
    _add_objections(rows, texts)
    return texts


def _add_objections(rows: Sequence[LoggedEvent], texts: dict[tuple[str, int], dict[str, Any]]) -> None:
    """Give the end of a vote by consent the words of what was objected; what was removed is blank (L-51)."""
    told = [row for row in rows if row.type in {"PollClosed", "PollVoided"} and row.data.get("objections")]
    numbers = {number for row in told for number in row.data["objections"]}
    if not numbers:
        return
    found = select(PollObjection.id, PollObjection.text).where(PollObjection.id.in_(numbers))
    words = {row.id: row.text for row in db.session.execute(found)}
    for row in told:
        texts.setdefault((row.type, row.id), {})["reasons"] = [words[number] for number in row.data["objections"]]


def _as_then(rows: Sequence[LoggedEvent], texts: dict[tuple[str, int], dict[str, Any]]) -> None:
    """Give an event of a motion the words that the motion had then; a later version is told by its own event."""
    told = [row for row in rows if row.type in {"MotionDrafted", "MotionAdded", "MotionChanged"}]
    numbers = {row.data["motion_id"] for row in told}
    if not numbers:
        return
    versions = select(MotionVersion.motion_id, MotionVersion.version, MotionVersion.source)
    earlier = {
        (row.motion_id, row.version): row.source
        for row in db.session.execute(versions.where(MotionVersion.motion_id.in_(numbers)))
    }
    for row in told:
        source = earlier.get((row.data["motion_id"], row.data.get("version", 1)))
        if source is not None and "html" in texts[row.type, row.id]:
            texts[row.type, row.id]["html"] = render(source) if source else ""
