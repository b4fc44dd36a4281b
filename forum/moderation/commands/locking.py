"""Locking what decisions write to beside their cases, in the one order that all keep (M-03)."""

from collections.abc import Iterable

from sqlalchemy import select

from forum.core.db import db, get_or_404
from forum.meetings.borrowing import bears
from forum.meetings.models import AgendaItem, Circulation, Contribution, Meeting, Question


def _sessions_of(kind: str, number: int) -> set[int]:
    """Return the sessions that a decision about a thing may write to."""
    models: dict[str, type[Contribution] | type[Question]] = {"contribution": Contribution, "question": Question}
    if kind in models:
        model = models[kind]
        asked = select(model.meeting_id).where(model.id == number)
    elif kind == "idea":
        asked = select(AgendaItem.meeting_id).where(bears(AgendaItem, number))
    else:
        return set()
    return set(db.session.scalars(asked))


def _circulations_of(kind: str, number: int) -> set[int]:
    """Return the decisions in writing that a decision about a thing may write to."""
    if kind != "idea":
        return set()
    return set(db.session.scalars(select(Circulation.id).where(bears(Circulation, number))))


def lock_around(things: Iterable[tuple[str, int]]) -> None:
    """Lock whatever decisions about some things may write to, each thing by its kind and number.

    A decision in writing goes before sessions, and a session before cases and before the ideas on its agenda, as in their
    own commands: nobody waits in a circle. So this comes first, also where a transaction decides about many things.
    """
    things = list(things)
    for number in sorted(set[int]().union(*(_circulations_of(*thing) for thing in things))):
        get_or_404(Circulation, number, lock=True)
    for number in sorted(set[int]().union(*(_sessions_of(*thing) for thing in things))):
        get_or_404(Meeting, number, lock=True)
