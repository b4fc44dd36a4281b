"""The permission table of the running application: which role may do what, always, sometimes or never (E-39).

It is worked out from the same predicates that decide: what looks at no thing is asked, and what looks at one makes the
answer depend on it.
"""

import enum
import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.accounts.models import ROLES
from forum.administration.explaining import kinds_of
from forum.core.i18n import lazy
from forum.core.permissions import Actor, Predicate, Rule, require, rules


class Answer(enum.StrEnum):
    """What a permission comes to for a role, before one knows the thing."""

    YES = "yes"
    DEPENDS = "depends"
    NO = "no"

    @property
    def label(self) -> Any:
        """The word in the table."""
        return _ANSWERS[self]


_ANSWERS = {Answer.YES: lazy("ja"), Answer.DEPENDS: lazy("je nachdem"), Answer.NO: lazy("nein")}


@dataclass(frozen=True)
class Holder:
    """Somebody who holds certain words and is nobody in particular."""

    label: Any
    words: frozenset[str]
    person_id: int | None = 0


@dataclass(frozen=True)
class Line:
    """A permission, and what it comes to for each holder."""

    name: str
    kinds: tuple[str, ...]
    answers: tuple[Answer, ...]


def holders() -> Sequence[Holder]:
    """Return the columns of the table: a visitor, somebody with an account, and every role."""
    member = frozenset({"public", "members"})
    roles = [Holder(label, member | {role}) for role, label in ROLES.items()]
    others = [
        Holder(lazy("Moderation eines Raums"), member | {"space_moderator"}),
        Holder(lazy("Stelle der Verwaltung"), member | {"unit"}),
    ]
    visitor = Holder(lazy("ohne Konto"), frozenset({"public"}), None)
    return [visitor, Holder(lazy("mit Konto"), member), *roles, *others]


def table(viewer: Actor) -> Sequence[Line]:
    """Return every permission of the running application by name."""
    require(viewer, "permission.explain")
    columns = holders()
    return [
        Line(name, kinds_of(name), tuple(answer(rule, holder) for holder in columns))
        for name, rule in sorted(rules().items())
    ]


def answer(rule: Rule, holder: Holder) -> Answer:
    """Return what a rule comes to for somebody with these words."""
    found = {_of_alternative(alternative, holder) for alternative in rule.alternatives}
    return next((one for one in Answer if one in found), Answer.NO)


def _of_alternative(predicates: Sequence[Predicate], holder: Holder) -> Answer:
    if any(not _needs_thing(one) and not one(holder, None) for one in predicates):
        return Answer.NO
    return Answer.DEPENDS if any(_needs_thing(one) for one in predicates) else Answer.YES


def _needs_thing(predicate: Predicate) -> bool:
    """Tell whether a predicate looks at the thing; one that does not has an underscore before the parameter's name."""
    return not [*inspect.signature(predicate).parameters][1].startswith("_")


@dataclass(frozen=True)
class Condition:
    """A predicate in the words of the program."""

    name: str
    meaning: str


def conditions(viewer: Actor, name: str) -> Sequence[Sequence[Condition]]:
    """Return the alternatives of a permission, each with all that must hold."""
    require(viewer, "permission.explain")
    return [
        [Condition(one.__name__, (inspect.getdoc(one) or "").partition("\n")[0]) for one in alternative]
        for alternative in rules()[name].alternatives
    ]
