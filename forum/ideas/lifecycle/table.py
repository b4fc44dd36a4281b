"""The path of an idea: one table of transitions, and pure functions that read it (N-22).

No other transition exists. A row says who may take the step, whether a public reason is required, how many working days
may pass until the next step, who is told, and through which act the step comes about when it is not simply taken by hand.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.core.i18n import lazy
from forum.core.permissions import Actor, Predicate, is_board, is_staff, is_system
from forum.ideas.lifecycle.roles import is_author, is_chair, is_staff_without_chair, is_unit
from forum.ideas.lifecycle.states import MERGEABLE, IdeaState, S


class Text(enum.Enum):
    """Whether a step needs a public reason."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"
    REFUSAL = "refusal"
    RULE = "rule"  # a public reason, and the rule of the house that is broken


class Way(enum.Enum):
    """Through which act a step comes about."""

    HAND = "hand"
    OWN_PAGE = "own_page"  # submitting, withdrawing
    RULE = "rule"  # the forum itself, when a threshold or a day is reached
    DECISION = "decision"  # a decision of the Board in the register (G-07)
    PAPER = "paper"  # by hand, once the council's result stands among the stations of the idea (B-18)
    PROJECT = "project"  # a project with plan and indicator (G-20)
    MERGE = "merge"  # joining ideas, and undoing it (N-17, N-19)


class Need(enum.Enum):
    """What must stand before a step."""

    GOALS = "goals"  # the goal mapping was confirmed with a sentence (G-13)
    DOSSIER = "dossier"  # a dossier is frozen (B-13)
    RECOMMENDATION = "recommendation"  # the committee's recommendation is on the log (L-16)
    FIRST_TIME = "first_time"  # the step was not taken before


@dataclass(frozen=True)
class Transition:
    """One row of the table. ``roles`` are alternatives; ``days`` are working days until the next step."""

    source: IdeaState
    target: IdeaState
    roles: tuple[Predicate, ...]
    text: Text = Text.REQUIRED
    days: int | None = None
    told: tuple[str, ...] = ("author", "followers")
    way: Way = Way.HAND
    needs: tuple[Need, ...] = ()

    @property
    def answers(self) -> bool:
        """Whether the step is the city's answer: it adopts or refuses what the offices examined (N-38)."""
        return self.source == S.FACHPRUEFUNG and self.target in {S.ABGELEHNT, S.UMSETZUNG}

    @property
    def label(self) -> Any:
        """The step as those who may take it read it."""
        return passed_over(self.source, self.target) or self.target.label


def passed_over(source: str | None, target: str | None) -> Any:
    """Return what to call a step that passes the threshold over, as budget-neutral ideas may; else nothing (N-11)."""
    if source in {S.EINGEREICHT, S.IN_DISKUSSION} and target == S.FACHPRUEFUNG:
        return lazy("In fachlicher Prüfung, ohne Schwelle: die Idee belastet den Haushalt nicht")
    return None


_UNIT = ("author", "followers", "unit")
_BOARD = ("author", "followers", "board")
# The Stabsstelle acts for a unit that has no account of its own yet.
_UNIT_ROLE = (is_unit, is_staff)
# What the Board resolves in a session, the forum itself writes down when the vote is closed.
_BOARD_ROLE = (is_board, is_system)


_DOSSIER = (Need.DOSSIER,)


