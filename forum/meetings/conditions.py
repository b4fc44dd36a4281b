"""The conditions under which the Board says yes in a session: what is to be done, who does it, and by when (G-07)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from forum.core.i18n import _

LONGEST_TEXT, UNIT, MOST = 500, (3, 120), 5


@dataclass(frozen=True)
class Condition:
    """A condition with the unit that keeps it and the day by which."""

    text: str
    unit: str
    due_on: date


def as_text(conditions: Sequence[Condition]) -> str:
    """Return conditions as the text that is stored; none are no text."""
    return json.dumps(as_rows(conditions), ensure_ascii=False) if conditions else ""


def as_rows(conditions: Sequence[Condition]) -> list[dict[str, str]]:
    """Return conditions as rows of text, as they are stored and sent."""
    return [asdict(one) | {"due_on": one.due_on.isoformat()} for one in conditions]


def conditions_of(text: str) -> list[Condition]:
    """Return the conditions that are stored as this text."""
    return [Condition(one["text"], one["unit"], date.fromisoformat(one["due_on"])) for one in json.loads(text or "[]")]


def problems_of_conditions(conditions: Sequence[Condition], *, accepts: bool, voted_on: date) -> dict[str, list[str]]:
    """Return what is wrong with conditions: they belong to a yes, and each has a unit and a day that lies ahead."""
    if conditions and not accepts:
        return {"duties": [_("Auflagen gehören zu einem Beschluss, nicht zu einer Ablehnung.")]}
    if any(not 3 <= len(one.text) <= LONGEST_TEXT or not UNIT[0] <= len(one.unit) <= UNIT[1] for one in conditions):
        return {"duties": [_("Jede Auflage braucht eine zuständige Stelle.")]}
    if any(one.due_on <= voted_on for one in conditions):
        return {"duties": [_("Der Tag einer Auflage liegt nach dem Beschluss.")]}
    return {}
