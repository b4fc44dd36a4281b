"""Who may vote at this moment, and on an item."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import load_only

from forum.accounts.models import AS_NAMED, Person, Standing
from forum.committees.models import Membership, Recusal, Role, can_act, in_force, in_term
from forum.committees.queries import recused
from forum.core.clock import today
from forum.core.db import db, plainly, with_its_values
from forum.dossiers.models import Dossier, DossierIdea
from forum.meetings.models import AgendaItem, Meeting, Presence, Resolution, Substitution


def entitled(meeting: Meeting, item: AgendaItem) -> frozenset[int]:
    """Return the numbers of those who may vote on the item: who is there, without those who step back from it (B-15)."""
    return voters_present(meeting) - {person.id for person in people_stepping_back(item.id)}


def people_stepping_back(item_id: int) -> list[Person]:
    """Return who takes no part in an item, in the order in which they said so, each once (B-15).

    It is who steps back from the item itself, from the one above, or from an idea that either is about.
    """
    said = (
        select(Recusal.person_id, func.min(Recusal.declared_at).label("at")).where(_FROM_IT).group_by(Recusal.person_id)
    )
    first = said.subquery()
    found = select(Person).join(first, first.c.person_id == Person.id).order_by(first.c.at, Person.id)
    return list(db.session.scalars(found.options(load_only(*AS_NAMED)), {"item_id": item_id}))


def has_vote_on(person_id: int, meeting: Meeting, item_id: int) -> bool:
    """Tell of one person what ``entitled`` tells of all, in one statement: 300 may vote in one second (L-68)."""
    where = {"meeting_id": meeting.id, "committee_id": meeting.committee_id, "item_id": item_id, "day": today()}
    return bool(plainly(_HAS_VOTE, {"person_id": person_id, **where}).scalar())


def steps_back(person_id: int, item_id: int) -> bool:
    """Tell whether somebody takes no part in an item: from itself, the one above, or an idea that either is about (B-15)."""
    return bool(plainly(_STEPS_BACK, {"person_id": person_id, "item_id": item_id}).scalar())


def steps_back_from(person_id: int | None, adopted: Resolution) -> bool:
    """Tell whether somebody took no part in what was adopted: in its item, or in writing in one of its ideas (B-15)."""
    if person_id is None:
        return False
    if adopted.item_id is not None:
        return steps_back(person_id, adopted.item_id)
    return any(recused(person_id, idea_id=number) for number in adopted.idea_ids)


def ideas_of(item: AgendaItem) -> list[int]:
    """Return the numbers of the ideas that an item is about, by itself or by its dossier, the first one first."""
    if item.idea_id is not None or item.dossier_id is None:
        return [item.idea_id] if item.idea_id is not None else []
    first = select(Dossier.idea_id).where(Dossier.id == item.dossier_id)
    others = select(DossierIdea.idea_id).where(DossierIdea.dossier_id == item.dossier_id).order_by(DossierIdea.position)
    return list(dict.fromkeys([*db.session.scalars(first), *db.session.scalars(others)]))


def voters_present(meeting: Meeting) -> frozenset[int]:
    """Return the numbers of those with a vote who are there: members in term, and who stands in for one who is not (L-21).

    Who deputises has a vote only in place of a member, so a seat counts once and nobody votes twice.
    """
    pairs = select(Substitution.member_id, Substitution.substitute_id).where(Substitution.meeting_id == meeting.id)
    here = select(Presence.person_id).where(Presence.meeting_id == meeting.id, Presence.until.is_(None))
    found = db.session.execute(pairs).all()
    return counted(meeting, db.session.scalars(here), [(row.member_id, row.substitute_id) for row in found])


def counted(meeting: Meeting, present: Iterable[int], substitutes: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Return who of those present has a vote, by one query for who belongs to the committee today.

    Whose account is suspended is as good as away, so that a deputy counts instead; the seat stays, and so does the number of
    seats that a quorum is counted on (L-06).
    """
    of_today = select(Membership.person_id, Membership.deputises, Person.standing).join(
        Person, Person.id == Membership.person_id
    )
    rows = db.session.execute(of_today.where(_has_seat(meeting.committee_id), in_term())).all()
    here = set(present) - {row.person_id for row in rows if row.standing != Standing.ACTIVE}
    members = {row.person_id for row in rows if not row.deputises}
    instead = {other for member, other in substitutes if member in members - here and other in here}
    return frozenset((members & here) | instead)


