"""What role words are called: roles of the forum, districts, units and spaces."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from forum.accounts.models import ROLES, Grant, Unit
from forum.core.db import db
from forum.core.i18n import _
from forum.discussions.models import Space
from forum.strategy.models import strategy

_OF_SPACE = re.compile(r"space:(\d{1,9}):moderator")
_OF_UNIT = re.compile(r"unit:(\d{1,9})")


def grantable() -> dict[str, Any]:
    """Return the words that the administration gives, with their names: roles, and who speaks for a district (B-04)."""
    districts = {
        f"district:{number}": _("Stadtbezirk: %(name)s", name=one.name) for number, one in strategy().districts.items()
    }
    return {**ROLES, **districts}


def names_of(words: Collection[str]) -> dict[str, str]:
    """Return what these role words are called; two queries for any number of them. An unknown one is its own name."""
    units = _titles(Unit.id, Unit.name, _numbers(words, _OF_UNIT))
    spaces = _titles(Space.id, Space.title, _numbers(words, _OF_SPACE))
    known = grantable()
    return {word: _name(word, known, units, spaces) for word in words}


def names_for(grants: Iterable[Grant]) -> dict[str, str]:
    """Return what the roles of these grants are called."""
    return names_of({grant.role for grant in grants})


def _name(word: str, known: dict[str, Any], units: dict[int, str], spaces: dict[int, str]) -> str:
    if word in known:
        return str(known[word])
    if (of_unit := _OF_UNIT.fullmatch(word)) and (unit := units.get(int(of_unit[1]))):
        return _("Stelle: %(name)s", name=unit)
    if (of_space := _OF_SPACE.fullmatch(word)) and (space := spaces.get(int(of_space[1]))):
        return _("Moderation des Raums: %(name)s", name=space)
    return word


def _numbers(words: Collection[str], pattern: re.Pattern[str]) -> set[int]:
    return {int(found[1]) for word in words if (found := pattern.fullmatch(word))}


def _titles(key: Any, title: Any, numbers: set[int]) -> dict[int, str]:
    if not numbers:
        return {}
    return {row[0]: row[1] for row in db.session.execute(select(key, title).where(key.in_(numbers)))}
