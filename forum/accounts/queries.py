"""Reading people."""

import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, bindparam, literal, or_, select, true, union_all

from forum.accounts.models import (
    ROLES,
    SIGN_IN_LIVES,
    TODAY,
    AddressChange,
    ApiToken,
    Grant,
    Person,
    SignIn,
    Standing,
    resting,
)
from forum.core.clock import now, today
from forum.core.db import UtcDateTime, db, with_its_values
from forum.core.errors import NotFound
from forum.core.i18n import lazy
from forum.core.permissions import Actor
from forum.core.text import normalised
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
        "ı": "l",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
    }
)


def handle_key(handle: str) -> str:
    """Return the key that handles share which look alike (I-15)."""
    # Marks go before the table is asked: an í looks like an i, which looks like an l.
    letters = (sign for sign in normalised("NFKD", handle) if not unicodedata.combining(sign))
    return "".join(letters).casefold().translate(_LOOK_ALIKES).replace("rn", "m").replace("vv", "w")


def withheld_handle_keys() -> set[str]:
    """Return the keys of the names that the moderation took out of sight; they belong to their people still (M-27)."""
    rows = db.session.scalars(select(Person.withheld).where(Person.withheld.is_not(None)).order_by(Person.id))
    return {handle_key(row["handle"]) for row in rows if row}


def email_key(email: str) -> str:
    """Return the key under which a mail address is unique."""
    return normalised("NFC", email.strip()).casefold()


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, confirmed or not."""
    return db.session.scalar(select(Person).where(Person.email_key == email_key(email)))


def is_kept_address(email: str) -> bool:
    """Tell whether an address was an account's until lately, and may become so again; it is free for nobody else."""
    kept = select(AddressChange.person_id).where(
        AddressChange.former_key == email_key(email), AddressChange.until > now()
    )
    return db.session.scalar(kept) is not None


def person_by_handle(_viewer: Actor, handle: str) -> Person:
    """Return the person with exactly this handle. Raises NotFound."""
    person = db.session.scalar(
        select(Person).where(Person.handle == handle, Person.standing.in_([Standing.ACTIVE, Standing.SUSPENDED]))
    )
    if person is None:
        raise NotFound
    return person


def _holding(wanted: Any) -> Any:
    """Select something of sign-ins that hold: not ended, not too old, and of a person who may be signed in."""
    return (
        select(wanted)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(
            SignIn.epoch == Person.epoch,
            SignIn.created_at > bindparam("since", type_=UtcDateTime),
            Person.standing.in_([Standing.ACTIVE, Standing.SUSPENDED]),
        )
    )


# Every request of a person who is signed in asks this, so the statement is built once.
_OF_COOKIE = with_its_values(_holding(Person).where(SignIn.digest == bindparam("digest")))
# And this every request and message of a program.
_OF_TOKEN = select(ApiToken).where(ApiToken.digest == bindparam("digest"))


def person_of_cookie(key: str) -> Person | None:
    """Return the person whose sign-in has this key, unless it was ended since."""
    values = {"digest": digest(key), "since": now() - SIGN_IN_LIVES}
    found: Person | None = db.session.scalar(_OF_COOKIE, values)
    return found


def sign_ins_that_hold(digests: Collection[str]) -> set[str]:
    """Return which of these sign-ins still hold; in one query, for sockets."""
    if not digests:
        return set()
    statement = _holding(SignIn.digest).select_from(Person).where(SignIn.digest.in_(digests))
    return set(db.session.scalars(statement, {"since": now() - SIGN_IN_LIVES}))


def api_token(token: str) -> ApiToken | None:
    """Return the row of a bearer token that is valid now."""
    row: ApiToken | None = db.session.scalar(_OF_TOKEN, {"digest": digest(token)})
    if row is None or row.epoch != row.person.epoch or not row.person.is_active:
        return None
    return row if row.expires_at is None or row.expires_at > now() else None


def tokens_of(person: Person) -> Sequence[ApiToken]:
    """Return the keys with which programs act for a person now, the newest first; a new password ends all earlier ones."""
    held = select(ApiToken).where(
        ApiToken.person_id == person.id,
        ApiToken.epoch == person.epoch,
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now()),
    )
    return db.session.scalars(held.order_by(ApiToken.id.desc())).all()


def tokens_that_hold(tokens: Collection[str]) -> set[str]:
    """Return which of these bearer tokens are valid now; in one query, for sockets."""
    by_digest = {digest(token): token for token in tokens}
    if not by_digest:
        return set()
    held = (
        select(ApiToken.digest)
        .join(Person, Person.id == ApiToken.person_id)
        .where(
            ApiToken.digest.in_(by_digest),
            ApiToken.epoch == Person.epoch,
            Person.standing.in_([Standing.ACTIVE, Standing.SUSPENDED]),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now()),
        )
    )
    return {by_digest[found] for found in db.session.scalars(held)}


def words_of(person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the words that each of these people holds now, in two queries for all of them; for sockets.

    Whoever does not exist is missing; an account that is not active holds ``public`` only, as on every page.
    """
    rows = db.session.execute(select(Person.id, Person.standing).where(Person.id.in_(person_ids)))
    standing = {row.id: row.standing for row in rows}
    words = {number: {"public"} for number in standing}
    active = [number for number, held in standing.items() if held == Standing.ACTIVE]
    for number in active:
        words[number].add("members")
    sources = current_app.extensions["word_sources"]
    parts = (source(Person.id).add_columns(Person.id).where(Person.id.in_(active)) for source in sources)
    for word, number in db.session.execute(union_all(*parts), {TODAY.key: today()}):
        words[number].add(word)
    return {number: frozenset(held - resting(held)) for number, held in words.items()}


def holding_word(word: str) -> ColumnElement[bool]:
    """Return the condition that a person holds an audience or role word today, by whichever package gives it."""
    if word in {"public", "members"}:
        return true()
    sources = current_app.extensions["word_sources"]
    day = {TODAY.key: today()}
    return or_(*(literal(word).in_(source(Person.id).params(day)) for source in sources))


def holders(role: str) -> Sequence[int]:
    """Return the numbers of the people who hold a role word today by a grant."""
    return db.session.scalars(
        select(Grant.person_id)
        .where(Grant.role == role, Grant.since <= today(), (Grant.until.is_(None)) | (Grant.until >= today()))
        .distinct()
    ).all()


def roles_of(person: Person) -> list[Any]:
    """Return the names of the roles that a person holds today."""
    words = person.words
    return [label for role, label in ROLES.items() if role in words]


# Words of roles that a package above gives; they are named by their last part.
_FURTHER = {
    "chair": lazy("Vorsitz eines Gremiums"),
    "clerk": lazy("Geschäftsführung eines Gremiums"),
    "space_moderator": lazy("Moderation eines Raums"),
    "unit": lazy("Arbeit in einer Stelle der Verwaltung"),
    "district": lazy("Sprechen für einen Stadtbezirk"),
    "committee": lazy("Arbeit in einem Gremium"),
}


def names_of_words(words: Collection[str]) -> list[Any]:
    """Return how people call the roles behind these words, each once."""
    labels = {**ROLES, **_FURTHER}
    return [label for role, label in labels.items() if role in words or any(role in word.split(":") for word in words)]


def sign_ins_of(person: Person) -> Sequence[SignIn]:
    """Return where a person is signed in, the latest first."""
    own = select(SignIn).where(
        SignIn.person_id == person.id, SignIn.epoch == person.epoch, SignIn.created_at > now() - SIGN_IN_LIVES
    )
    return db.session.scalars(own.order_by(SignIn.created_at.desc())).all()
