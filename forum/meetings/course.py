"""The course of a motion, from draft to its end, as one table (L-15); and the paragraphs that amendments are about."""

import enum
import re
from collections.abc import Sequence
from typing import Any

from forum.core.i18n import lazy


class Course(enum.StrEnum):
    """Where a motion stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ADMITTED = "admitted"
    DEBATED = "debated"
    VOTED = "voted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    VOID = "void"


COURSE_LABELS = {
    Course.DRAFT: lazy("Entwurf"),
    Course.SUBMITTED: lazy("eingereicht"),
    Course.ADMITTED: lazy("zugelassen"),
    Course.DEBATED: lazy("beraten"),
    Course.VOTED: lazy("in Abstimmung"),
    Course.ACCEPTED: lazy("angenommen"),
    Course.REJECTED: lazy("abgelehnt"),
    Course.REFERRED: lazy("verwiesen"),
    Course.WITHDRAWN: lazy("zurückgezogen"),
    Course.VOID: lazy("ohne Ergebnis"),
}

# What can be voted on: an admitted motion need not be debated first.
VOTABLE = frozenset({Course.ADMITTED, Course.DEBATED})
# Where a text can still change: the author's own until it is admitted, then the desk's, as the committee wishes.
IN_AUTHORS_HAND = frozenset({Course.DRAFT, Course.SUBMITTED})
OPEN = IN_AUTHORS_HAND | VOTABLE

STEPS: dict[str, tuple[frozenset[Course], Course]] = {
    "submit": (frozenset({Course.DRAFT}), Course.SUBMITTED),
    "admit": (frozenset({Course.SUBMITTED}), Course.ADMITTED),
    "debate": (frozenset({Course.ADMITTED}), Course.DEBATED),
    "put": (VOTABLE, Course.VOTED),
    "void": (frozenset({Course.VOTED}), Course.DEBATED),
    "accept": (frozenset({Course.VOTED}), Course.ACCEPTED),
    "reject": (frozenset({Course.VOTED}), Course.REJECTED),
    "abandon": (frozenset({Course.VOTED}), Course.VOID),
    "refer": (frozenset({Course.SUBMITTED, Course.ADMITTED, Course.DEBATED}), Course.REFERRED),
    "withdraw": (OPEN, Course.WITHDRAWN),
    # An amendment, when its motion came to its end before.
    "lapse": (OPEN, Course.VOID),
}


def after(state: Any, step: str) -> Course | None:
    """Return where a motion stands after a step, or nothing when the step is none from there."""
    allowed, to = STEPS[step]
    return to if Course(state) in allowed else None


_BETWEEN = re.compile(r"\n[ \t]*\n+")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text; blank lines part them."""
    return [part.strip() for part in _BETWEEN.split(text.strip()) if part.strip()]


def amended(text: str, place: int, before: str, after_it: str) -> str | None:
    """Return the text with one paragraph, counted from one, put in another's place; nothing if it is another one by now.

    An empty new paragraph strikes the old one out.
    """
    parts = paragraphs(text)
    if not 1 <= place <= len(parts) or parts[place - 1] != before:
        return None
    parts[place - 1 : place] = [after_it.strip()] if after_it.strip() else []
    return joined(parts)


def joined(parts: Sequence[str]) -> str:
    """Return paragraphs as one text."""
    return "\n\n".join(parts)
