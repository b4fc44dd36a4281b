"""What a line of an idea's log tells, and the grounds on which an idea may be refused."""

import enum
from collections.abc import Mapping
from typing import Any

from flask import current_app

from forum.core.i18n import lazy, marked

DEFAULT_UNIT = marked("Stabsstelle Digitalisierung, Smart City")
REFUSAL_LENGTH = 80


class StepKind(enum.StrEnum):
    """What a line of an idea's log tells."""

    TRANSITION = "transition"
    ANSWER = "answer"
    RECOMMENDATION = "recommendation"
    # What those who were outvoted on a recommendation say instead (B-16).
    MINORITY = "minority"
    DECISION = "decision"
    NOTE = "note"


# Lines of the log in which somebody gives a reason or a note; the others are words of the city or of a body.
NOTED = (StepKind.TRANSITION, StepKind.NOTE)


# What a line tells that the forum writes by itself.
NOTES = {
    "sorted": lazy("Ziele, Thema oder Ort ergänzt"),
    "resorted": lazy("Ziele, Thema oder Ort geändert von denen, die sie schrieben"),
    "point": lazy("Punkt auf der Karte:"),
    "no_point": lazy("Punkt auf der Karte entfernt"),
    "goals": lazy("Ziele bestätigt"),
    "solution": lazy("Reife der Lösung und Referenzen ergänzt"),
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
    "released": lazy("Für alle lesbar gemacht"),
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


def house_rules() -> Mapping[str, Any]:
    """Return what the rules of the house are called, by key; a package above keeps them, and they are plugged in."""
    found: Mapping[str, Any] = current_app.extensions["house_rules"]
    return found
