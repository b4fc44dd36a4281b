"""What committees, the Board, projects and the Stabsstelle put on the log of an idea, and the steps that follow from it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render
from forum.ideas.commands.log import Line, add_line, move
from forum.ideas.commands.reasons import LEAST_REASON
from forum.ideas.commands.steps import check_needs, row_of
from forum.ideas.commands.versions import refuse_redacted
from forum.ideas.events import IdeaDecided, IdeaNoted, IdeaRecommended
from forum.ideas.lifecycle import (
    IdeaState,
    StepKind,
    Way,
)
from forum.ideas.models import Idea, IdeaStep


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
