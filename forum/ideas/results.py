"""The fixed words in which Board, committees and council decide (B-19), and what each means for an idea."""

import enum
from typing import Any

from forum.core.i18n import lazy
from forum.ideas.lifecycle import IdeaState


class Result(enum.StrEnum):
    """What was decided."""

    UNGEAENDERT = "ungeaendert"
    GEAENDERT = "geaendert"
    ABGELEHNT = "abgelehnt"
    VERTAGT = "vertagt"
    VERWIESEN = "verwiesen"
    KENNTNIS = "kenntnis"
    ERLEDIGT = "erledigt"
    ZURUECKGEZOGEN = "zurueckgezogen"

    @property
    def label(self) -> Any:
        """The result in the reader's language."""
        return RESULTS[self]

    @property
    def plainly(self) -> Any:
        """The result in plain words for everybody; German ones are Leichte Sprache."""
        return PLAINLY[self]

    @property
    def kind(self) -> str:
        """The kind of badge that shows it."""
        return _KINDS.get(self, "neutral")

    @property
    def accepts(self) -> bool:
        """Tell whether the Board said yes."""
        return self in ACCEPTING

    @property
    def state(self) -> IdeaState | None:
        """The state to which it takes an idea; None leaves the idea before the Board."""
        return _STATES.get(self)


RESULTS = {
    Result.UNGEAENDERT: lazy("ungeändert beschlossen"),
    Result.GEAENDERT: lazy("geändert beschlossen"),
    Result.ABGELEHNT: lazy("abgelehnt"),
    Result.VERTAGT: lazy("vertagt"),
    Result.VERWIESEN: lazy("verwiesen"),
    Result.KENNTNIS: lazy("zur Kenntnis genommen"),
    Result.ERLEDIGT: lazy("erledigt"),
    Result.ZURUECKGEZOGEN: lazy("zurückgezogen"),
}

PLAINLY = {
    Result.UNGEAENDERT: lazy("Das Board sagt Ja. Alles bleibt so wie vorgeschlagen."),
    Result.GEAENDERT: lazy("Das Board sagt Ja. Aber etwas wird anders gemacht."),
    Result.ABGELEHNT: lazy("Das Board sagt Nein."),
    Result.VERTAGT: lazy("Das Board entscheidet später."),
    Result.VERWIESEN: lazy("Andere Fach-Leute sollen zuerst noch einmal prüfen."),
    Result.KENNTNIS: lazy("Das Board weiß jetzt davon. Es hat nichts entschieden."),
    Result.ERLEDIGT: lazy("Das ist schon erledigt. Das Board muss nichts mehr entscheiden."),
    Result.ZURUECKGEZOGEN: lazy("Der Vorschlag wurde zurückgenommen. Das Board hat nicht entschieden."),
}

_KINDS = {
    Result.UNGEAENDERT: "success",
    Result.GEAENDERT: "success",
    Result.ABGELEHNT: "danger",
    Result.VERTAGT: "warning",
    Result.VERWIESEN: "warning",
}

ACCEPTING = frozenset({Result.UNGEAENDERT, Result.GEAENDERT})

# What is referred, settled or withdrawn goes back to the office that has to answer; what was only noted stays.
_STATES = {
    Result.UNGEAENDERT: IdeaState.BESCHLOSSEN,
    Result.GEAENDERT: IdeaState.BESCHLOSSEN,
    Result.ABGELEHNT: IdeaState.ABGELEHNT,
    Result.VERTAGT: IdeaState.VERTAGT,
    Result.VERWIESEN: IdeaState.FACHPRUEFUNG,
    Result.ERLEDIGT: IdeaState.FACHPRUEFUNG,
    Result.ZURUECKGEZOGEN: IdeaState.FACHPRUEFUNG,
}


class Unanimity(enum.StrEnum):
    """Whether anybody voted against."""

    EINSTIMMIG = "einstimmig"
    MEHRHEITLICH = "mehrheitlich"

    @property
    def label(self) -> Any:
        """The word in the reader's language."""
        return UNANIMITIES[self]

    @property
    def plainly(self) -> Any:
        """The word in plain words for everybody; German ones are Leichte Sprache."""
        return _UNANIMITIES_PLAINLY[self]


UNANIMITIES = {Unanimity.EINSTIMMIG: lazy("einstimmig"), Unanimity.MEHRHEITLICH: lazy("mehrheitlich")}
_UNANIMITIES_PLAINLY = {
    Unanimity.EINSTIMMIG: lazy("Alle waren derselben Meinung."),
    Unanimity.MEHRHEITLICH: lazy("Die meisten waren derselben Meinung."),
}
