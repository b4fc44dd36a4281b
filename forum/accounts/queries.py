"""Reading people."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import select

from forum.accounts.models import ApiToken, Grant, Person, Standing
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.core.tokens import digest

_LOOK_ALIKES = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "5": "s",
        "_": "",
        "-": "",
        ".": "",
        "ä": "a",
        "ö": "o",
        "ü": "u",
        "ß": "ss",
    }
)


def handle_key(handle: str) -> str:
    """Return the key that handles share which look alike (I-15)."""
    text = unicodedata.normalize("NFKD", handle.casefold().translate(_LOOK_ALIKES))
    return "".join(sign for sign in text if not unicodedata.combining(sign)).replace("rn", "m").replace("vv", "w")


def email_key(email: str) -> str:
    """Return the key under which a mail address is unique."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, confirmed or not."""
    return db.session.scalar(select(Person).where(Person.email_key == email_key(email)))


def person_by_handle(_viewer: Actor, handle: str) -> Person:
    """Return the person with exactly this handle. Raises NotFound."""
    person = db.session.scalar(
        select(Person).where(Person.handle == handle, Person.standing.in_([Standing.ACTIVE, Standing.SUSPENDED]))
    )
    if person is None:
        raise NotFound
    return person


def person_of_cookie(remembered: str) -> Person | None:
    """Return the person a sign-in cookie remembers, unless the sign-in was ended since."""
    number, _, epoch = remembered.partition(":")
    if not (number.isascii() and number.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    person = db.session.get(Person, int(number))
    return person if person is not None and person.epoch == int(epoch) and person.is_active else None


def api_token(token: str) -> ApiToken | None:
    """Return the row of a bearer token that is valid now."""
    row = db.session.scalar(select(ApiToken).where(ApiToken.digest == digest(token)))
    if row is None or row.epoch != row.person.epoch or not row.person.is_active:
        return None
    return row if row.expires_at is None or row.expires_at > now() else None


def holders(role: str) -> Sequence[int]:
    """Return the numbers of the people who hold a role word today by a grant."""
    return db.session.scalars(
        select(Grant.person_id)
        .where(Grant.role == role, Grant.since <= today(), (Grant.until.is_(None)) | (Grant.until >= today()))
        .distinct()
    ).all()
