"""Removing support that nobody gave honestly: by group, for a public reason, and without looking at a person (N-37)."""

from datetime import date, datetime, time

from sqlalchemy import delete, select

from forum.accounts.models import Person
from forum.core.clock import CITY_ZONE, end_of_day, now
from forum.core.db import changed, db, get_or_404
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.ideas.commands.log import Line, add_line
from forum.ideas.commands.reasons import public_reason
from forum.ideas.commands.support import recount
from forum.ideas.events import SupportRemoved
from forum.ideas.lifecycle import StepKind
from forum.ideas.models import Age, Idea, Support, SupportRemoval


def remove_support(actor: Actor, idea_id: int, *, first: date, last: date, age: Age, reason: str) -> SupportRemoval:
    """Remove the supports of these days that came from accounts of this age; the page says how many and why.

    A threshold that was reached stays reached (N-10). Raises Invalid when nobody is in the group.
    """
    idea = get_or_404(Idea, idea_id, lock=True)
    require(actor, "support.audit", idea)
    reason = public_reason(reason)
    group = _group(idea, first, last, age)
    if not group:
        raise Invalid(fields={"age": [_("In diesem Zeitraum gibt es keine solche Unterstützung.")]})
    number = changed(delete(Support).where(Support.idea_id == idea.id, Support.person_id.in_(group)))
    removal = SupportRemoval(
        idea_id=idea.id, first=first, last=last, age=age, number=number, reason=reason, actor_id=actor.person_id, at=now()
    )  # fmt: skip
    db.session.add(removal)
    recount(idea)
    line = Line(title=str(number), text=reason, data={"note": "removed", "number": number})
    step = add_line(actor, idea, StepKind.NOTE, line)
    event = SupportRemoved(idea_id=idea.id, step_id=step.id, number=number, count=idea.support_count)
    record(actor, event, audience=idea.audience)
    return removal


def _group(idea: Idea, first: date, last: date, age: Age) -> list[int]:
    """Return who is in a group: what counts is how old the account was when it supported, not how old it is today."""
    begin, end = datetime.combine(first, time(), CITY_ZONE), end_of_day(last)
    rows = db.session.execute(
        select(Support.person_id, Support.at, Person.created_at)
        .join(Person, Person.id == Support.person_id)
        .where(Support.idea_id == idea.id, Support.at >= begin, Support.at < end)
    )
    return [number for number, at, created in rows if Age.of(at - created) == age]
