"""Reading the inbox, and what a person wants to hear."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import load_only

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.core.text import slug
from forum.discussions.models import Space, Thread
from forum.ideas.models import Idea
from forum.notifications.levels import Level, level_of
from forum.notifications.models import Follow, MailWishes, Message
from forum.notifications.moments import Rhythm
from forum.notifications.placing import AUDIENCE, IS_THERE, Wishes, heard_words, placed
from forum.projects.models import Project
from forum.web.paging import Order, Page, number

NEWEST_FIRST = Order(((Message.id, True),), (number,))
LATEST_CHOICE_FIRST = Order(((Follow.id, True),), (number,))
PER_PAGE = 30
# The badge says "99+" beyond this, and nobody counts further.
MOST_COUNTED = 100

THINGS = {"thread": Thread, "idea": Idea, "project": Project, "space": Space}


def _readable(viewer: Actor) -> list[ColumnElement[bool]]:
    """Return the conditions of the viewer's messages: what is hidden or closed to them is gone from here too (E-18)."""
    words = heard_words(viewer.person_id or 0, viewer.words)
    return [Message.person_id == viewer.person_id, IS_THERE, AUDIENCE.in_(words)]


def inbox(viewer: Actor, after: str | None = None, *, unread_only: bool = False) -> Page[Message]:
    """Return a page of the viewer's messages, newest first."""
    statement = placed(select(Message)).where(*_readable(viewer))
    if unread_only:
        statement = statement.where(Message.read_at.is_(None))
    rows = db.session.scalars(NEWEST_FIRST.apply(statement, after, PER_PAGE)).all()
    return NEWEST_FIRST.page(rows, PER_PAGE)


def unread(viewer: Actor) -> int:
    """Return how many messages the viewer has not read, but never more than ``MOST_COUNTED``."""
    found = placed(select(Message.id)).where(*_readable(viewer), Message.read_at.is_(None)).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def visible_thing(viewer: Actor, kind: str, thing_id: int) -> Thread | Idea | Project | Space:
    """Return what can be followed. Raises NotFound, also for what the viewer may not see."""
    model: Any = THINGS.get(kind)
    if model is None:
        raise NotFound
    columns = load_only(model.title, model.audience)
    found: Thread | Idea | Project | Space | None = db.session.scalars(
        select(model).where(model.id == thing_id).options(columns)
    ).first()
    if found is None or found.audience not in {*viewer.words, f"person:{viewer.person_id}"}:
        raise NotFound
    return found


@dataclass(frozen=True)
class Following:
    """What a page says about the viewer's level on its thing."""

    kind: str
    thing_id: int
    level: Level
    around_is_muted: bool
    mails_end: bool


def following(viewer: Actor, kind: str, thing_id: int, space_id: int | None = None) -> Following | None:
    """Return the viewer's level on a thing, in one query; None for visitors, who have none."""
    if viewer.person_id is None:
        return None
    here = (kind, thing_id)
    things = (here,) if space_id is None else (here, ("space", space_id))
    same = [and_(Follow.kind == name, Follow.thing_id == number) for name, number in things]
    rows = db.session.scalars(select(Follow).where(Follow.person_id == viewer.person_id, or_(*same)))
    found = {(row.kind, row.thing_id): row for row in rows}
    own, around = found.get(here), found.get(things[-1]) if space_id is not None else None
    return Following(
        kind=kind,
        thing_id=thing_id,
        level=level_of([own.stance if own else None, around.stance if around else None]),
        around_is_muted=around is not None and around.level == Level.MUTED,
        mails_end=own is not None and own.mails == Rhythm.OFF,
    )


@dataclass(frozen=True)
class Followed:
    """A thing on the list of what a person follows."""

    kind: str
    thing_id: int
    title: str
    url: str
    level: Level
    mails: Rhythm | None


def followed(viewer: Actor, after: str | None = None) -> Page[Any]:
    """Return a page of what the viewer follows or muted and may still see; the page's rows are ``Followed``."""
    words = heard_words(viewer.person_id or 0, viewer.words)
    statement: Any = (
        select(Follow, func.coalesce(Thread.title, Idea.title, Project.title, Space.title), Space.slug)
        .outerjoin(Thread, and_(Follow.kind == "thread", Thread.id == Follow.thing_id))
        .outerjoin(Idea, and_(Follow.kind == "idea", Idea.id == Follow.thing_id))
        .outerjoin(Project, and_(Follow.kind == "project", Project.id == Follow.thing_id))
        .outerjoin(Space, and_(Follow.kind == "space", Space.id == Follow.thing_id))
        .where(
            Follow.person_id == viewer.person_id,
            func.coalesce(Thread.audience, Idea.audience, Project.audience, Space.audience).in_(words),
            or_(Follow.chosen, Follow.level != Level.NORMAL, Follow.mails.is_not(None)),
        )
    )
    rows = db.session.execute(LATEST_CHOICE_FIRST.apply(statement, after, PER_PAGE)).all()
    page = LATEST_CHOICE_FIRST.page(rows, PER_PAGE)
    return Page([_followed(*row) for row in page.items], page.after)


def _followed(row: Follow, title: str, name: str | None) -> Followed:
    mails = Rhythm(row.mails) if row.mails else None
    return Followed(row.kind, row.thing_id, title, _url(row.kind, row.thing_id, title, name), Level(row.level), mails)


def _url(kind: str, number: int, title: str, name: str | None) -> str:
    if kind == "space":
        return url_for("discussions.space", name=name)
    if kind == "idea":
        return url_for("ideas.show", idea_id=number, slug=slug(title))
    if kind == "project":
        return url_for("projects.show", project_id=number, slug=slug(title))
    return url_for("discussions.thread", thread_id=number, slug=slug(title))


def mail_wishes(viewer: Actor) -> MailWishes:
    """Return when the viewer wants mails; whoever chose nothing gets them at once."""
    return Wishes([viewer.person_id or 0], ()).mails(viewer.person_id or 0)
