"""Taking an idea along its path: steps by hand and by rule."""

from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import func, or_, select

from forum.committees.models import Committee, Kind
from forum.committees.queries import committees_at_work
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid
from forum.core.i18n import _, marked
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_text
from forum.ideas.commands.council import deciding_station
from forum.ideas.commands.log import Line, move
from forum.ideas.commands.merging import give_merged_ideas_back
from forum.ideas.commands.paper import ideas_with_lists_in_hand
from forum.ideas.commands.reasons import LEAST_REASON, too_short
from forum.ideas.commands.snapshot import answered
from forum.ideas.commands.support import reach_threshold
from forum.ideas.commands.units import known_unit
from forum.ideas.lifecycle import (
    REFUSAL_LENGTH,
    IdeaState,
    Need,
    Refusal,
    StepKind,
    Text,
    Transition,
    Way,
    holds_a_role,
    house_rules,
    transition,
)
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.policies import Step
from forum.ideas.rules import PAPER_GRACE


def advance(
    actor: Actor,
    idea: Idea,
    to: IdeaState,
    *,
    reason: str = "",
    unit: str = "",
    reason_key: str | None = None,
    due_on: date | None = None,
    url: str = "",
    block: tuple[int, int] | None = None,
    committee: int | None = None,
) -> IdeaStep:
    """Take a step by hand; ``block`` is the text block from which the reason was made, with its version (G-11).

    ``committee`` is the number of the Fachbeirat to which the idea goes; only the step that leads there asks for it. What
    adopts or refuses an idea out of the expert examination is the city's answer to it (N-38, B-20).

    Raises Conflict when the table has no such step or something is missing, Forbidden, Invalid.
    """
    row = row_of(actor, idea, to)
    if row.way not in {Way.HAND, Way.PAPER}:
        raise Conflict(_("Dieser Schritt ergibt sich aus einem anderen Vorgang und geht nicht von Hand."))
    check_needs(idea, row)
    reason = checked_reason(row, reason, reason_key)
    unit = known_unit(idea, unit)
    data: dict[str, Any] = deciding_station(idea, row) if row.way == Way.PAPER else {}
    data |= {"block": list(block)} if block is not None else {}
    check_day(row, due_on)
    council = deliberating_committee(row, committee)
    if row.answers:
        data |= answered(idea, row)
    line = Line(
        title=council.title if council is not None else "",
        committee_id=council.id if council is not None else None,
        text=reason,
        unit=unit,
        url=url or (council.url if council is not None else ""),
        due_on=due_on,
        reason_key=reason_key if row.text in {Text.REFUSAL, Text.RULE} else None,
        data=data,
    )
    step = move(actor, idea, row, line)
    reach_threshold(idea)
    return step


def deliberating_committee(row: Transition, number: int | None) -> Committee | None:
    """Return the Fachbeirat to which a step leads; where only one is at work, it need not be named. Raises Invalid."""
    if row.target != IdeaState.FACHBEIRAT:
        return None
    councils = committees_at_work(Kind.ADVISORY_COUNCIL)
    chosen = [one for one in councils if one.id == number] if number is not None else councils
    if len(chosen) != 1:
        none = _("Zurzeit ist kein Fachbeirat tätig.")
        raise Invalid(fields={"committee": [_("Bitte wählen Sie den Fachbeirat.") if councils else none]})
    return chosen[0]


def row_of(actor: Actor, idea: Idea, to: IdeaState) -> Transition:
    """Return the row of the table for a step that the actor may take. Raises Conflict, Forbidden."""
    row = transition(idea.state, to)
    if row is None:
        raise Conflict(
            _(
                "Von „%(source)s“ führt kein Schritt zu „%(target)s“.",
                source=idea.stage.label,
                target=IdeaState(to).label,
            )
        )
    require(actor, "idea.advance", Step(idea, row.target))
    if idea.hidden_at is not None:
        raise Conflict(_("Die Moderation hat diese Idee verborgen."))
    return row


def step_problem(actor: Actor, idea: Idea, to: IdeaState) -> str:
    """Return why a step cannot be taken by hand at this moment, or nothing; the texts are asked when it is taken."""
    try:
        row = row_of(actor, idea, to)
        if row.way not in {Way.HAND, Way.PAPER}:
            return _("Dieser Schritt ergibt sich aus einem anderen Vorgang und geht nicht von Hand.")
        check_needs(idea, row)
    except ForumError as error:
        return error.message
    return ""