def _council(target: IdeaState, days: int | None = None, needs: tuple[Need, ...] = _DOSSIER) -> Transition:
    return Transition(S.GREMIUM, target, (is_staff,), days=days, way=Way.PAPER, needs=needs)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.ENTWURF, S.EINGEREICHT, (is_author,), Text.NONE, 5, ("author",), Way.OWN_PAGE),
    Transition(S.EINGEREICHT, S.IN_DISKUSSION, (is_staff,), Text.OPTIONAL),
    Transition(S.EINGEREICHT, S.UNZULAESSIG, (is_staff,), Text.RULE),
    Transition(S.EINGEREICHT, S.FACHPRUEFUNG, (is_staff,), days=20, told=_UNIT),
    Transition(
        S.IN_DISKUSSION, S.QUORUM_ERREICHT, (is_system,), Text.NONE, 10, ("author", "followers", "staff"), Way.RULE
    ),
    Transition(
        S.IN_DISKUSSION, S.QUORUM_VERFEHLT, (is_system,), Text.NONE, None, ("author", "followers", "district"), Way.RULE
    ),
    Transition(S.QUORUM_VERFEHLT, S.IN_DISKUSSION, (is_staff,), needs=(Need.FIRST_TIME,)),
    Transition(S.IN_DISKUSSION, S.FACHPRUEFUNG, (is_staff,), days=20, told=_UNIT),
    Transition(S.QUORUM_ERREICHT, S.FACHPRUEFUNG, (is_staff,), Text.OPTIONAL, 20, _UNIT),
    Transition(S.FACHPRUEFUNG, S.FACHBEIRAT, (is_staff,), told=("author", "followers", "committee")),
    Transition(S.FACHPRUEFUNG, S.BOARD, (is_staff,), told=_BOARD, needs=(Need.GOALS,)),
    Transition(S.FACHPRUEFUNG, S.UMSETZUNG, (is_staff,), days=60),
    Transition(S.FACHPRUEFUNG, S.ABGELEHNT, (is_staff,), Text.REFUSAL),
    Transition(
        S.FACHBEIRAT,
        S.BOARD,
        (is_chair,),
        Text.OPTIONAL,
        None,
        _BOARD,
        Way.HAND,
        (Need.GOALS, Need.RECOMMENDATION, Need.DOSSIER),
    ),
    # An idea never stays with a committee that ended: the Stabsstelle takes it back.
    Transition(S.FACHBEIRAT, S.FACHPRUEFUNG, (is_chair, is_staff_without_chair), days=10, told=_UNIT),
    Transition(S.BOARD, S.BESCHLOSSEN, _BOARD_ROLE, Text.OPTIONAL, 20, _UNIT, Way.DECISION, _DOSSIER),
    Transition(S.BOARD, S.ABGELEHNT, _BOARD_ROLE, way=Way.DECISION, needs=_DOSSIER),
    Transition(S.BOARD, S.VERTAGT, _BOARD_ROLE, way=Way.DECISION),
    Transition(S.BOARD, S.FACHPRUEFUNG, _BOARD_ROLE, days=20, told=_UNIT, way=Way.DECISION),
    Transition(S.BOARD, S.GREMIUM, (is_board,), needs=_DOSSIER),
    _council(S.BESCHLOSSEN, 20),
    _council(S.ABGELEHNT),
    _council(S.VERTAGT, needs=()),
    Transition(S.VERTAGT, S.BOARD, (is_staff,)),
    Transition(S.VERTAGT, S.GREMIUM, (is_staff,)),
    Transition(S.BESCHLOSSEN, S.UMSETZUNG, _UNIT_ROLE, days=60, way=Way.PROJECT),
    Transition(S.UMSETZUNG, S.ABGESCHLOSSEN, _UNIT_ROLE, told=_BOARD),
    Transition(S.UMSETZUNG, S.GESTOPPT, (is_board,), way=Way.DECISION),
    Transition(S.EINGEREICHT, S.ZURUECKGEZOGEN, (is_author,), Text.OPTIONAL, None, ("followers",), Way.OWN_PAGE),
    Transition(S.IN_DISKUSSION, S.ZURUECKGEZOGEN, (is_author,), Text.OPTIONAL, None, ("followers",), Way.OWN_PAGE),
    *(Transition(state, S.ZUSAMMENGEFUEHRT, (is_staff,), way=Way.MERGE) for state in MERGEABLE),
    *(Transition(S.ZUSAMMENGEFUEHRT, state, (is_staff,), way=Way.MERGE) for state in MERGEABLE),
)

_BY_PAIR = {(row.source, row.target): row for row in TRANSITIONS}


def transition(source: IdeaState, target: IdeaState) -> Transition | None:
    """Return the row of the table for a step, or None when there is no such step."""
    return _BY_PAIR.get((IdeaState(source), IdeaState(target)))


def holds_a_role(actor: Actor, row: Transition, idea: Any) -> bool:
    """Tell whether the actor may take the step on this idea."""
    return any(role(actor, idea) for role in row.roles)


def steps_for(actor: Actor, idea: Any) -> Sequence[Transition]:
    """Return the steps that the actor may take by hand now; what else must stand is asked when they try."""
    return [
        row
        for row in TRANSITIONS
        if row.source == idea.state and row.way in {Way.HAND, Way.PAPER} and holds_a_role(actor, row, idea)
    ]
