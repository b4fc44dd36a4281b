"""Who is present, and who stands in for whom."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.committees.models import Recusal, in_force
from forum.core.clock import now
from forum.core.permissions import Actor
from forum.meetings.models import (
    AgendaItem,
    Meeting,
    Presence,
    Substitution,
)
from forum.meetings.queries.entitled import counted
from forum.meetings.queries.procedure import SLIP
from forum.meetings.queries.state.rows import rows


def attendance(viewer: Actor, of: Meeting) -> dict[str, Any]:
    """Return who is present, who stands in for whom, and how many of those present have a vote."""
    here, instead = present(of), substitutes(viewer, of)
    pairs = [(one["member_id"], one["substitute_id"]) for one in instead]
    count = len(counted(of, [one["person_id"] for one in here], pairs))
    return {"present": here, "substitutes": instead, "voters": count}


def present(of: Meeting) -> list[dict[str, Any]]:
    """Return who is present now and how, in the order of coming, and who noted it for them."""
    noted = aliased(Person)
    return rows(
        select(Presence.person_id, Person.handle, Presence.kind, Presence.since, noted.handle.label("noted_by"))
        .join(Person, Person.id == Presence.person_id)
        .outerjoin(noted, noted.id == Presence.noted_by)
        .where(Presence.meeting_id == of.id, Presence.until.is_(None))
        .order_by(Presence.id)
    )


def substitutes(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return who stands in for whom; before a session begins that is for the committee alone, like all answers (L-29)."""
    if of.opened_at is None and of.committee.word not in viewer.words:
        return []
    member, other = aliased(Person), aliased(Person)
    return rows(
        select(
            Substitution.member_id,
            Substitution.substitute_id,
            member.handle.label("member"),
            other.handle.label("substitute"),
        )
        .join(member, member.id == Substitution.member_id)
        .join(other, other.id == Substitution.substitute_id)
        .where(Substitution.meeting_id == of.id)
        .order_by(Substitution.member_id)
    )


def recusals(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return who steps back from which item, as far as the viewer may see the item.

    What the desk notes of somebody else has to be open to dispute, so the committee reads who noted it and why; outsiders
    read no interest of anybody, and what members said of themselves is not repeated in the room.
    """
    noted = aliased(Person)
    found = rows(
        select(
            Recusal.item_id,
            Recusal.person_id,
            Person.handle,
            Recusal.declared_at,
            noted.handle.label("noted_by"),
            Recusal.interest,
        )
        .join(Person, Person.id == Recusal.person_id)
        .outerjoin(noted, noted.id == Recusal.noted_by)
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .where(AgendaItem.meeting_id == of.id, AgendaItem.audience.in_(viewer.words), in_force())
        .order_by(Recusal.id)
    )
    is_inside = of.committee.word in viewer.words
    for one in found:
        one["is_fresh"] = now() - one.pop("declared_at") <= SLIP
        one["interest"] = one["interest"] if is_inside and one["noted_by"] else ""
    return found