def comes_for_nobody(person_id: int, meeting: Meeting) -> bool:
    """Tell whether somebody is only appointed to deputise, and nobody needs to be represented by them now."""
    where = {"meeting_id": meeting.id, "committee_id": meeting.committee_id, "day": today(), "person_id": person_id}
    return bool(plainly(_COMES_FOR_NOBODY, where).scalar())


def stands_in_still(meeting: Meeting, item_id: int, person_id: int) -> bool:
    """Tell whether somebody appointed to deputise is there and takes part in the item, for whomever they came."""
    here = select(Presence.id).where(
        Presence.meeting_id == meeting.id, Presence.person_id == person_id, Presence.until.is_(None)
    )
    return (
        db.session.scalar(here.limit(1)) is not None
        and is_voter(meeting.committee_id, person_id)
        and not steps_back(person_id, item_id)
    )


def members_with_a_vote(committee_id: int) -> int:
    """Count who could vote if everybody were there; the clerk has no vote, and who deputises none beside the member."""
    return db.session.scalar(_members(committee_id, func.count(Membership.person_id.distinct()))) or 0


def voters(committee_id: int) -> frozenset[int]:
    """Return the numbers of those who may vote in writing today: the members themselves, the clerk not."""
    return frozenset(db.session.scalars(_members(committee_id, Membership.person_id)))


def is_voter(committee_id: int, person_id: int) -> bool:
    """Tell whether somebody belongs to the committee with a vote, own or as somebody's deputy, and may act today."""
    known = select(Membership.id).where(
        _has_seat(committee_id), Membership.person_id == person_id, in_term(), can_act()
    )
    return db.session.scalar(known.limit(1)) is not None


def _has_seat(committee_id: Any) -> Any:
    return and_(Membership.committee_id == committee_id, Membership.role != Role.CLERK)


def _members(committee_id: Any, what: Any, day: Any = None) -> Any:
    return select(what).where(_has_seat(committee_id), Membership.deputises.is_(False), in_term(day))


def _is_here(person_id: Any) -> Any:
    return exists().where(
        Presence.meeting_id == bindparam("meeting_id"),
        Presence.person_id == person_id,
        Presence.until.is_(None),
        Person.id == Presence.person_id,
        Person.standing == Standing.ACTIVE,
    )


def _is_member(person_id: Any) -> Any:
    seats = _members(bindparam("committee_id"), Membership.id, bindparam("day"))
    return seats.where(Membership.person_id == person_id).exists()


# The statements of a vote are built once: preparing one anew takes longer than asking it. They find the item and the one
# above it, and the ideas that these are about.
_PERSON: Any = bindparam("person_id")
_ITEM: Any = bindparam("item_id")
_AROUND = or_(AgendaItem.id == _ITEM, AgendaItem.id.in_(select(AgendaItem.parent_id).where(AgendaItem.id == _ITEM)))
_BY_DOSSIER = select(AgendaItem.dossier_id).where(_AROUND, AgendaItem.idea_id.is_(None))
_FROM_IT = or_(
    and_(Recusal.item_id.in_(select(AgendaItem.id).where(_AROUND)), in_force()),
    Recusal.idea_id.in_(select(AgendaItem.idea_id).where(_AROUND)),
    Recusal.idea_id.in_(select(Dossier.idea_id).where(Dossier.id.in_(_BY_DOSSIER))),
    Recusal.idea_id.in_(select(DossierIdea.idea_id).where(DossierIdea.dossier_id.in_(_BY_DOSSIER))),
)
_STEPPED_BACK = exists().where(Recusal.person_id == _PERSON, _FROM_IT)
_STANDS_IN = exists().where(
    Substitution.meeting_id == bindparam("meeting_id"),
    Substitution.substitute_id == _PERSON,
    _is_member(Substitution.member_id),
    not_(_is_here(Substitution.member_id)),
)
_DEPUTISES = exists().where(
    Membership.committee_id == bindparam("committee_id"),
    Membership.person_id == _PERSON,
    Membership.deputises.is_(True),
    in_term(bindparam("day")),
)
_COMES_FOR_NOBODY = with_its_values(select(and_(_DEPUTISES, not_(_is_member(_PERSON)), not_(_STANDS_IN))))
_STEPS_BACK = select(_STEPPED_BACK)
_HAS_VOTE = with_its_values(select(and_(_is_here(_PERSON), or_(_is_member(_PERSON), _STANDS_IN), not_(_STEPPED_BACK))))
