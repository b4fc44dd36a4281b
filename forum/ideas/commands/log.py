"""The log of an idea: the only place where a line is added and where the state changes, always both together."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from forum.accounts.units import unit_named
from forum.core.clock import now, today
from forum.core.db import changed, db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.core.text import clean_line, clean_text, render
from forum.ideas.commands.versions import refuse_redacted
from forum.ideas.events import IdeaAdvanced
from forum.ideas.lifecycle import CITIZENS_TURN, FINAL, NOTED, IdeaState, StepKind, Transition, Way
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.rules import days_until_next_step, rules_of
from forum.ideas.workdays import after_working_days, working_days_between


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line of the log says."""

    text: str = ""
    title: str = ""
    unit: str = ""
    url: str = ""
    due_on: date | None = None
    in_time: bool | None = None
    reason_key: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    # With which committee the idea is from this step on; the one before stays where a step names none.
    committee_id: int | None = None


def add_line(
    actor: Actor,
    idea: Idea,
    kind: StepKind,
    line: Line,
    *,
    source: IdeaState | None = None,
    target: IdeaState | None = None,
) -> IdeaStep:
    """Append a line to the log; the number comes from one statement, which also locks the idea.

    Nobody writes into a reason what is blackened in the idea (M-13). Raises Invalid.
    """
    text = clean_text(line.text)
    if text and actor.person_id is not None and kind in NOTED:
        refuse_redacted(idea, {"reason": text})
    numbered = update(Idea).where(Idea.id == idea.id).values(step_count=Idea.step_count + 1, active_at=now())
    seq = db.session.scalar(numbered.returning(Idea.step_count)) or 1
    step = IdeaStep(
        idea_id=idea.id,
        seq=seq,
        kind=kind,
        from_state=source,
        to_state=target,
        at=now(),
        actor_id=actor.person_id,
        title=clean_line(line.title)[:250],
        source=text,
        html=render(text) if text else "",
        unit=_unit(line.unit) or idea.unit,
        due_on=line.due_on,
        in_time=line.in_time,
        url=line.url,
        reason_key=line.reason_key,
        data=line.data,
    )
    db.session.add(step)
    db.session.flush()
    return step


def _unit(name: str) -> str:
    name = clean_line(name)
    if len(name) > 120:
        raise Invalid(fields={"unit": [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=120)]})
    return name


def move(actor: Actor, idea: Idea, row: Transition, line: Line, kind: StepKind = StepKind.TRANSITION) -> IdeaStep:
    """Take a step of the table: state, clock, line of the log and event, in this transaction.

    Raises Conflict when the idea left the state in between.
    """
    in_time = was_in_time(idea)
    deadline = idea.support_deadline
    # An idea that comes back from a merge keeps its former clock (N-19).
    if row.target == IdeaState.IN_DISKUSSION and row.way != Way.MERGE:
        deadline = support_deadline(idea)
    due_on = line.due_on
    if due_on is None and (days := days_until_next_step(row)) is not None:
        due_on = after_working_days(today(), days)
    if due_on is None and row.target == IdeaState.IN_DISKUSSION and row.way != Way.MERGE:
        due_on = deadline
    db.session.flush()
    due_on = None if row.target in FINAL else due_on
    values = {
        "state": row.target,
        "state_since": now(),
        "due_on": due_on,
        "clock_paused_on": None,
        "remind_on": first_reminder(due_on) if row.target not in CITIZENS_TURN else None,
        "reminded": 0,
        "support_deadline": deadline,
        **_responsible(row, line.unit),
        **({"committee_id": line.committee_id} if line.committee_id is not None else {}),
        "version": Idea.version + 1,
    }
    if not changed(update(Idea).where(Idea.id == idea.id, Idea.state == row.source).values(**values)):
        raise Conflict(_("Die Idee ist inzwischen in einem anderen Stand. Bitte laden Sie die Seite neu."))
    step = add_line(
        actor, idea, kind, replace(line, due_on=due_on, in_time=in_time), source=row.source, target=row.target
    )
    db.session.refresh(idea)
    event = IdeaAdvanced(
        idea_id=idea.id, step_id=step.id, source=row.source.value, target=row.target.value, told=row.told
    )
    record(actor, event, audience=idea.audience)
    return step


def _responsible(row: Transition, name: str) -> dict[str, Any]:
    """Return which unit answers for the idea from this step on; who decides on an idea does not take it on (G-16)."""
    name = _unit(name)
    if not name or row.way == Way.DECISION:
        return {}
    unit = unit_named(name)
    return {"unit": name, "unit_id": unit.id if unit is not None else None}


def running_due(idea: Idea) -> date | None:
    """Return the day by which the next step is due; while the clock stands still, the day moves along (N-20)."""
    if idea.due_on is None or idea.clock_paused_on is None:
        return idea.due_on
    return after_working_days(idea.due_on, working_days_between(idea.clock_paused_on, today()))


def was_in_time(idea: Idea) -> bool | None:
    """Tell whether a step that is taken today keeps its day; None where the administration had none to keep (B-02)."""
    due_on = running_due(idea)
    return None if due_on is None or idea.state in CITIZENS_TURN else today() <= due_on


def first_reminder(due_on: date | None) -> date | None:
    """Return the day on which four fifths of the working days from today until ``due_on`` are over (N-20)."""
    if due_on is None:
        return None
    return after_working_days(today(), working_days_between(today(), due_on) * 4 // 5)


def support_deadline(idea: Idea) -> date | None:
    """Return the last day on which the idea may reach its threshold when it opens for support today."""
    days = rules_of(idea).days
    return today() + timedelta(days=days) if days else None
