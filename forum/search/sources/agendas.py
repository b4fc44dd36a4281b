"""Meetings with their agendas and motions for the search.

An item may be for fewer people than its meeting, and a motion for fewer than its item. The index knows one audience word
of a thing, so it gets the narrowest; a hit is shown only to those who hold all of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.committees.models import Committee
from forum.core.db import db
from forum.core.events import Event, LoggedEvent
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.core.text import plain
from forum.ideas.events import IdeaEdited, IdeaHidden, IdeaRestored
from forum.meetings.borrowing import bears
from forum.meetings.course import Course
from forum.meetings.events import (
    ItemAdded,
    ItemChanged,
    ItemRemoved,
    MeetingCancelled,
    MeetingChanged,
    MeetingPlanned,
    MotionAdded,
    MotionChanged,
    MotionMoved,
    MotionOpposed,
    SessionClosed,
    SessionStarted,
    TextRedacted,
)
from forum.meetings.models import AgendaItem, Circle, Meeting, MeetingState, Minutes, MinutesState, Motion
from forum.search.engines import Document
from forum.search.sources.source import Shown, Source, matching, named

_meeting_of = named("meeting_id")
_item_of = named("item_id")
_motion_of = named("motion_id")
# Drafts are for the committee while it sits, no result of a search; what was withdrawn stands in the log only.
FOUND = tuple(set(Course) - {Course.DRAFT, Course.WITHDRAWN})
Since = Callable[[Sequence[int]], Mapping[int, datetime]]


def _narrowest(*words: str) -> str:
    return max(words, key=lambda word: Circle.of(word).breadth)


def _items_of_meeting(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(AgendaItem.id).where(AgendaItem.meeting_id == event.data["meeting_id"]))


def _items_of_idea(event: LoggedEvent) -> Iterable[int]:
    """Go through the items that name an idea; their titles follow its own (M-36)."""
    return db.session.scalars(select(AgendaItem.id).where(bears(AgendaItem, event.data["idea_id"])))


def _motions_of_meeting(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(Motion.id).where(Motion.meeting_id == event.data["meeting_id"]))


def _redacted(kind: str) -> Any:
    return lambda event: [event.data["text_id"]] if event.data["kind"] == kind else []


def _meetings(ids: Sequence[int]) -> Sequence[Meeting]:
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.id.in_(ids))
        .options(joinedload(Meeting.committee).load_only(Committee.slug, Committee.title))
    ).all()


def _meetings_since(ids: Sequence[int]) -> Mapping[int, datetime]:
    return {row.id: row.created_at for row in _meetings(ids)}


def _added(model: type[AgendaItem] | type[Motion], event: type[Event], field: str) -> Since:
    """Return the way to ask since when something stands on an agenda: the log of its session knows."""

    def since(ids: Sequence[int]) -> Mapping[int, datetime]:
        meetings = db.session.scalars(select(model.meeting_id).where(model.id.in_(ids)).distinct())
        streams = [f"meeting:{number}" for number in meetings]
        rows = db.session.scalars(
            select(LoggedEvent).where(LoggedEvent.stream.in_(streams), LoggedEvent.type == event.__name__)
        )
        return {row.data[field]: row.at for row in rows if row.data[field] in ids}

    return since


def _meeting_documents(ids: Sequence[int]) -> Iterable[Document]:
    for row in _meetings(ids):
        yield Document(
            key=f"meeting:{row.id}",
            kind="meeting",
            audience=row.audience,
            created=row.starts_at,
            title=row.title,
            body=" ".join((row.committee.title, row.place)),
            committee=row.committee.slug,
            state=row.state,
            is_open=row.state in {MeetingState.PLANNED, MeetingState.RUNNING},
        )


def _shown_meetings(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {
        row.id: Shown("meeting", row.id, row.title, row.url, row.place, row.starts_at, context=row.committee.title)
        for row in _meetings(ids)
        if row.audience in viewer.words
    }


def _plain_meetings(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    statement = select(Meeting.id).where(Meeting.audience.in_(viewer.words), matching(words, Meeting.title))
    return db.session.scalars(statement.order_by(Meeting.id.desc()).limit(limit)).all()


def _items(ids: Sequence[int]) -> Iterable[tuple[AgendaItem, Meeting]]:
    rows = db.session.execute(
        select(AgendaItem, Meeting)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.id.in_(ids), AgendaItem.title != "")
        .options(joinedload(Meeting.committee).load_only(Committee.slug, Committee.title))
    )
    return ((*row,) for row in rows)


def _item_documents(ids: Sequence[int]) -> Iterable[Document]:
    for item, meeting in _items(ids):
        yield Document(
            key=f"agenda_item:{item.id}",
            kind="agenda_item",
            audience=_narrowest(meeting.audience, item.audience),
            created=meeting.starts_at,
            title=item.title,
            body=plain(item.text),
            committee=meeting.committee.slug,
        )


def _place(item: AgendaItem, meeting: Meeting, published: Collection[int]) -> str:
    """Return where one reads of an item: in the published minutes, before them on the agenda."""
    if meeting.id in published:
        return url_for("minutes.show", meeting_id=meeting.id, _anchor=f"top-{item.number}", _external=False)
    return f"{meeting.url}#punkt-{item.id}"


def _published(meetings: Iterable[int]) -> set[int]:
    known = select(Minutes.meeting_id).where(Minutes.state == MinutesState.PUBLISHED)
    return set(db.session.scalars(known.where(Minutes.meeting_id.in_({*meetings}))))


def _shown_items(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = list(_items(ids))
    published = _published(meeting.id for _item, meeting in rows)
    return {
        item.id: Shown(
            kind="agenda_item",
            id=item.id,
            title=item.title,
            url=_place(item, meeting, published),
            text=plain(item.text),
            at=meeting.starts_at,
            context=f"{meeting.title}, TOP {item.number}",
        )
        for item, meeting in rows
        if {item.audience, meeting.audience} <= viewer.words
    }


def _plain_items(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    statement = (
        select(AgendaItem.id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.audience.in_(viewer.words), Meeting.audience.in_(viewer.words))
        .where(matching(words, AgendaItem.title, AgendaItem.text))
    )
    return db.session.scalars(statement.order_by(AgendaItem.id.desc()).limit(limit)).all()


def _motions(ids: Sequence[int]) -> Iterable[tuple[Motion, AgendaItem, Meeting]]:
    rows = db.session.execute(
        select(Motion, AgendaItem, Meeting)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .join(Meeting, Meeting.id == Motion.meeting_id)
        .where(Motion.id.in_(ids), Motion.state.in_(FOUND), Motion.source != "")
        .options(joinedload(Meeting.committee).load_only(Committee.slug, Committee.title))
    )
    return ((*row,) for row in rows)


def _words(motion: Motion) -> str:
    return plain("\n\n".join((motion.source, motion.reasons, motion.against)))


def _motion_documents(ids: Sequence[int]) -> Iterable[Document]:
    for motion, item, meeting in _motions(ids):
        yield Document(
            key=f"motion:{motion.id}",
            kind="motion",
            audience=_narrowest(meeting.audience, item.audience, motion.audience),
            created=meeting.starts_at,
            body=_words(motion),
            committee=meeting.committee.slug,
            state=motion.state,
        )


def _shown_motions(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = list(_motions(ids))
    published = _published(meeting.id for _motion, _item, meeting in rows)
    return {
        motion.id: Shown(
            kind="motion",
            id=motion.id,
            title=_("Antrag zu: %(item)s", item=item.title),
            # The room shows the motions of the item that is called; of the others one reads where the item stands.
            url=f"{meeting.url}#antrag-{motion.id}"
            if meeting.current_item_id == item.id
            else _place(item, meeting, published),
            text=_words(motion),
            at=meeting.starts_at,
            context=meeting.title,
        )
        for motion, item, meeting in rows
        if {motion.audience, item.audience, meeting.audience} <= viewer.words
    }


def _plain_motions(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    statement = select(Motion.id).where(
        Motion.audience.in_(viewer.words), Motion.state.in_(FOUND), matching(words, Motion.source)
    )
    return db.session.scalars(statement.order_by(Motion.id.desc()).limit(limit)).all()


SOURCES = (
    Source(
        kind="meeting",
        label=lazy("Sitzungen"),
        touched=dict.fromkeys(
            (MeetingPlanned, MeetingChanged, MeetingCancelled, SessionStarted, SessionClosed), _meeting_of
        ),
        documents=_meeting_documents,
        shown=_shown_meetings,
        every_id=lambda: db.session.scalars(select(Meeting.id)),
        plainly=_plain_meetings,
        since=_meetings_since,
    ),
    Source(
        kind="agenda_item",
        label=lazy("Tagesordnungspunkte"),
        touched=dict.fromkeys((ItemAdded, ItemChanged, ItemRemoved), _item_of)
        | dict.fromkeys((IdeaHidden, IdeaRestored, IdeaEdited), _items_of_idea)
        | {
            MeetingPlanned: _items_of_meeting,
            MeetingChanged: _items_of_meeting,
            TextRedacted: _redacted("item"),
        },
        documents=_item_documents,
        shown=_shown_items,
        every_id=lambda: db.session.scalars(select(AgendaItem.id)),
        plainly=_plain_items,
        since=_added(AgendaItem, ItemAdded, "item_id"),
    ),
    Source(
        kind="motion",
        label=lazy("Anträge"),
        touched=dict.fromkeys((MotionAdded, MotionMoved, MotionChanged, MotionOpposed), _motion_of)
        | {
            ItemAdded: _motions_of_meeting,  # An item that is for others now was removed and added.
            MeetingChanged: _motions_of_meeting,
            TextRedacted: _redacted("motion"),
        },
        documents=_motion_documents,
        shown=_shown_motions,
        every_id=lambda: db.session.scalars(select(Motion.id)),
        plainly=_plain_motions,
        since=_added(Motion, MotionAdded, "motion_id"),
    ),
)
