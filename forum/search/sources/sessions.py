"""Published minutes of sessions for the search: what everybody may read of them, without the closed items."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forum.committees.models import Committee
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.core.text import plain
from forum.ideas.events import IdeaEdited, IdeaHidden, IdeaRestored
from forum.meetings.borrowing import bears
from forum.meetings.events import MinutesPublished, TextRedacted
from forum.meetings.models import AgendaItem, Meeting, Minutes, MinutesState, Motion, Paragraph
from forum.search.engines import Document
from forum.search.sources.agendas import FOUND
from forum.search.sources.source import Shown, Source, matching


def _meeting_of(event: LoggedEvent) -> Iterable[int]:
    return [event.data["meeting_id"]]


def _meetings_of_idea(event: LoggedEvent) -> Iterable[int]:
    """Return the sessions whose minutes name an idea in the title of an item (M-36)."""
    return db.session.scalars(select(AgendaItem.meeting_id).where(bears(AgendaItem, event.data["idea_id"])).distinct())


def _published(ids: Sequence[int]) -> Sequence[Minutes]:
    return db.session.scalars(
        select(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(Minutes.meeting_id.in_(ids), Minutes.state == MinutesState.PUBLISHED)
        .options(
            contains_eager(Minutes.meeting).contains_eager(Meeting.committee).load_only(Committee.slug, Committee.title)
        )
    ).all()


def _texts(ids: Sequence[int]) -> dict[int, str]:
    """Return what stands in the minutes for everybody: titles, motions and the clerk's paragraphs."""
    found: dict[int, list[str]] = {}
    for model, column in ((AgendaItem, AgendaItem.title), (Paragraph, Paragraph.source), (Motion, Motion.source)):
        asked = (
            select(Meeting.id, column.label("text"))
            .join(model, model.meeting_id == Meeting.id)
            .where(Meeting.id.in_(ids), model.audience == Meeting.audience)
            .order_by(model.id)
        )
        if model is Motion:
            asked = asked.join(AgendaItem, AgendaItem.id == Motion.item_id)
            asked = asked.where(AgendaItem.audience == Meeting.audience, Motion.state.in_(FOUND))
        for row in db.session.execute(asked):
            found.setdefault(row.id, []).append(row.text)
    return {number: plain("\n\n".join(text for text in texts if text)) for number, texts in found.items()}


def _documents(ids: Sequence[int]) -> Iterable[Document]:
    texts = _texts(ids)
    for row in _published(ids):
        yield Document(
            key=f"minutes:{row.meeting_id}",
            kind="minutes",
            audience=row.meeting.audience,
            created=row.meeting.starts_at,
            title=row.meeting.title,
            official=texts.get(row.meeting_id, ""),
            committee=row.meeting.committee.slug,
        )


def _shown(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    texts = _texts(ids)
    return {
        row.meeting_id: Shown(
            kind="minutes",
            id=row.meeting_id,
            title=_("Niederschrift: %(title)s", title=row.meeting.title),
            url=row.url,
            text=texts.get(row.meeting_id, ""),
            at=row.meeting.starts_at,
            context=row.meeting.committee.title,
        )
        for row in _published(ids)
        if row.meeting.audience in viewer.words
    }


def _plainly(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    matches = matching(words, Paragraph.source)
    statement = (
        select(Minutes.meeting_id)
        .join(Paragraph, Paragraph.meeting_id == Minutes.meeting_id)
        .where(Minutes.state == MinutesState.PUBLISHED, Paragraph.audience.in_(viewer.words), matches)
    )
    return db.session.scalars(statement.distinct().order_by(Minutes.meeting_id.desc()).limit(limit)).all()


def _since(ids: Sequence[int]) -> Mapping[int, datetime]:
    return {row.meeting_id: row.published_at for row in _published(ids) if row.published_at is not None}


SOURCES = (
    Source(
        kind="minutes",
        label=lazy("Niederschriften"),
        touched={MinutesPublished: _meeting_of, TextRedacted: _meeting_of}
        | dict.fromkeys((IdeaHidden, IdeaRestored, IdeaEdited), _meetings_of_idea),
        documents=_documents,
        shown=_shown,
        every_id=lambda: db.session.scalars(select(Minutes.meeting_id).where(Minutes.state == MinutesState.PUBLISHED)),
        plainly=_plainly,
        since=_since,
    ),
)
