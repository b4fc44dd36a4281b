"""The path of an idea: one table of transitions, and pure functions that read it (N-22).

No other transition exists. A row says who may take the step, whether a public reason is required, how many working days
may pass until the next step, who is told, and through which act the step comes about when it is not simply taken by hand.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.core.i18n import lazy, marked
from forum.core.permissions import Actor, Predicate, is_board, is_staff, is_system

DEFAULT_UNIT = marked("Stabsstelle Digitalisierung, Smart City")
REFUSAL_LENGTH = 80


class IdeaState(enum.StrEnum):
    """Where an idea stands."""

    ENTWURF = "entwurf"
    EINGEREICHT = "eingereicht"
    IN_DISKUSSION = "in_diskussion"
    UNZULAESSIG = "unzulaessig"
    QUORUM_ERREICHT = "quorum_erreicht"
    QUORUM_VERFEHLT = "quorum_verfehlt"
    FACHPRUEFUNG = "fachpruefung"
    FACHBEIRAT = "fachbeirat"
    BOARD = "board"
    GREMIUM = "gremium"
    VERTAGT = "vertagt"
    BESCHLOSSEN = "beschlossen"
    ABGELEHNT = "abgelehnt"
    UMSETZUNG = "umsetzung"
    ABGESCHLOSSEN = "abgeschlossen"
    GESTOPPT = "gestoppt"
    ZURUECKGEZOGEN = "zurueckgezogen"
    ZUSAMMENGEFUEHRT = "zusammengefuehrt"

    @property
    def label(self) -> Any:
        """The name in the reader's language."""
        return LABELS[self]

    @property
    def kind(self) -> str:
        """The kind of badge that shows it."""
        return KINDS.get(self, "info")


S = IdeaState

LABELS = {
    S.ENTWURF: lazy("Entwurf"),
    S.EINGEREICHT: lazy("Eingereicht"),
    S.IN_DISKUSSION: lazy("In Diskussion"),
    S.UNZULAESSIG: lazy("Unzulässig"),
    S.QUORUM_ERREICHT: lazy("Genug Unterstützung"),
    S.QUORUM_VERFEHLT: lazy("Zu wenig Unterstützung"),
    S.FACHPRUEFUNG: lazy("In fachlicher Prüfung"),
    S.FACHBEIRAT: lazy("Im Fachbeirat"),
    S.BOARD: lazy("Im Smart City-Board"),
    S.GREMIUM: lazy("Im politischen Gremium"),
    S.VERTAGT: lazy("Vertagt"),
    S.BESCHLOSSEN: lazy("Beschlossen"),
    S.ABGELEHNT: lazy("Abgelehnt"),
    S.UMSETZUNG: lazy("In Umsetzung"),
    S.ABGESCHLOSSEN: lazy("Abgeschlossen"),
    S.GESTOPPT: lazy("Gestoppt"),
    S.ZURUECKGEZOGEN: lazy("Zurückgezogen"),
    S.ZUSAMMENGEFUEHRT: lazy("Zusammengeführt"),
}

KINDS = {
    S.ENTWURF: "neutral",
    S.QUORUM_ERREICHT: "success",
    S.BESCHLOSSEN: "success",
    S.UMSETZUNG: "success",
    S.ABGESCHLOSSEN: "success",
    S.QUORUM_VERFEHLT: "neutral",
    S.VERTAGT: "warning",
    S.ABGELEHNT: "danger",
    S.GESTOPPT: "danger",
    S.UNZULAESSIG: "danger",
    S.ZURUECKGEZOGEN: "neutral",
    S.ZUSAMMENGEFUEHRT: "neutral",
}

