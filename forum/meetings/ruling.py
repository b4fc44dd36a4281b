"""What a vote in the Board decides about the ideas that it is about, once it is accepted: one of the fixed words (B-19)."""

from datetime import date
from typing import Literal

from forum.committees.models import Kind
from forum.core.i18n import _, lazy
from forum.ideas.results import RESULTS, Result

# What the form sends for a motion that decides nothing about its ideas; whoever moves it has to say so.
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
LEAST_REASONS = 10
RULING_CHOICES = {
    "": lazy("Bitte wählen"),
    **{result.value: label for result, label in RESULTS.items()},
    NOTHING: lazy("Über die Idee wird damit nicht beschlossen"),
}


def problems_of_ruling(
    word: str, next_on: date | None, reasons: str, *, in_: str, about_ideas: bool, voted_on: date
) -> dict[str, list[str]]:
    """Return what is wrong with what a text decides, by field.

    ``in_`` is the kind of the committee: only the Board decides about ideas, and there each text about one says what it
    decides, so that the register never says more than was voted on. ``voted_on`` is the day of the vote, as far as it is
    known: nothing is postponed to a day before.
    """
    if in_ != Kind.BOARD or not about_ideas:
        return {"ruling": [_("Über Ideen beschließt nur das Board, und nur zu einer Idee.")]} if word else {}
    if not word:
        return {"ruling": [_("Bitte wählen Sie, was damit über die Idee beschlossen wird.")]}
    found: dict[str, list[str]] = {}
    result = result_of(word)
    if result is not None and not result.accepts and len(reasons.strip()) < LEAST_REASONS:
        found["reasons"] = [_("Was nicht beschlossen wird, braucht eine Begründung.")]
    if result == Result.VERTAGT and (next_on is None or next_on <= voted_on):
        found["next_on"] = [_("Bitte nennen Sie den Tag, bis zu dem vertagt wird.")]
    return found


def result_of(word: str) -> Result | None:
    """Return the result that a word stands for, if it stands for one."""
    return Result(word) if word not in ("", NOTHING) else None