def check_needs(idea: Idea, row: Transition) -> None:
    """Look whether all that must stand before a step is there. Raises Conflict."""
    if Need.GOALS in row.needs and idea.goals_confirmed_at is None:
        raise Conflict(_("Die Stabsstelle hat noch nicht bestätigt, welchen Zielen die Idee dient."))
    if Need.DOSSIER in row.needs and idea.dossier_number is None:
        raise Conflict(_("Zu dieser Idee ist noch keine Vorlage eingefroren."))
    if Need.RECOMMENDATION in row.needs and not _has_line(idea, StepKind.RECOMMENDATION):
        raise Conflict(_("Zu dieser Idee steht noch keine Empfehlung des Fachbeirats im Verlauf."))
    if Need.FIRST_TIME in row.needs and _taken(idea, row):
        raise Conflict(_("Dieser Schritt ist nur einmal möglich."))
    # What packages above know, such as a project of the idea, is asked through what the application plugged in.
    for hindrance in current_app.extensions["step_hindrances"]:
        if sentence := hindrance(idea, row.target):
            raise Conflict(sentence)


def _has_line(idea: Idea, kind: StepKind) -> bool:
    return bool(db.session.scalar(select(func.count()).where(IdeaStep.idea_id == idea.id, IdeaStep.kind == kind.value)))


def _taken(idea: Idea, row: Transition) -> bool:
    same = (IdeaStep.from_state == row.source.value, IdeaStep.to_state == row.target.value)
    return bool(db.session.scalar(select(func.count()).where(IdeaStep.idea_id == idea.id, *same)))


def checked_reason(row: Transition, reason: str, reason_key: str | None) -> str:
    """Return the public reason of a step as it is kept. Raises Invalid when the row asks for more."""
    reason = clean_text(reason)
    wrong: dict[str, list[str]] = {}
    if row.text in {Text.REQUIRED, Text.RULE} and len(reason) < LEAST_REASON:
        wrong["reason"] = [too_short()]
    if row.text == Text.RULE and reason_key not in house_rules():
        wrong["rule"] = [_("Bitte wählen Sie die Regel, gegen die die Idee verstößt.")]
    if row.text == Text.REFUSAL:
        if reason_key not in set(Refusal):
            wrong["reason_key"] = [_("Bitte wählen Sie den Grund der Ablehnung.")]
        if len(reason) < REFUSAL_LENGTH:
            wrong["reason"] = [
                _("Bitte begründen Sie die Ablehnung in mindestens %(least)d Zeichen.", least=REFUSAL_LENGTH)
            ]
    if wrong:
        raise Invalid(fields=wrong)
    return reason


def check_day(row: Transition, due_on: date | None) -> None:
    """Refuse a day of the next step that has passed, that is missing or that the step sets itself. Raises Invalid."""
    sentence = ""
    if due_on is not None and due_on < today():
        sentence = _("Dieser Tag ist schon vorbei.")
    elif due_on is not None and row.target == IdeaState.IN_DISKUSSION:
        sentence = _("In der Diskussion gilt die Frist der Unterstützung. Bitte lassen Sie das Feld leer.")
    elif due_on is None and row.way == Way.PAPER and row.target == IdeaState.VERTAGT:
        sentence = _("Bitte nennen Sie den Tag, bis zu dem vertagt wird.")
    if sentence:
        raise Invalid(fields={"due_on": [sentence]})


def withdraw_idea(actor: Actor, idea: Idea, *, reason: str = "") -> None:
    """Take an own idea back, until the threshold is reached; a tombstone and the discussion stay (N-30).

    Ideas that lived on in it are somebody's as well, so they stand for themselves again.
    """
    row = row_of(actor, idea, IdeaState.ZURUECKGEZOGEN)
    idea = give_merged_ideas_back(
        actor, idea.id, reason=marked("Die Idee, in der diese weiterlebte, wurde zurückgezogen.")
    )
    move(actor, idea, row, Line(text=reason))
    if idea.thread is not None:
        idea.thread.closed_at, idea.thread.closed_reason = now(), marked("Die Idee wurde zurückgezogen.")
        db.session.flush()


def close_missed_deadlines() -> int:
    """Close the ideas whose last day of support is over without enough supporters, and return how many (N-12).

    Each is locked before it is counted, so a support of the last second is either in the figure or came too late. An idea
    with lists that were entered in time and wait for a second person is left open for some days (N-15).
    """
    row = transition(IdeaState.IN_DISKUSSION, IdeaState.QUORUM_VERFEHLT)
    if row is None or not holds_a_role(SYSTEM, row, None):
        raise Forbidden
    late = db.session.scalars(
        select(Idea)
        .where(
            Idea.state == IdeaState.IN_DISKUSSION,
            Idea.support_deadline < today(),
            or_(Idea.support_deadline < today() - PAPER_GRACE, Idea.id.not_in(ideas_with_lists_in_hand())),
        )
        .order_by(Idea.id)
        .limit(200)
        .with_for_update(skip_locked=True, of=Idea)
        .execution_options(populate_existing=True)
    ).all()
    for idea in late:
        reach_threshold(idea)
        if idea.state == IdeaState.IN_DISKUSSION:
            move(SYSTEM, idea, row, Line(data={"supporters": idea.support_count, "threshold": idea.threshold}))
    return len(late)
