"""What a vote in the Board decides about the ideas that it is about, once it is accepted: one of the fixed words (B-19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from forum.committees.models import Kind
from forum.core.db import db
from forum.core.i18n import _, lazy
from forum.core.text import clean_text
from forum.dossiers.queries import is_ready
from forum.ideas.models import Idea
from forum.ideas.results import RESULTS, Result
from forum.meetings.conditions import LAST_YEAR

# What is sent for a text that decides nothing about its ideas; whoever moves it has to say so.
NOTHING = "none"
RulingWord = Literal[
    "",
    "none",
    "ungeaendert",
    "geaendert",
    "abgelehnt",
    "vertagt",
    "verwiesen",
    "kenntnis",
    "erledigt",
    "zurueckgezogen",
]
RULING_LABELS = {
    **{result.value: label for result, label in RESULTS.items()},
    NOTHING: lazy("Über die Idee wird damit nicht beschlossen"),
}
RULING_CHOICES = {"": lazy("Bitte wählen"), **RULING_LABELS}
LEAST_REASONS = 10


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is voted on: in which kind of committee, about which ideas, and whether everybody may read it."""

    committee_kind: str
    ideas: Iterable[int]
    public: bool

    @property
    def asks(self) -> bool:
        """Whether a text has to say what it decides: only the Board decides about ideas."""
        return self.committee_kind == Kind.BOARD and bool(list(self.ideas))


def problems_of_ruling(
    word: str, next_on: date | None, reasons: str, matter: Matter, *, voted_on: date
) -> dict[str, list[str]]:
    """Return what is wrong with what a text decides, by field.

    The register never says more than was voted on, so a vote about ideas says what it decides, in public, about ideas
    that lie before the Board with paper and assessments (G-07, G-09). ``voted_on`` is the day of the vote, as far as it is
    known: nothing is postponed to a day before.
    """
    if not matter.asks:
        return {"ruling": [_("Über Ideen beschließt nur das Board, und nur zu einer Idee.")]} if word else {}
    if not word:
        return {"ruling": [_("Bitte wählen Sie, was damit über die Idee beschlossen wird.")]}
    result = result_of(word)
    if result is None:
        return {}
    if not matter.public:
        return {"ruling": [_("Über Ideen beschließt das Board öffentlich. Hier lässt sich nur anderes beschließen.")]}
    if not ready_ideas(matter.ideas):
        return {"ruling": [not_ready()]}
    found: dict[str, list[str]] = {}
    if not result.accepts and len(clean_text(reasons)) < LEAST_REASONS:
        found["reasons"] = [_("Was nicht beschlossen wird, braucht eine Begründung.")]
    if result == Result.VERTAGT and (next_on is None or not voted_on < next_on or next_on.year >= LAST_YEAR):
        found["next_on"] = [_("Bitte nennen Sie den Tag, bis zu dem vertagt wird.")]
    return found


def result_of(word: str | None) -> Result | None:
    """Return the result that a word stands for, if it stands for one."""
    return Result(word) if word and word != NOTHING else None


def ready_ideas(numbers: Iterable[int]) -> list[int]:
    """Return which of these ideas the Board can decide about now."""
    found = (db.session.get_one(Idea, number) for number in numbers)
    return [idea.id for idea in found if is_ready(idea)]


def not_ready() -> str:
    """Return the sentence for ideas that the Board cannot decide about."""
    return _(
        "Diese Idee liegt dem Board nicht beschlussreif vor: Dazu gehören der Schritt vor das Board, eine Vorlage und genug "
        "Bewertungen. Beschlossen werden kann hier nur, was über die Idee nichts entscheidet."
    )
