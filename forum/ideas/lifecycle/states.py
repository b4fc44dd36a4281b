"""Where an idea may stand, what each state is called and means, and what may be done while an idea is there."""

import enum
from typing import Any

from forum.core.i18n import lazy


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
