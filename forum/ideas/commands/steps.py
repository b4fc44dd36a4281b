"""Taking an idea along its path: steps by hand and by rule, answers, recommendations, decisions, news."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import func, or_, select

from forum.committees.models import Committee, Kind
from forum.committees.queries import committees_at_work
from forum.core.clock import now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line, clean_text, render
from forum.ideas.commands.council import deciding_station
from forum.ideas.commands.log import Line, add_line, move
from forum.ideas.commands.merging import give_merged_ideas_back
from forum.ideas.commands.paper import ideas_with_lists_in_hand
from forum.ideas.commands.reasons import LEAST_REASON, too_short
from forum.ideas.commands.snapshot import answered
from forum.ideas.commands.support import reach_threshold
from forum.ideas.commands.units import known_unit
from forum.ideas.commands.versions import refuse_redacted
from forum.ideas.events import IdeaDecided, IdeaNoted, IdeaRecommended
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


def add_recommendation(
    actor: Actor,
    idea_id: int,
    *,
    committee_title: str,
    text: str,
    url: str = "",
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
) -> IdeaStep:
    """Put a committee's recommendation on the log; the idea stays in its state until somebody advances it."""
    idea = get_or_404(Idea, idea_id)
    require(actor, "idea.recommend", idea)
    data = {"yes": yes, "no": no, "abstain": abstain}
    line = Line(title=committee_title, text=text, url=url, unit=committee_title[:120], data=data)
    step = add_line(actor, idea, StepKind.RECOMMENDATION, line)
    record(actor, IdeaRecommended(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return step


def reword_recommendation(actor: Actor, idea_id: int, *, url: str, text: str) -> None:
    """Let a recommendation on the log say what it says now: an opinion came to it, or was removed (L-16, L-51)."""
    _word_anew(actor, idea_id, StepKind.RECOMMENDATION, url, text)


def blank_recommendation(actor: Actor, idea_id: int, *, url: str) -> None:
    """Remove the words of a recommendation that its committee removed; the line and its votes stay (L-51)."""
    _word_anew(actor, idea_id, StepKind.RECOMMENDATION, url, "")


def blank_decision(actor: Actor, idea_id: int, *, url: str) -> None:
    """Take the words of a decision that are removed from the register off the log; the line and its votes stay (L-51)."""
    _word_anew(actor, idea_id, StepKind.DECISION, url, "")


def blank_minority_vote(actor: Actor, idea_id: int, *, url: str) -> None:
    """Take the words of a minority vote that the moderation hid from the log; the line and the names stay (S-02)."""
    _word_anew(actor, idea_id, StepKind.MINORITY, url, "")


def show_minority_vote(actor: Actor, idea_id: int, *, url: str, text: str) -> None:
    """Give a minority vote its words on the log back."""
    _word_anew(actor, idea_id, StepKind.MINORITY, url, text)


def _word_anew(actor: Actor, idea_id: int, kind: StepKind, url: str, text: str) -> None:
    idea = get_or_404(Idea, idea_id)
    require(actor, "idea.recommend", idea)
    steps = select(IdeaStep).where(IdeaStep.idea_id == idea.id, IdeaStep.url == url, IdeaStep.kind == kind)
    for step in db.session.scalars(steps):
        step.source, step.html = text, render(text) if text else ""


def add_minority_vote(
    actor: Actor, idea_id: int, *, committee_title: str, text: str, url: str, names: Sequence[str]
) -> IdeaStep:
    """Put on the log what those say who were outvoted on a recommendation, at the same level (B-16)."""
    idea = get_or_404(Idea, idea_id)
    require(actor, "idea.recommend", idea)
    line = Line(title=committee_title, text=text, url=url, unit=committee_title[:120], data={"names": list(names)})
    step = add_line(actor, idea, StepKind.MINORITY, line)
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return step


def confirm_goals(actor: Actor, idea: Idea, *, sentence: str) -> None:
    """Confirm which goals the idea serves, with one sentence of reason (G-13)."""
    require(actor, "idea.confirm_goals", idea)
    sentence = clean_line(sentence)
    if not idea.goal_keys:
        raise Conflict(_("Die Idee ist noch keinem Ziel zugeordnet."))
    if not 20 <= len(sentence) <= 500:
        raise Invalid(
            fields={"sentence": [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=20, most=500)]}
        )
    refuse_redacted(idea, {"sentence": sentence})
    idea.goals_reason, idea.goals_confirmed_at = sentence, now()
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, Line(text=sentence, data={"note": "goals"}))
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)


def note_dossier(actor: Actor, idea: Idea, *, number: str, url: str) -> None:
    """Note that a dossier on the idea was frozen; called by the package of dossiers."""
    require(actor, "idea.confirm_goals", idea)
    idea.dossier_number = number
    db.session.flush()
    step = add_line(actor, idea, StepKind.NOTE, Line(title=number, url=url, data={"note": "dossier"}))
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)


def note_decision(
    actor: Actor,
    idea: Idea,
    to: IdeaState | None,
    *,
    number: str,
    text: str,
    url: str,
    due_on: date | None = None,
    data: dict[str, int] | None = None,
) -> IdeaStep:
    """Let a decision of the register take its step and stand on the log; called by the package of dossiers (G-07).

    Without a state to go to, the idea stays where it is.
    """
    require(actor, "idea.note_decision", idea)
    line = Line(title=number, text=text, url=url, due_on=due_on, data=dict(data or {}), unit=marked("Smart City-Board"))
    if to is None:
        step = add_line(actor, idea, StepKind.DECISION, line)
    else:
        row = row_of(actor, idea, to)
        if row.way != Way.DECISION:
            raise Conflict(_("Über diesen Schritt entscheidet nicht das Board."))
        check_needs(idea, row)
        step = move(actor, idea, row, line, StepKind.DECISION)
    record(actor, IdeaDecided(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return step


def start_work(actor: Actor, idea: Idea, *, text: str, unit: str, url: str) -> IdeaStep:
    """Let a decided idea go into work; called by the package of projects when its project has a plan (G-20)."""
    row = row_of(actor, idea, IdeaState.UMSETZUNG)
    if row.way == Way.HAND:
        raise Conflict(_("Diese Idee ist noch nicht beschlossen."))
    return move(actor, idea, row, Line(text=text, unit=unit, url=url))


def add_note(actor: Actor, idea: Idea, *, text: str, title: str = "", url: str = "", unit: str = "") -> IdeaStep:
    """Put news on the log of the idea."""
    require(actor, "idea.note", idea)
    if len(clean_text(text)) < LEAST_REASON:
        raise Invalid(fields={"news": [_("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=LEAST_REASON)]})
    refuse_redacted(idea, {"news": clean_text(text)})
    step = add_line(actor, idea, StepKind.NOTE, Line(title=title, text=text, url=url, unit=unit))
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return step


def note_project(actor: Actor, idea: Idea, *, title: str, url: str, unit: str) -> IdeaStep:
    """Note that a project stands on the list; called by the package of projects."""
    require(actor, "idea.note", idea)
    step = add_line(actor, idea, StepKind.NOTE, Line(title=title, url=url, unit=unit, data={"note": "project"}))
    record(actor, IdeaNoted(idea_id=idea.id, step_id=step.id), audience=idea.audience)
    return step


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