# What a state means for the reader; the log shows it where a step carries no text of its own (B-01).
MEANINGS = {
    S.ENTWURF: lazy("Diesen Entwurf sehen nur, die ihn schreiben."),
    S.EINGEREICHT: lazy("Die Stabsstelle prüft als Nächstes, ob die Idee den Regeln entspricht."),
    S.IN_DISKUSSION: lazy("Die Idee steht zur Diskussion und sammelt Unterstützung."),
    S.UNZULAESSIG: lazy("Die Idee entspricht nicht den Regeln."),
    S.QUORUM_ERREICHT: lazy("Die Idee hat genug Unterstützung. Jetzt muss sich die Verwaltung mit ihr befassen."),
    S.QUORUM_VERFEHLT: lazy("Die Idee hat bis zum Stichtag nicht genug Unterstützung gefunden. Sie bleibt lesbar."),
    S.FACHPRUEFUNG: lazy("Die zuständige Stelle prüft die Idee fachlich."),
    S.FACHBEIRAT: lazy("Ein Fachbeirat berät über die Idee."),
    S.BOARD: lazy("Die Idee liegt dem Smart City-Board zur Entscheidung vor."),
    S.GREMIUM: lazy("Ein Ausschuss oder der Rat der Stadt berät über die Idee."),
    S.VERTAGT: lazy("Die Entscheidung wurde verschoben."),
    S.BESCHLOSSEN: lazy("Die Idee ist beschlossen. Jetzt wird die Umsetzung geplant."),
    S.ABGELEHNT: lazy("Die Idee wurde abgelehnt."),
    S.UMSETZUNG: lazy("Die Idee wird umgesetzt."),
    S.ABGESCHLOSSEN: lazy("Die Umsetzung ist abgeschlossen."),
    S.GESTOPPT: lazy("Die Umsetzung wurde gestoppt."),
    S.ZURUECKGEZOGEN: lazy("Die Verfasserin oder der Verfasser hat die Idee zurückgezogen."),
    S.ZUSAMMENGEFUEHRT: lazy("Die Idee lebt in einer anderen weiter."),
}

# States whose ideas stand in no list: nobody else sees a draft, and a withdrawn idea is a tombstone (N-30).
UNLISTED = frozenset({S.ENTWURF, S.ZURUECKGEZOGEN})
# As long as an idea is here, people may support it and take their support back (N-08, N-10).
SUPPORTABLE = frozenset({S.EINGEREICHT, S.IN_DISKUSSION, S.QUORUM_ERREICHT, S.FACHPRUEFUNG, S.FACHBEIRAT})
# As long as an idea is here, its author may edit it (N-14).
EDITABLE = frozenset({S.ENTWURF, S.EINGEREICHT, S.IN_DISKUSSION, S.QUORUM_ERREICHT, S.QUORUM_VERFEHLT})
# As long as ideas are here, the Stabsstelle may join them (N-17).
MERGEABLE = (S.EINGEREICHT, S.IN_DISKUSSION, S.QUORUM_ERREICHT, S.FACHPRUEFUNG)
# Here the day that is set is one for citizens, not for the administration, so that nobody is reminded of it.
CITIZENS_TURN = frozenset({S.ENTWURF, S.IN_DISKUSSION})
FINAL = frozenset({S.UNZULAESSIG, S.ABGELEHNT, S.ABGESCHLOSSEN, S.GESTOPPT, S.ZURUECKGEZOGEN})


class StepKind(enum.StrEnum):
    """What a line of an idea's log tells."""

    TRANSITION = "transition"
    ANSWER = "answer"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"
    NOTE = "note"


# What a line tells that the forum writes by itself.
NOTES = {
    "sorted": lazy("Ziele, Thema oder Ort ergänzt"),
    "goals": lazy("Ziele bestätigt"),
    "remapped": lazy("Einer neuen Fassung der Ziele zugeordnet"),
    "dossier": lazy("Vorlage für das Board"),
    "project": lazy("Steht auf der Liste der Vorhaben:"),
    "merged": lazy("Eine andere Idee lebt hier weiter:"),
    "unmerged": lazy("Steht wieder für sich:"),
    "split": lazy("Ein Teil ist jetzt eine eigene Idee:"),
    "split_off": lazy("War ein Teil der Idee:"),
    "retired": lazy("Wer sie schrieb, verweist jetzt auf:"),
    "removed": lazy("Unterstützungen nach Prüfung entfernt:"),
    "captured": lazy("Von der Stabsstelle aufgenommen"),
    "claimed": lazy("Von der Person übernommen, von der die Idee stammt"),
    "paper": lazy("Unterschriften auf Papier anerkannt:"),
    "paper_corrected": lazy("Unterschriften auf Papier berichtigt:"),
    "paused": lazy("Die Frist ist angehalten"),
    "resumed": lazy("Die Frist läuft weiter"),
    "entrusted": lazy("Zuständig ist jetzt:"),
    "overdue": lazy("Überfällig: Die zuständige Stelle ist erinnert"),
    "escalated": lazy("Weiter überfällig: Der Leitung gemeldet"),
    "council": lazy("Beratungsfolge:"),
    "imported": lazy("Aus einer anderen Beteiligung übernommen"),
}


