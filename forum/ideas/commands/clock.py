"""The answer clock: it stands still for a public reason, reminds, and tells the head of the administration (N-20, G-36)."""

from datetime import date

from flask import current_app
from sqlalchemy import select

from forum.core.clock import today
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.ideas.commands.log import Line, add_line, first_reminder, running_due
from forum.ideas.commands.reasons import public_reason
from forum.ideas.events import IdeaNoted, IdeaReminded
from forum.ideas.lifecycle import CITIZENS_TURN, StepKind
from forum.ideas.models import Idea
from forum.ideas.workdays import after_working_days

MOST_AT_ONCE = 200
# How many reminders of one day went out.
SOON, OVERDUE, ESCALATED = 1, 2, 3


def pause_clock(actor: Actor, idea: Idea, *, reason: str) -> None:
    """Let the day of the next step stand still; everybody reads why (N-20). Raises Conflict, Invalid."""
    require(actor, "idea.pause_clock", idea)
    reason = public_reason(reason)
    if not idea.has_clock or idea.clock_paused_on is not None:
        raise Conflict(_("Für diese Idee läuft gerade keine Frist."))
    idea.clock_paused_on, idea.remind_on = today(), None
    _note(actor, idea, Line(text=reason, data={"note": "paused"}))


def resume_clock(actor: Actor, idea: Idea) -> None:
    """Let the day of the next step run on; the working days of the pause are added. Raises Conflict."""
    require(actor, "idea.pause_clock", idea)
    if idea.clock_paused_on is None:
        raise Conflict(_("Die Frist dieser Idee ist nicht angehalten."))
    idea.due_on = running_due(idea)
    idea.clock_paused_on, idea.remind_on, idea.reminded = None, first_reminder(idea.due_on), 0
    _note(actor, idea, Line(due_on=idea.due_on, data={"note": "resumed"}))


def _note(actor: Actor, idea: Idea, line: Line) -> None:
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, line)
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)


def remind_of_deadlines() -> int:
    """Take the next step of reminding for all ideas whose day for it has come, and return how many they were.

    At four fifths of the time the Stabsstelle hears of it, when the day is over the page says so, and some working days
    later the head of the administration is told; each step is dated in the log (G-36).
    """
    due = db.session.scalars(
        select(Idea)
        .where(Idea.remind_on <= today(), Idea.hidden_at.is_(None), Idea.state.not_in(CITIZENS_TURN))
        .order_by(Idea.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for idea in due:
        _remind(idea)
    return len(due)


def _remind(idea: Idea) -> None:
    level = idea.reminded + 1
    if level == SOON and idea.is_overdue:
        level = OVERDUE  # Nobody was there to remind in time.
    if level == OVERDUE and not idea.is_overdue:
        idea.remind_on = _next_reminder(idea, SOON)
        return
    idea.reminded = level
    idea.remind_on = _next_reminder(idea, level)
    db.session.flush()
    if level == OVERDUE:
        add_line(SYSTEM, idea, StepKind.NOTE, Line(data={"note": "overdue"}))
    elif level == ESCALATED:
        add_line(SYSTEM, idea, StepKind.NOTE, Line(data={"note": "escalated"}))
    record(SYSTEM, IdeaReminded(idea_id=idea.id, level=level), audience="staff")


def _next_reminder(idea: Idea, level: int) -> date | None:
    if idea.due_on is None or level == ESCALATED:
        return None
    late = 1 if level == SOON else current_app.config["CLOCK_ESCALATION_DAYS"]
    return after_working_days(idea.due_on, late)
