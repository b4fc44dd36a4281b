"""The free texts of an idea by name: what each of its versions has, and what stands beside without versions (M-13).

Answers, recommendations and decisions on its log are words of the city, and no texts of the idea.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from forum.core.blackening import VersionKind
from forum.core.db import db
from forum.core.i18n import german, lazy
from forum.core.text import render
from forum.ideas.lifecycle import NOTED
from forum.ideas.models import Addendum, Idea, IdeaRevision, IdeaStep, Reference

# The names under which versions keep title and text.
VERSIONED = ("title", "text")
_BESIDE = ("place_text", "goals_reason", "told_at")
_OF_REFERENCE = ("city", "url", "lesson")
_STEP = "step-"
_EARLIER = lazy("Frühere Fassung %(number)s:")


@dataclass(frozen=True)
class Place:
    """Where a text stands: what it says, how long it may be, and how it gets other words."""

    text: str
    most: int | None
    write: Callable[[str], None]


def places_of(idea: Idea) -> dict[str, Place]:
    """Return the texts of an idea that say something: its own, what was added below, references, and notes on its log."""
    return {name: one for name, one in _places(idea) if one.text}


def written_in(idea: Idea) -> list[str]:
    """Return what stands in an idea itself, without the notes on its log: that is what somebody reads who judges it."""
    return [one.text for name, one in places_of(idea).items() if not name.startswith(_STEP)]


def said_before(idea: Idea) -> list[str]:
    """Return what the history shows of each earlier version and what stands in no newer one, with the reason of the change.

    In German, like all that is kept. What the moderation made of a text says nothing that its author did not.
    """
    known = {line for text in written_in(idea) for line in text.splitlines()}
    wanted = select(IdeaRevision).where(IdeaRevision.idea_id == idea.id, IdeaRevision.hidden_at.is_(None))
    told = []
    for row in db.session.scalars(wanted.order_by(IdeaRevision.version.desc())):
        texts = (*row.texts.values(), row.reason) if row.kind == VersionKind.WRITTEN else (row.reason,)
        lines = [line for text in texts for line in text.splitlines() if line and line not in known]
        known.update(lines)
        if lines:
            told.append("\n".join([german(_EARLIER) % {"number": row.version}, *lines]))
    return told


def texts_of(idea: Idea) -> dict[str, str]:
    """Return what the texts of an idea say, by their names."""
    return {name: one.text for name, one in places_of(idea).items()}


def _places(idea: Idea) -> Iterator[tuple[str, Place]]:
    yield "title", _column(idea, "title")
    yield "text", _column(idea, "source")
    for name in _BESIDE:
        yield name, _column(idea, name)
    for row in db.session.scalars(select(Addendum).where(Addendum.idea_id == idea.id).order_by(Addendum.id)):
        yield f"addendum-{row.id}", _rendered(row)
    for reference in idea.solution.references:
        for name in _OF_REFERENCE:
            yield f"reference-{reference.position}-{name}", _column(reference, name)
    noted = select(IdeaStep).where(IdeaStep.idea_id == idea.id, IdeaStep.kind.in_(NOTED)).order_by(IdeaStep.seq)
    for step in db.session.scalars(noted):
        yield f"{_STEP}{step.seq}", _rendered(step)


def _column(row: Idea | Reference, name: str) -> Place:
    most: int | None = getattr(getattr(type(row), name).type, "length", None)
    return Place(getattr(row, name) or "", most, lambda text: setattr(row, name, text))


def _rendered(row: Addendum | IdeaStep) -> Place:
    def write(text: str) -> None:
        row.source, row.html = text, render(text)

    return Place(row.source, None, write)
