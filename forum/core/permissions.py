"""Who may do what: one table of named predicates, and the words of a person that decide what they see.

A rule reads ``allow("idea.edit", [in_good_standing, is_author], [is_staff])``: every predicate of at least one list must
hold. A name that is in no table is a programming error, never a silent no. Pages, API, sockets and the command line ask
the same table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app

from forum.core.errors import Forbidden
from forum.core.i18n import _

Predicate = Callable[["Actor", Any], bool]


class Actor(Protocol):
    """Who acts or looks: a person, nobody in particular, or the forum itself."""

    @property
    def person_id(self) -> int | None:
        """The person's number; None for anonymous visitors and for the system."""

    @property
    def words(self) -> frozenset[str]:
        """Audience and role words such as ``public``, ``members``, ``staff``, ``committee:3``, ``committee:3:chair``."""


@dataclass(frozen=True)
class Nobody:
    """A visitor without an account."""

    person_id: None = None
    words: frozenset[str] = frozenset({"public"})
    is_authenticated: bool = False
    handle: None = None
    theme: None = None


# Who does what is only counted: the log says that it happened, and nobody is to learn from it who it was (P-08).
UNNAMED = Nobody()


@dataclass(frozen=True)
class System:
    """The forum itself, for steps that follow from a rule and not from a person."""

    person_id: None = None
    words: frozenset[str] = frozenset({"public", "members", "system"})


SYSTEM = System()


@dataclass(frozen=True)
class Rule:
    """One line of the table: a permission and the alternatives that grant it."""

    name: str
    alternatives: tuple[tuple[Predicate, ...], ...]


def allow(name: str, *alternatives: Sequence[Predicate]) -> Rule:
    """State who has a permission: all predicates of any one list."""
    return Rule(name, tuple(tuple(alternative) for alternative in alternatives))


def collect(tables: Iterable[Iterable[Rule]]) -> dict[str, Rule]:
    """Join the packages' tables into one; a name may be given only once."""
    rules: dict[str, Rule] = {}
    for table in tables:
        for rule in table:
            if rule.name in rules:
                raise ValueError(f"the permission {rule.name} is defined twice")
            rules[rule.name] = rule
    return rules


def rules() -> dict[str, Rule]:
    """Return the table of the running application."""
    table: dict[str, Rule] = current_app.extensions["permissions"]
    return table


def can(actor: Actor, name: str, thing: Any = None) -> bool:
    """Tell whether the actor has the permission on the thing; for buttons and lists."""
    return any(all(holds(actor, thing) for holds in alternative) for alternative in rules()[name].alternatives)


def require(actor: Actor, name: str, thing: Any = None) -> None:
    """Demand the permission; every command begins with it. Raises Forbidden."""
    if not can(actor, name, thing):
        raise Forbidden(_refusal(actor, name, thing) or _("Dazu fehlt Ihnen das Recht."))


def _refusal(actor: Actor, name: str, thing: Any) -> str:
    """Return what the only predicate says that stands in the way, if it has a sentence of its own."""
    for alternative in rules()[name].alternatives:
        missing = [holds for holds in alternative if not holds(actor, thing)]
        if len(missing) == 1:
            return str(getattr(missing[0], "refusal", ""))
    return ""


@dataclass(frozen=True)
class Finding:
    """What one predicate of one alternative said."""

    alternative: int
    predicate: str
    holds: bool


def explain(actor: Actor, name: str, thing: Any = None) -> list[Finding]:
    """Return what every predicate says, without stopping at the first no."""
    return [
        Finding(number, predicate.__name__, predicate(actor, thing))
        for number, alternative in enumerate(rules()[name].alternatives, start=1)
        for predicate in alternative
    ]


def anyone(_actor: Actor, _thing: Any) -> bool:
    """May, also without an account."""
    return True


def is_member(actor: Actor, _thing: Any) -> bool:
    """May, if the person has an account in good standing with a confirmed address, and no pause from writing (M-17)."""
    return "members" in actor.words and "limited" not in actor.words


def pause_minutes(actor: Actor) -> int:
    """Return how many minutes the moderation puts between two posts of a person; none usually (M-17)."""
    return max((int(word.removeprefix("slow:")) for word in actor.words if word.startswith("slow:")), default=0)


def is_system(actor: Actor, _thing: Any) -> bool:
    """May, if it is the forum itself that acts by a rule."""
    return "system" in actor.words


def has_word(word: str) -> Predicate:
    """Build the predicate: may, if the person has this role or audience word."""

    def predicate(actor: Actor, _thing: Any) -> bool:
        return word in actor.words

    predicate.__name__ = f"is_{word}"
    predicate.__doc__ = f"May, if the person is {word}."
    return predicate


is_staff = has_word("staff")
is_moderator = has_word("moderator")
is_board = has_word("board")
is_admin = has_word("admin")