class Refusal(enum.StrEnum):
    """The grounds on which an idea may be refused (N-27)."""

    RECHTLICH = "rechtlich"
    TECHNISCH = "technisch"
    FINANZIELL = "finanziell"
    NICHT_ZUSTAENDIG = "nicht_zustaendig"
    BEREITS_UMGESETZT = "bereits_umgesetzt"
    WIDERSPRICHT_ZIELEN = "widerspricht_zielen"
    SONSTIGES = "sonstiges"

    @property
    def label(self) -> Any:
        """The ground in the reader's language."""
        return REFUSALS[self]


REFUSALS = {
    Refusal.RECHTLICH: lazy("rechtlich nicht möglich"),
    Refusal.TECHNISCH: lazy("technisch nicht möglich"),
    Refusal.FINANZIELL: lazy("nicht finanzierbar"),
    Refusal.NICHT_ZUSTAENDIG: lazy("die Stadt ist nicht zuständig"),
    Refusal.BEREITS_UMGESETZT: lazy("bereits umgesetzt"),
    Refusal.WIDERSPRICHT_ZIELEN: lazy("widerspricht den Zielen der Stadt"),
    Refusal.SONSTIGES: lazy("sonstiger Grund"),
}


class Text(enum.Enum):
    """Whether a step needs a public reason."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"
    REFUSAL = "refusal"


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


def is_author(actor: Actor, idea: Any) -> bool:
    """May, if the person is one of the authors of the idea (N-06)."""
    return actor.person_id is not None and actor.person_id in idea.author_ids


def is_chair(actor: Actor, _idea: Any) -> bool:
    """May, if the person chairs a committee."""
    return any(word.startswith("committee:") and word.endswith(":chair") for word in actor.words)


def is_unit(actor: Actor, idea: Any) -> bool:
    """May, if the person works in the unit that is responsible for the idea."""
    return idea.unit_id is not None and f"unit:{idea.unit_id}" in actor.words


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


def _council(target: IdeaState, days: int | None) -> Transition:
    return Transition(S.GREMIUM, target, (is_staff,), days=days, way=Way.PAPER)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.ENTWURF, S.EINGEREICHT, (is_author,), Text.NONE, 5, ("author",), Way.OWN_PAGE),
    Transition(S.EINGEREICHT, S.IN_DISKUSSION, (is_staff,), Text.OPTIONAL),
    Transition(S.EINGEREICHT, S.UNZULAESSIG, (is_staff,)),
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
    Transition(S.FACHBEIRAT, S.FACHPRUEFUNG, (is_chair,), days=10, told=("author", "unit")),
    Transition(S.BOARD, S.BESCHLOSSEN, _BOARD_ROLE, Text.OPTIONAL, 20, _UNIT, Way.DECISION),
    Transition(S.BOARD, S.ABGELEHNT, _BOARD_ROLE, way=Way.DECISION),
    Transition(S.BOARD, S.VERTAGT, _BOARD_ROLE, way=Way.DECISION),
    Transition(S.BOARD, S.FACHPRUEFUNG, _BOARD_ROLE, days=20, told=_UNIT, way=Way.DECISION),
    Transition(S.BOARD, S.GREMIUM, (is_board,)),
    _council(S.BESCHLOSSEN, 20),
    _council(S.ABGELEHNT, None),
    _council(S.VERTAGT, None),
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


# The milestones of the path that a page draws as a line, with the states that belong to each.
PATH = (
    (lazy("Eingereicht"), frozenset({S.EINGEREICHT, S.UNZULAESSIG})),
    (lazy("Diskussion"), frozenset({S.IN_DISKUSSION, S.QUORUM_VERFEHLT, S.QUORUM_ERREICHT})),
    (lazy("Prüfung"), frozenset({S.FACHPRUEFUNG, S.FACHBEIRAT})),
    (lazy("Entscheidung"), frozenset({S.BOARD, S.GREMIUM, S.VERTAGT, S.BESCHLOSSEN, S.ABGELEHNT})),
    (lazy("Umsetzung"), frozenset({S.UMSETZUNG, S.ABGESCHLOSSEN, S.GESTOPPT})),
)


def path_of(state: IdeaState) -> list[dict[str, Any]]:
    """Return the milestones with what is done, current and still to come; empty beside the path."""
    place = next((number for number, (_label, states) in enumerate(PATH) if state in states), None)
    if place is None:
        return []
    finished = state == S.ABGESCHLOSSEN
    return [
        {
            "label": label,
            "state": "done"
            if number < place or (finished and number == place)
            else "current"
            if number == place
            else "todo",
            "note": state.label if number == place else "",
        }
        for number, (label, _states) in enumerate(PATH)
    ]
