"""What becomes of what is written in a session: one table for contributions, one for questions (L-26, L-27).

Nothing vanishes silently: what is held or removed stays in its place with the reason, and the counts are public.
"""

import enum
from collections import Counter
from collections.abc import Iterable
from typing import Any

from forum.core.i18n import lazy


class Reason(enum.StrEnum):
    """Why something is held or removed; words, so that they can be counted and stand in the log."""

    TOPIC = "topic"
    TONE = "tone"
    PERSONAL = "personal"
    REPEATED = "repeated"
    ADVERTISING = "advertising"
    EXCLUDING = "excluding"
    RULES = "rules"


REASONS = {
    Reason.TOPIC: lazy("gehört nicht zum Thema"),
    Reason.TONE: lazy("verletzt den Umgangston"),
    Reason.PERSONAL: lazy("enthält Angaben über Dritte"),
    Reason.REPEATED: lazy("wiederholt sich"),
    Reason.ADVERTISING: lazy("ist Werbung"),
    Reason.EXCLUDING: lazy("setzt Menschen herab"),
    Reason.RULES: lazy("verstößt gegen die Regeln des Forums"),
}

# What the desk chooses from: each of them names a rule. The moderation says it in its statement of reasons.
GIVEN = {key: label for key, label in REASONS.items() if key != Reason.RULES}

# Of the grounds on which a text is erased for good, those that name a rule, by the word that says so.
BY_RULE = {"personal_data": Reason.PERSONAL, "insult": Reason.TONE}


class Written(enum.StrEnum):
    """Where a contribution or a question stands."""

    VISIBLE = "visible"
    HELD = "held"
    REMOVED = "removed"
    ANSWERED = "answered"
    ARCHIVED = "archived"


# Of these nobody but the desk reads the text.
BLANK = frozenset({Written.HELD, Written.REMOVED})

CONTRIBUTION_STEPS = {
    "hold": ({Written.VISIBLE}, Written.HELD),
    "release": ({Written.HELD}, Written.VISIBLE),
    "remove": ({Written.VISIBLE, Written.HELD}, Written.REMOVED),
}
QUESTION_STEPS = {
    "hold": ({Written.VISIBLE}, Written.HELD),
    "release": ({Written.HELD}, Written.VISIBLE),
    "remove": ({Written.VISIBLE, Written.HELD, Written.ANSWERED, Written.ARCHIVED}, Written.REMOVED),
    "answer": ({Written.VISIBLE}, Written.ANSWERED),
    "archive": ({Written.VISIBLE, Written.ANSWERED}, Written.ARCHIVED),
}


def question_counts(questions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return how many were asked, answered, held and removed for which reason; from a state or from folded events."""
    rows = list(questions)
    states = Counter(str(one["state"]) for one in rows)
    removed = Counter(str(one["reason"]) for one in rows if one["state"] == Written.REMOVED)
    return {
        "asked": len(rows),
        "answered": sum(bool(one["answered"]) for one in rows),
        "held": states["held"],
        "removed": states["removed"],
        "reasons": dict(sorted(removed.items())),
    }
