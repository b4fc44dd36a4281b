"""Changing spaces: opening them and letting people in."""

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render, slug
from forum.discussions.events import SpaceChanged, SpaceOpened
from forum.discussions.models import Space, SpaceMember

TITLE = (5, 120)


def open_space(
    actor: Actor, *, title: str, description: str, audience: str = "public", writers: str = "members", position: int = 0
) -> Space:
    """Open a place for discussion; ``members-only`` audience means people who were let in one by one."""
    require(actor, "space.manage")
    title = clean_line(title)
    if not TITLE[0] <= len(title) <= TITLE[1]:
        raise Invalid(fields={"title": [_("Bitte schreiben Sie zwischen 5 und 120 Zeichen.")]})
    space = Space(
        slug=_free_slug(title),
        title=title,
        description=clean_text(description),
        description_html=render(description),
        audience=audience,
        writers=writers,
        position=position,
        created_at=now(),
    )
    db.session.add(space)
    db.session.flush()
    if audience == "members-only":
        space.audience = space.writers = f"space:{space.id}"
    record(actor, SpaceOpened(space_id=space.id), audience=space.audience)
    return space


def let_in(actor: Actor, space: Space, person: Person) -> None:
    """Let a person take part in a space that is for members only."""
    require(actor, "space.manage", space)
    if db.session.get(SpaceMember, (space.id, person.id)) is None:
        db.session.add(SpaceMember(space_id=space.id, person_id=person.id, since=now()))
        db.session.flush()
        db.session.info.clear()
        record(actor, SpaceChanged(space_id=space.id), audience=space.audience)


def _free_slug(title: str) -> str:
    wanted = slug(title, longest=50)
    taken = set(db.session.scalars(select(Space.slug).where(Space.slug.startswith(wanted))))
    return next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if name not in taken)
