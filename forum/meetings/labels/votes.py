"""A vote in words: its rows, its result, what somebody said."""

from collections.abc import Iterable
from typing import Any

from forum.core.i18n import _, lazy
from forum.meetings.labels.words import CHOICES, CONSENT, LEVELS, SAID
from forum.web.language import written


def rows_of(poll: dict[str, Any]) -> list[tuple[Any, int]]:
    """Return the figures of a poll as rows of a table: what could be said, and how often it was."""
    if poll["options"]:
        rows = [(written(option), number) for option, number in zip(poll["options"], poll["marks"], strict=True)]
    else:
        words = CONSENT if poll["kind"] == "consent" else CHOICES
        rows = [(label, poll[word]) for word, label in words]
    extra = [(lazy("Leer"), poll["blank"]), (lazy("Ungültig"), poll["invalid"])]
    return rows + [row for row in extra if row[1]]


def names_of(poll: dict[str, Any], places: Iterable[int]) -> str:
    """Return the options at these places."""
    return ", ".join(poll["options"][place] for place in places)


def open_seats(poll: dict[str, Any]) -> str:
    """Return a sentence about the seats that a vote left open because options had the same; empty when none is."""
    tied = (poll["result"] or {}).get("tied")
    if not tied or poll["verdict"] not in ("undecided", "noted"):
        return ""
    return _(
        "Offene Plätze: %(number)s. Gleichstand zwischen: %(names)s. Darüber entscheidet eine Stichwahl oder das Los.",
        number=poll["seats"] - len(poll["elected"]),
        names=names_of(poll, tied),
    )


def levels_for(*, secret_refused: bool) -> dict[str, Any]:
    """Return the levels of secrecy to choose from, and say of the digital secret one that it is refused now (L-83)."""
    return LEVELS | ({"secret": lazy("geheim – jetzt nur auf Papier")} if secret_refused else {})


def is_unanimous(poll: dict[str, Any]) -> bool:
    """Tell whether everybody voted alike in a vote without names, so that everybody's vote is known (L-81)."""
    if poll["level"] not in ("unnamed", "secret", "paper") or poll["given"] == 0:
        return False
    said = [number for _label, number in rows_of(poll) if number]
    if not poll["options"]:
        return len(said) == 1
    # Of several options everybody chose the very same ones, or in rankings the same first one, or all left it blank.
    return poll["kind"] != "rating" and bool(said) and all(number == poll["given"] for number in said)


def answer_of(poll: dict[str, Any], ballot: dict[str, Any]) -> str:
    """Return in words how somebody voted."""
    if word := ballot.get("choice"):
        return str(dict(CONSENT if poll["kind"] == "consent" else CHOICES)[word])
    if "ratings" in ballot:
        pairs = zip(poll["options"], ballot["ratings"], strict=True)
        return ", ".join(f"{option}: {rating}" for option, rating in pairs if rating is not None)
    places = ballot.get("options") or ballot.get("ranking") or []
    return ", ".join(poll["options"][place] for place in places) or str(_("Leer"))


def said_of(poll: Any, said: Any) -> str:
    """Return in words what minutes tell of a vote with a name on several options."""
    if said.choice:
        return str(dict(SAID)[said.choice])
    names = [option or _("Möglichkeit %(number)s", number=place) for place, option in enumerate(poll.options, start=1)]
    if said.ranking:
        return ", ".join(f"{place}. {names[one]}" for place, one in enumerate(said.ranking, start=1))
    marked = [(names[place], mark) for place, mark in enumerate(said.marks) if mark]
    return ", ".join(f"{name}: {mark}" if poll.kind == "rating" else name for name, mark in marked) or "–"
