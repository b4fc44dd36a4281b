"""What members write during the session, and what the desk does with it (L-26)."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import func, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, TooOften
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, can
from forum.core.text import clean_text, render
from forum.meetings.commands.action import Action, Number, Shape
from forum.meetings.commands.judging import Judging
from forum.meetings.commands.step import Step
from forum.meetings.events import ContributionAdded, ContributionMoved, WritingRulesSet
from forum.meetings.models import Contribution, WritingRules
from forum.meetings.written import CONTRIBUTION_STEPS, Reason, Written
from forum.screening.commands import look_at_change

GivenReason = Literal["topic", "tone", "personal", "repeated", "advertising", "excluding"]


class NewContribution(Shape):
    """A written contribution to the current item."""

    text: Annotated[str, Field(min_length=1, max_length=5000)]


class ContributionRef(Shape):
    """A contribution."""

    contribution_id: Number


class BadContribution(ContributionRef):
    """A contribution, and why it cannot stay."""

    reason: GivenReason


class NewRules(Shape):
    """The rules for writing; what is not named is off."""

    locked: bool = False
    pause_seconds: Annotated[int, Field(ge=0, le=3600)] = 0
    questions: bool = False
    held_first: bool = False
    anonymous: bool = False


def rules_of(meeting_id: int) -> WritingRules:
    """Return the rules of the meeting, the ordinary ones if it set none."""
    stored = db.session.get(WritingRules, meeting_id)
    return stored or WritingRules(
        meeting_id=meeting_id, locked=False, pause_seconds=0, questions=True, held_first=False, anonymous=True
    )


def set_rules(step: Step, data: NewRules) -> None:
    """Set the rules for contributions and questions."""
    step.require_running()
    stored, values = rules_of(step.meeting.id), data.model_dump()
    for name, value in values.items():
        setattr(stored, name, value)
    db.session.add(stored)
    step.record(WritingRulesSet(meeting_id=step.meeting.id, **values))


def add_contribution(step: Step, data: NewContribution) -> None:
    """Write a contribution to the current item. Raises Conflict while the chair has locked them, TooOften."""
    step.require_running()
    item = step.current_item()
    step.require_taking_part(item)
    step.require_seat()
    if not can(step.actor, "meeting.lead", step.meeting):
        _check_rules(step)
    source = clean_text(data.text)
    if not source:
        raise Invalid(fields={"text": [_("Bitte füllen Sie dieses Feld aus.")]})
    contribution = Contribution(
        meeting_id=step.meeting.id,
        item_id=item.id,
        person_id=step.person_id,
        source=source,
        html=render(source),
        audience=item.audience,
        created_at=now(),
    )
    db.session.add(contribution)
    db.session.flush()
    event = ContributionAdded(meeting_id=step.meeting.id, contribution_id=contribution.id, item_id=item.id)
    step.record(event, item.audience)
    # A session cannot wait for the moderation: it stands, and the moderation looks at it (M-11).
    look_at_change(step.actor, "contribution", contribution.id, item.audience, source=source)


def _check_rules(step: Step) -> None:
    rules = rules_of(step.meeting.id)
    if rules.locked:
        raise Conflict(_("Die Sitzungsleitung nimmt zurzeit keine Beiträge an."))
    if not rules.pause_seconds:
        return
    mine = Contribution.meeting_id == step.meeting.id, Contribution.person_id == step.person_id
    last = db.session.scalar(select(func.max(Contribution.created_at)).where(*mine))
    if last is not None and (wait := last + timedelta(seconds=rules.pause_seconds) - now()) > timedelta():
        seconds = int(wait.total_seconds()) + 1
        raise TooOften(_("Bitte warten Sie noch %(seconds)s Sekunden.", seconds=seconds), retry_after=seconds)


def hold_contribution(step: Step, data: BadContribution) -> None:
    """Hold a contribution back until it is clear what becomes of it."""
    JUDGING.move(step, JUDGING.find(step, data.contribution_id), "hold", data.reason)


def release_contribution(step: Step, data: ContributionRef) -> None:
    """Show a contribution that was held."""
    JUDGING.move(step, JUDGING.find(step, data.contribution_id), "release")


def remove_contribution(step: Step, data: BadContribution) -> None:
    """Remove a contribution; its place and the reason stay, and its author gets a statement of reasons (S-02)."""
    JUDGING.remove(step, JUDGING.find(step, data.contribution_id), data.reason)


def hide_contribution(actor: Actor, contribution: Contribution, *, ground: str) -> None:
    """Remove a contribution as the moderation does; the statement of reasons says more than the word of the log."""
    JUDGING.moderate(actor, contribution, "remove", Reason.RULES)


def restore_contribution(
    actor: Actor, contribution: Contribution, *, state: str = Written.VISIBLE, reason: str = "", erased: str = ""
) -> None:
    """Put a contribution back that was removed; ``state`` and ``reason`` are those from before, ``erased`` its words."""
    JUDGING.restore(actor, contribution, state, reason, erased)


def _told(contribution: Contribution) -> ContributionMoved:
    """Return the event of where a contribution stands now."""
    return ContributionMoved(
        meeting_id=contribution.meeting_id,
        contribution_id=contribution.id,
        state=str(contribution.state),
        reason=contribution.reason,
    )


JUDGING = Judging(
    "contribution",
    Contribution,
    CONTRIBUTION_STEPS,
    _told,
    missing=lazy("Diesen Beitrag gibt es hier nicht."),
    done=lazy("Das ist mit diesem Beitrag schon geschehen."),
)
ACTIONS = {
    "writing.rules": Action("meeting.lead", NewRules, set_rules),
    "contribution.add": Action("meeting.contribute", NewContribution, add_contribution),
    "contribution.hold": Action("contribution.hide", BadContribution, hold_contribution),
    "contribution.release": Action("contribution.hide", ContributionRef, release_contribution),
    "contribution.remove": Action("contribution.hide", BadContribution, remove_contribution),
}
