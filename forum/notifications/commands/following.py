"""Choosing how much one wants to hear of a thing."""

from collections.abc import Collection

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.notifications.commands.planning import plan_anew
from forum.notifications.levels import Level
from forum.notifications.models import Follow
from forum.notifications.queries import visible_thing


def follow(actor: Actor, kind: str, thing_id: int, *, level: Level) -> None:
    """Let the actor hear of a thing as much as the level says. Raises NotFound for what the actor may not see."""
    require(actor, "follow.set")
    assert actor.person_id is not None  # noqa: S101  The permission is for people only.
    visible_thing(actor, kind, thing_id)
    row = stance_on(actor.person_id, kind, thing_id)
    row.level, row.chosen = level, True
    db.session.flush()
    plan_anew(actor.person_id)


def follow_by_taking_part(person_id: int, kind: str, thing_id: int) -> None:
    """Let somebody hear of what they took part in, unless they chose a level before (T-17, N-29)."""
    row = stance_on(person_id, kind, thing_id)
    if not row.chosen:
        row.level = Level.TRACKING
    db.session.flush()


def follow_on(old: tuple[str, int], new: tuple[str, int], only: Collection[int] | None = None) -> None:
    """Let whoever followed a thing follow another one as well; what a person said of the other one stays (T-20, T-21).

    ``only`` names the people for whom that holds, if it does not hold for all.
    """
    known = set(db.session.scalars(select(Follow.person_id).where(Follow.kind == new[0], Follow.thing_id == new[1])))
    rows = db.session.scalars(select(Follow).where(Follow.kind == old[0], Follow.thing_id == old[1]))
    db.session.add_all(
        Follow(
            person_id=row.person_id,
            kind=new[0],
            thing_id=new[1],
            level=row.level,
            chosen=row.chosen,
            mails=row.mails,
            created_at=now(),
        )
        for row in rows
        if row.person_id not in known and (only is None or row.person_id in only)
    )
    db.session.flush()


def stance_on(person_id: int, kind: str, thing_id: int) -> Follow:
    """Return the row of a person and a thing; a new one says nothing yet."""
    row = db.session.scalar(
        select(Follow).where(Follow.person_id == person_id, Follow.kind == kind, Follow.thing_id == thing_id)
    )
    if row is None:
        row = Follow(
            person_id=person_id, kind=kind, thing_id=thing_id, level=Level.NORMAL, chosen=False, created_at=now()
        )
        db.session.add(row)
    return row
