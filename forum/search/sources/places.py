"""Spaces, committees and strategic goals for the search: where people go to take part, and what it is all for."""

from collections.abc import Iterable, Mapping, Sequence

from flask import url_for
from sqlalchemy import select

from forum.committees.events import (
    CommitteeDeclined,
    CommitteeDissolved,
    CommitteeFounded,
    CommitteeProposed,
    CommitteeRenamed,
    CommitteeResumed,
    CommitteeSuspended,
)
from forum.committees.models import Committee
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.core.text import plain
from forum.discussions.events import SpaceArchived, SpaceAudienceChanged, SpaceChanged, SpaceOpened, SpaceReopened
from forum.discussions.models import Space
from forum.search.engines import Document
from forum.search.sources.source import Shown, Source, matching, named
from forum.strategy.events import GoalsPublished
from forum.strategy.models import Goal, strategy
from forum.terms.events import PageTextChanged
from forum.terms.things import easy_text, easy_words, key_of
from forum.web.addresses import number_in

# More goals than any strategy has; a goal that is gone leaves the index with the next version.
MOST_GOALS = 100


def _rows(ids: Sequence[int]) -> Sequence[Space]:
    return db.session.scalars(select(Space).where(Space.id.in_(ids))).all()


def _about(spaces: Sequence[Space]) -> Mapping[int, str]:
    """Return what spaces say of themselves, also in Leichte Sprache (A-25)."""
    easily = easy_words("raum", [space.id for space in spaces])
    return {
        one.id: plain("\n\n".join((one.description, one.influence, one.promise, one.rules, easily.get(one.id, ""))))
        for one in spaces
    }


def _worded_space(event: LoggedEvent) -> Iterable[int]:
    number = number_in(key_of(event.data["page"], "raum"))
    return [] if number is None else [number]


def _spaces(ids: Sequence[int]) -> Iterable[Document]:
    rows = _rows(ids)
    about = _about(rows)
    for row in rows:
        yield Document(
            key=f"space:{row.id}",
            kind="space",
            audience=row.audience,
            created=row.created_at,
            title=row.title,
            body=about[row.id],
            space=row.slug,
            is_open=row.archived_at is None,
        )


def _shown_spaces(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    rows = [row for row in _rows(ids) if row.audience in viewer.words]
    about = _about(rows)
    return {
        row.id: Shown("space", row.id, row.title, row.url, about[row.id], row.created_at, context=str(row.kind_label))
        for row in rows
    }


def _plain_spaces(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    found = matching(words, Space.title, Space.description, easy_text("raum", Space.id))
    statement = select(Space.id).where(Space.audience.in_(viewer.words), found)
    return db.session.scalars(statement.order_by(Space.id.desc()).limit(limit)).all()


def _bodies(ids: Sequence[int]) -> Iterable[Committee]:
    return db.session.scalars(select(Committee).where(Committee.id.in_(ids)))


def _committees(ids: Sequence[int]) -> Iterable[Document]:
    for row in _bodies(ids):
        yield Document(
            key=f"committee:{row.id}",
            kind="committee",
            audience=row.audience,
            created=row.created_at,
            title=row.title,
            body=plain(f"{row.theme}\n\n{row.mandate}"),
            committee=row.slug,
            state=row.state,
        )


def _shown_committees(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {
        row.id: Shown(
            kind="committee",
            id=row.id,
            title=row.title,
            url=row.url,
            text=" · ".join(filter(None, (plain(row.theme), plain(row.mandate)))),
            at=row.created_at,
            context=str(row.state_label),
        )
        for row in _bodies(ids)
        if row.audience in viewer.words
    }


def _plain_committees(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    found = matching(words, Committee.title, Committee.theme, Committee.mandate)
    statement = select(Committee.id).where(Committee.audience.in_(viewer.words), found)
    return db.session.scalars(statement.order_by(Committee.id.desc()).limit(limit)).all()


def _all_goals(_event: LoggedEvent) -> Iterable[int]:
    return range(1, MOST_GOALS + 1)


def _numbered(ids: Iterable[int] | None = None) -> Iterable[tuple[int, Goal]]:
    """Return goals with their numbers in the index: their places, since the strategy knows them by words."""
    goals = list(strategy().goals.values())
    return ((number, goals[number - 1]) for number in (ids or range(1, len(goals) + 1)) if 0 < number <= len(goals))


def _goals(ids: Sequence[int]) -> Iterable[Document]:
    for number, goal in _numbered(ids):
        yield Document(
            key=f"goal:{number}",
            kind="goal",
            audience="public",
            created=strategy().goal_set.published_at or now(),
            title=goal.title,
            official=f"{goal.text}\n\n{goal.text_easy}",
            comments=f"{goal.title_en}\n\n{goal.text_en}",
            goals=(goal.key,),
        )


def _shown_goals(_viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    since = strategy().goal_set.published_at or now()
    page = url_for("strategy.overview", _external=False)
    return {
        number: Shown("goal", number, goal.label, f"{page}#ziel-{goal.key}", goal.description, since)
        for number, goal in _numbered(ids)
    }


def _plain_goals(_viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    asked = [word.lower() for word in words]
    found = (
        number for number, goal in _numbered() if all(word in f"{goal.title} {goal.text}".lower() for word in asked)
    )
    return list(found)[:limit]


SOURCES = (
    Source(
        kind="space",
        label=lazy("Räume"),
        touched=dict.fromkeys(
            (SpaceOpened, SpaceChanged, SpaceAudienceChanged, SpaceArchived, SpaceReopened), named("space_id")
        )
        | {PageTextChanged: _worded_space},
        documents=_spaces,
        shown=_shown_spaces,
        every_id=lambda: db.session.scalars(select(Space.id)),
        plainly=_plain_spaces,
    ),
    Source(
        kind="committee",
        label=lazy("Gremien"),
        touched=dict.fromkeys(
            (
                CommitteeProposed,
                CommitteeFounded,
                CommitteeDeclined,
                CommitteeRenamed,
                CommitteeSuspended,
                CommitteeResumed,
                CommitteeDissolved,
            ),
            named("committee_id"),
        ),
        documents=_committees,
        shown=_shown_committees,
        every_id=lambda: db.session.scalars(select(Committee.id)),
        plainly=_plain_committees,
    ),
    Source(
        kind="goal",
        label=lazy("Ziele"),
        touched={GoalsPublished: _all_goals},
        documents=_goals,
        shown=_shown_goals,
        every_id=lambda: (number for number, _goal in _numbered()),
        plainly=_plain_goals,
    ),
)
