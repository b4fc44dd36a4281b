"""What comes of the answers: counts by question, with small groups kept back. Nothing here knows the database."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forum.core.small_cells import LEAST, suppressed
from forum.surveys.answers import places_in
from forum.surveys.models import Kind, Question, Survey

Counted = Mapping[str, int]


@dataclass(frozen=True)
class Row:
    """One thing that could be chosen: how often it was, or None where that is not told; its mean place in an order."""

    label: str
    number: int | None
    mean_place: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What was answered to one question; ``answered`` is None where the group is too small to be told."""

    question: Question
    answered: int | None
    rows: list[Row] = field(default_factory=list)
    mean: float | None = None
    # What people typed and somebody let pass, and how much of it waits or was kept back.
    texts: list[str] = field(default_factory=list)
    unread: int = 0
    kept_back: int = 0

    @property
    def hides(self) -> list[str]:
        """The names of the groups that are too small to be told."""
        return [row.label for row in self.rows if row.number is None]

    @property
    def first_places(self) -> list[tuple[str, int | None]]:
        """How often each option of an order came first."""
        return [(row.label, row.number) for row in self.rows]


def outcome(question: Question, counted: Counted) -> Outcome:
    """Count the answers to a question of any kind but a text."""
    answered = sum(counted.values())
    by_place = [0] * len(question.marks)
    places = [0] * len(question.marks)
    for value, number in counted.items():
        chosen = places_in(value)
        for place, option in enumerate(chosen, start=1):
            places[option] += place * number
            if question.kind != Kind.ORDER or place == 1:
                by_place[option] += number
    if question.kind == Kind.ORDER:
        return Outcome(question, answered, _ordered(question, by_place, places, answered))
    if question.about_person:
        return _about_people(question, by_place, answered)
    rows = [Row(label, number) for label, number in zip(question.marks, by_place, strict=True)]
    points = sum((place + 1) * number for place, number in enumerate(by_place))
    mean = points / answered if question.kind == Kind.SCALE and answered else None
    return Outcome(question, answered, rows, mean=mean)


def _ordered(question: Question, first: list[int], places: list[int], answered: int) -> list[Row]:
    """Return the options, what people like best first: the lowest mean place, then the option written earlier."""
    rows = [
        Row(label, number, place / answered if answered else None)
        for label, number, place in zip(question.marks, first, places, strict=True)
    ]
    return sorted(rows, key=lambda row: row.mean_place or 0)


def _about_people(question: Question, by_place: list[int], answered: int) -> Outcome:
    """Keep groups of one to four people back, and what would lead to them (G-30)."""
    told = suppressed(dict(enumerate(by_place)), total_is_known=question.kind == Kind.SINGLE)
    rows = [Row(label, told[place]) for place, label in enumerate(question.marks)]
    return Outcome(question, answered if answered == 0 or answered >= LEAST else None, rows)


def digest_of(survey: Survey, questions: Sequence[Question], tallies: Mapping[int, Counted]) -> str:
    """Return the digest of a result: what was asked, how many took part, and how often each answer was given."""
    asked = [[row.id, row.kind, row.text, row.options, row.points] for row in questions]
    counted = [[row.id, sorted(tallies.get(row.id, {}).items())] for row in questions]
    content = json.dumps([survey.title, survey.participants, asked, counted], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
