"""One act on many ideas (N-25).

The whole is one transaction, so the list that comes back is true as it stands. Each idea has a savepoint of its own and its
own line in the log: what cannot be done with one of them leaves it as it was, is named with its reason, and keeps no other
from being done.
"""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person, Unit
from forum.core.db import db
from forum.core.errors import ForumError, Invalid
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor, require
from forum.ideas.commands import advance, step_problem
from forum.ideas.lifecycle import IdeaState, transition
from forum.ideas.models import Idea
from forum.ideas.rules import days_until_next_step
from forum.office.commands.answers import Words, write_answer
from forum.office.commands.assigning import claim, hand_over
from forum.office.commands.outcomes import Effect, sentence_of
from forum.office.queries.workbench import chosen

MOST_IDEAS = 100


class Act(enum.StrEnum):
    """What can be done with many ideas at once."""

    CLAIM = "uebernehmen"
    HAND_OVER = "uebergeben"
    STEP = "schritt"
    ANSWER = "antworten"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _LABELS[self]


_LABELS = {
    Act.CLAIM: lazy("Übernehmen"),
    Act.HAND_OVER: lazy("Übergeben"),
    Act.STEP: lazy("Schritt gehen"),
    Act.ANSWER: lazy("Antworten"),
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done with the ideas; which further value counts depends on the act."""

    act: Act
    target: IdeaState | None = None
    reason: str = ""
    reason_key: str | None = None
    unit: Unit | None = None
    # Who is responsible from a step or answer on; empty where that stays as it was.
    named: str = ""
    person: Person | None = None
    block: tuple[int, int] | None = None
    # The Fachbeirat to which ideas go.
    committee: int | None = None


def effects(actor: Actor, ideas: Sequence[Idea], act: Act, target: IdeaState | None) -> Sequence[Effect]:
    """Return what the act would do with each idea as it stands now; nothing is changed."""
    return [_foreseen(actor, idea, act, target) for idea in ideas]


def _foreseen(actor: Actor, idea: Idea, act: Act, target: IdeaState | None) -> Effect:
    if act == Act.STEP and target is None:
        return Effect(idea, problem=_("Bitte wählen Sie den Schritt."))
    try:
        if act != Act.STEP:
            require(actor, "file.answer" if act == Act.ANSWER else "file.assign", idea)
    except ForumError as error:
        return Effect(idea, problem=error.message)
    told = _("Eine Antwort wartet dann auf Durchsicht") if act == Act.ANSWER else str(act.label)
    return _foreseen_step(actor, idea, target) if target is not None else Effect(idea, told)


def _foreseen_step(actor: Actor, idea: Idea, target: IdeaState) -> Effect:
    if problem := step_problem(actor, idea, target):
        return Effect(idea, problem=problem)
    row = transition(idea.state, target)
    days = days_until_next_step(row) if row is not None else None
    told = _("%(source)s → %(target)s", source=idea.stage.label, target=target.label)
    return Effect(idea, f"{told} · {_('Frist: %(days)d Werktage', days=days)}" if days else told)


def treat_ideas(actor: Actor, ids: Sequence[int], plan: Plan) -> Sequence[Effect]:
    """Do the same with each of these ideas and return what became of each. Raises Invalid for what is wrong with the act."""
    require(actor, "office.open")
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid(_("Bitte wählen Sie mindestens eine Idee."))
    if len(wanted) > MOST_IDEAS:
        raise Invalid(_("Bitte wählen Sie höchstens %(most)s Ideen auf einmal.", most=MOST_IDEAS))
    if plan.act == Act.STEP and plan.target is None:
        raise Invalid(fields={"target": [_("Bitte wählen Sie den Schritt.")]})
    # Locked in one order, so that two such acts never wait for each other, and nobody changes an idea under this one.
    db.session.execute(select(Idea.id).where(Idea.id.in_(wanted)).order_by(Idea.id).with_for_update())
    db.session.expire_all()
    step = _step(actor, plan)
    return [_tried(idea, step) for idea in chosen(actor, wanted)]


def _tried(idea: Idea, step: Callable[[Idea], object]) -> Effect:
    """Do it, or leave the idea as it was and say why."""
    try:
        with db.session.begin_nested():
            step(idea)
    except ForumError as error:
        return Effect(idea, problem=sentence_of(error))
    return Effect(idea, str(idea.stage.label))


def _step(actor: Actor, plan: Plan) -> Callable[[Idea], object]:
    if plan.act == Act.CLAIM:
        return lambda idea: claim(actor, idea)
    if plan.act == Act.HAND_OVER:
        return lambda idea: hand_over(actor, idea, unit=plan.unit, person=plan.person, reason=plan.reason)
    return lambda idea: (_answer if plan.act == Act.ANSWER else _advance)(actor, idea, plan)


def _answer(actor: Actor, idea: Idea, plan: Plan) -> None:
    words = Words(text=plan.reason, unit=plan.named, target=plan.target, reason_key=plan.reason_key, block=plan.block)
    write_answer(actor, idea, words, hand_in=True)


def _advance(actor: Actor, idea: Idea, plan: Plan) -> None:
    if plan.target is None:
        raise Invalid(fields={"target": [_("Bitte wählen Sie den Schritt.")]})
    values: Any = {"reason": plan.reason, "reason_key": plan.reason_key, "unit": plan.named, "block": plan.block}
    values["committee"] = plan.committee
    advance(actor, idea, plan.target, **values)
