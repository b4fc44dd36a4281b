"""What others see of a person, and how the site speaks to them."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from forum.accounts import shortcuts
from forum.accounts.checks import affiliation_problems, raise_if_any
from forum.accounts.events import ProfileChanged
from forum.accounts.models import AFFILIATION_LABELS, Person
from forum.accounts.shortcuts import Shortcut
from forum.core.db import db
from forum.core.events import record
from forum.core.i18n import LANGUAGES, _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line


def edit_profile(
    actor: Actor,
    person: Person,
    *,
    affiliations: Collection[str],
    organisation: str,
    shows_affiliation: bool,
    language: str,
    theme: str | None,
) -> None:
    """Change what others see of a person and how the site speaks to them. Raises Invalid.

    While the moderation withholds what a person says of themselves, nothing new stands there: nobody could report it.
    """
    require(actor, "account.edit", person)
    organisation = clean_line(organisation)[:120]
    raise_if_any(
        {
            "affiliations": affiliation_problems(affiliations),
            "organisation": _withheld_problems(person) if organisation else [],
        }
    )
    person.affiliations = in_order(affiliations)
    person.organisation = organisation or None
    person.shows_affiliation = shows_affiliation and bool(affiliations)
    person.language = language if language in LANGUAGES else person.language
    person.theme = theme if theme in {"light", "dark"} else None
    record(actor, ProfileChanged(person_id=person.id), audience="admin")


def _withheld_problems(person: Person) -> list[str]:
    """Say why nothing can be written while the moderation hides it; who hides it at this moment is waited for (M-27)."""
    locked = select(Person.withheld).where(Person.id == person.id).with_for_update()
    if db.session.scalar(locked) is None:
        return []
    return [
        _(
            "Die Moderation hat Ihren Namen und Ihre Organisation verborgen. Solange das gilt, können Sie hier nichts "
            "eintragen. Beschweren können Sie sich unter „Meine Moderationsfälle“."
        )
    ]


def in_order(affiliations: Collection[str]) -> str | None:
    """Return the parts of urban society as they are stored: each once, in the order of the list."""
    return " ".join(key.value for key in AFFILIATION_LABELS if key in affiliations) or None


def choose_shortcuts(actor: Actor, person: Person, *, on: bool, keys: Mapping[Shortcut, str]) -> None:
    """Switch single keys on or off, and say which does what; an empty one does nothing (T-36). Raises Invalid."""
    require(actor, "account.edit", person)
    wanted = {shortcut: clean_line(keys.get(shortcut, "")).lower() for shortcut in Shortcut}
    raise_if_any(shortcuts.problems(wanted))
    person.shortcuts = {"on": on, "keys": {shortcut.value: key for shortcut, key in wanted.items()}}
    db.session.flush()
