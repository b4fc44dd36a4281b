"""The conditions under which the Board says yes in a session: what is to be done, who does it, and by when (G-07)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from forum.core.i18n import _

LEAST_TEXT, LONGEST_TEXT, UNIT, MOST = 3, 500, (3, 120), 5
LAST_YEAR = 2100


@dataclass(frozen=True)
class Condition:
    """A condition with the unit that keeps it and the day by which."""

    text: str
    unit: str
    due_on: date


@dataclass(frozen=True)
class Begun:
    """A condition as it was typed, whole or not."""

    text: str = ""
    unit: str = ""
    due_on: date | None = None


def as_text(conditions: Sequence[Condition]) -> str:
    """Return conditions as the text that is stored; none are no text."""
    return json.dumps(as_rows(conditions), ensure_ascii=False) if conditions else ""


def as_rows(conditions: Sequence[Condition]) -> list[dict[str, str]]:
    """Return conditions as rows of text, as they are stored and sent."""
    return [asdict(one) | {"due_on": one.due_on.isoformat()} for one in conditions]


def conditions_of(text: str) -> list[Condition]:
    """Return the conditions that are stored as this text."""
    return [Condition(one["text"], one["unit"], date.fromisoformat(one["due_on"])) for one in json.loads(text or "[]")]


def problems_of_conditions(begun: Sequence[Begun], *, accepts: bool, voted_on: date) -> dict[str, list[str]]:
    """Return what is wrong with conditions: they belong to a yes, and each has a unit and a day that lies ahead."""
    if begun and not accepts:
        return {"duties": [_("Auflagen gehören zu einem Beschluss, nicht zu einer Ablehnung.")]}
    found = []
    if any(len(one.text) < LEAST_TEXT for one in begun):
        found.append(_("Bitte schreiben Sie, worin die Auflage besteht."))
    if any(not UNIT[0] <= len(one.unit) <= UNIT[1] for one in begun):
        found.append(_("Jede Auflage braucht eine zuständige Stelle."))
    if any(one.due_on is None or not voted_on < one.due_on or one.due_on.year >= LAST_YEAR for one in begun):
        found.append(_("Jede Auflage braucht einen Tag nach dem Beschluss, bis zu dem sie erfüllt ist."))
    return {"duties": found} if found else {}


def whole(begun: Sequence[Begun]) -> list[Condition]:
    """Return conditions that have no problems any more."""
    return [Condition(one.text, one.unit, one.due_on) for one in begun if one.due_on is not None]
