"""Keeping somebody from naming one: for the person who is kept away the name is a word like any other (T-15).

It is a choice of its own beside ignoring: whoever ignores somebody still may be named by them, and hears nothing of it. Like
that, it is nobody else's business, so no event says whom.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts.models import MentionBlock, Person, Standing
from forum.core.clock import now
from forum.core.db import db, dialect
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor, require

MOST = 500


def block_mentions(actor: Actor, person: Person) -> None:
    """Let a person name the actor no more; saying it twice is saying it once. Raises Conflict."""
    require(actor, "person.ignore", person)
    many = select(func.count()).where(MentionBlock.person_id == actor.person_id)
    if (db.session.scalar(many) or 0) >= MOST:
        raise Conflict(_("Das gilt schon für sehr viele Menschen. Bitte lassen Sie es zuerst bei jemandem wieder zu."))
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    row = insert(MentionBlock).values(person_id=actor.person_id, blocked_id=person.id, at=now())
    db.session.execute(row.on_conflict_do_nothing())


def allow_mentions(actor: Actor, person: Person) -> None:
    """Let a person name the actor again."""
    own = MentionBlock.person_id == actor.person_id
    db.session.execute(delete(MentionBlock).where(own, MentionBlock.blocked_id == person.id))


def kept_from_naming(viewer: Actor) -> Sequence[Person]:
    """Return who may not name the viewer, by handle; erased accounts have nothing to show any more."""
    return db.session.scalars(
        select(Person)
        .join(MentionBlock, MentionBlock.blocked_id == Person.id)
        .where(MentionBlock.person_id == viewer.person_id, Person.standing != Standing.ERASED)
        .order_by(Person.handle_key)
    ).all()


def is_kept_from_naming(viewer: Actor, person_id: int) -> bool:
    """Tell whether a person may not name the viewer."""
    own = select(MentionBlock.at).where(MentionBlock.person_id == viewer.person_id)
    return db.session.scalar(own.where(MentionBlock.blocked_id == person_id)) is not None


def may_name(writer_id: int | None) -> Any:
    """Return the condition on people that they let this writer name them."""
    return ~exists().where(MentionBlock.person_id == Person.id, MentionBlock.blocked_id == writer_id)
