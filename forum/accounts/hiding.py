"""Taking a name and what else people say of themselves out of sight, and bringing it back (M-27)."""

from sqlalchemy import select

from forum.accounts.models import Person
from forum.accounts.naming import rename
from forum.accounts.queries import handle_key
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.core.tokens import digest, secret_token


def hide_profile(actor: Actor, person: Person, *, ground: str) -> None:
    """Give a person a neutral name and blank the organisation; whatever shows them shows nothing else (M-36).

    The name stays taken, so that it can come back (``queries.withheld_handle_keys``). Raises Conflict when it is out of
    sight already.
    """
    require(actor, "profile.hide", person)
    _lock(person)
    if person.withheld is not None:
        raise Conflict(_("Name und Angaben sind schon verborgen."))
    person.withheld = {
        "handle": person.handle,
        "organisation": person.organisation,
        "ground": clean_line(ground)[:120],
    }
    person.organisation = None
    rename(actor, person, f"Konto-{digest(secret_token())[:8]}")


def restore_profile(actor: Actor, person: Person) -> None:
    """Bring name and organisation back. Raises Conflict when somebody else took the name meanwhile."""
    require(actor, "profile.hide", person)
    _lock(person)
    if person.withheld is None:
        raise Conflict(_("Name und Angaben sind nicht verborgen."))
    handle, organisation = person.withheld["handle"], person.withheld["organisation"]
    taken = db.session.scalar(select(Person.id).where(Person.handle_key == handle_key(handle), Person.id != person.id))
    if taken is not None:
        raise Conflict(_("Den früheren Namen trägt inzwischen jemand anderes."))
    person.organisation, person.withheld = person.organisation or organisation, None
    rename(actor, person, handle)


def _lock(person: Person) -> None:
    """Let one of two that decide at once come after the other, and read what the first did."""
    db.session.refresh(person, with_for_update=True)
