"""The tables of people, their roles, one-time links and API tokens."""

import enum
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, Integer, String, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.shortcuts import chosen
from forum.core.clock import now, today
from forum.core.db import Model, db
from forum.core.errors import Forbidden
from forum.core.i18n import _, lazy

NEWCOMER = timedelta(days=1)
SIGN_IN_LIVES = timedelta(days=30)

ROLES = {
    "moderator": lazy("Moderation"),
    "staff": lazy("Stabsstelle"),
    "board": lazy("Mitglied des Smart City-Boards"),
    "admin": lazy("Technische Verwaltung"),
}


class Affiliation(enum.StrEnum):
    """To which part of urban society a person says they belong; voluntary, and shown only by choice (G-01)."""

    RESIDENT = "resident"
    BUSINESS = "business"
    RESEARCH = "research"
    CIVIL_SOCIETY = "civil_society"
    ADMINISTRATION = "administration"
    MUNICIPAL_COMPANY = "municipal_company"


AFFILIATION_LABELS = {
    Affiliation.RESIDENT: lazy("Einwohnerschaft"),
    Affiliation.BUSINESS: lazy("Wirtschaft"),
    Affiliation.RESEARCH: lazy("Wissenschaft"),
    Affiliation.CIVIL_SOCIETY: lazy("Zivilgesellschaft"),
    Affiliation.ADMINISTRATION: lazy("Verwaltung"),
    Affiliation.MUNICIPAL_COMPANY: lazy("Städtische Gesellschaft"),
}


class Standing(enum.StrEnum):
    """Whether a person may take part."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


class Person(UserMixin, Model):
    """Somebody with an account; the public sees the handle, never the address."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(30))
    # Handles that look alike have the same key, so that nobody can pose as somebody else (I-15).
    handle_key: Mapped[str] = mapped_column(String(60), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    standing: Mapped[Standing] = mapped_column(String(20), default=Standing.UNCONFIRMED)
    # Every sign-in carries the epoch; raising it ends all of them (E-26).
    epoch: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8), default="de")
    theme: Mapped[str | None] = mapped_column(String(10))
    affiliation: Mapped[str | None] = mapped_column(String(30))
    organisation: Mapped[str | None] = mapped_column(String(120))
    shows_affiliation: Mapped[bool] = mapped_column(default=False)
    # How the person likes to read threads: the words of view and sorting (T-05).
    reading: Mapped[dict[str, Any] | None]
    # Whether single keys do something, and which; see ``forum.accounts.shortcuts`` (T-36).
    shortcuts: Mapped[dict[str, Any] | None]
    mails: Mapped[bool] = mapped_column(default=True)
    rules_accepted_at: Mapped[datetime]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    grants: Mapped[list["Grant"]] = relationship(
        back_populates="person", foreign_keys="Grant.person_id", order_by="Grant.id"
    )

    @property
    def is_newcomer(self) -> bool:
        """Whether the account is younger than a day; newcomers write and edit within narrower limits (T-11, T-28)."""
        return now() - self.created_at < NEWCOMER

    @property
    def keys(self) -> dict[str, str]:
        """Which key does what on every page; nothing while the shortcuts are off (T-36)."""
        if not (self.shortcuts or {}).get("on"):
            return {}
        return {shortcut.value: key for shortcut, key in chosen(self.shortcuts).items() if key}

    # The key of the sign-in that begins with this request; ``commands.sign_in`` makes it.
    sign_in_key = ""

    def get_id(self) -> str:
        """Return what the cookie of a new sign-in remembers."""
        return self.sign_in_key

    @property
    def person_id(self) -> int:
        """The number by which commands and events know the person."""
        return self.id

    @property
    def is_active(self) -> bool:
        """Tell Flask-Login whether the person may be signed in."""
        return self.standing in {Standing.ACTIVE, Standing.SUSPENDED}

    @property
    def words(self) -> frozenset[str]:
        """The audience and role words that hold today; asked once per transaction, in one query."""
        kept: tuple[int, frozenset[str]] | None = db.session.info.get("words")
        if kept is None or kept[0] != self.id:
            kept = (self.id, self._ask_words())
            db.session.info["words"] = kept
        return kept[1]

    def _ask_words(self) -> frozenset[str]:
        if self.standing != Standing.ACTIVE:
            return frozenset({"public"})
        words = db.session.scalars(_words_statement(today()), {"person_id": self.id})
        return frozenset({"public", "members", *words})

    @property
    def affiliation_label(self) -> Any:
        """What is shown beside the handle: organisation and group, if the person wishes (G-01)."""
        if not self.shows_affiliation or self.affiliation is None:
            return None
        group = AFFILIATION_LABELS[Affiliation(self.affiliation)]
        return f"{self.organisation} · {group}" if self.organisation else group

    @property
    def url(self) -> str:
        """The address of the public profile."""
        return url_for("accounts.profile", handle=self.handle)


class Grant(Model):
    """A role word that a person holds from one day to another, by whom and why."""

    __tablename__ = "grant"
    __table_args__ = (Index("ix_grant_person_role", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(60))
    since: Mapped[date]
    until: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(250))
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])


def _words_statement(day: date) -> Any:
    """Return the statement that asks all packages for a person's words; it is built once a day and application."""
    kept: tuple[date, Any] | None = current_app.extensions.get("words_statement")
    if kept is None or kept[0] != day:
        sources = current_app.extensions["word_sources"]
        kept = (day, union_all(*(source(bindparam("person_id", type_=Integer)) for source in sources)))
        current_app.extensions["words_statement"] = kept
    return kept[1]


def granted_words(person_id: Any) -> Any:
    """Select the role words that hold today."""
    return select(Grant.role).where(
        Grant.person_id == person_id, Grant.since <= today(), (Grant.until.is_(None)) | (Grant.until >= today())
    )


def unit_words(person_id: Any) -> Any:
    """Select the word ``unit`` for everybody who works in some unit today."""
    return select(literal("unit")).where(
        exists().where(
            Grant.person_id == person_id,
            Grant.role.startswith("unit:"),
            Grant.since <= today(),
            (Grant.until.is_(None)) | (Grant.until >= today()),
        )
    )


class Unit(Model):
    """An office of the administration that answers for ideas (G-16); who works in it holds its word by a grant."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    # A unit that is no more keeps its ideas and takes no new ones.
    closed_at: Mapped[datetime | None]

    @property
    def word(self) -> str:
        """The word that its people hold."""
        return f"unit:{self.id}"


class SignIn(Model):
    """A device on which a person is signed in: its cookie holds the key, this row the digest.

    The row goes when the person signs out there, and a copy of the cookie opens nothing any more (E-26).
    """

    __tablename__ = "sign_in"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    epoch: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)


class OneTimeLink(Model):
    """A link sent by mail: for one purpose, one person, a short time and one use; only its digest is stored (E-27)."""

    __tablename__ = "one_time_link"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Ignoring(Model):
    """Somebody does not wish to see what another person writes; the other one is not told (T-37)."""

    __tablename__ = "ignoring"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ignored_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class ApiToken(Model):
    """A key with which a program acts for a person, within its scopes."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[str]]
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    def require(self, scopes: Sequence[str]) -> None:
        """Refuse what needs one of these scopes when the token has none of them; writing includes reading.

        The API and the sockets ask here, each with the scopes of the thing that is wanted. Raises Forbidden.
        """
        held = {*self.scopes, *(["read"] if "write" in self.scopes else [])}
        if held.isdisjoint(scopes):
            wanted = _(" oder ").join(f"„{scope}“" for scope in scopes)
            raise Forbidden(_("Dieser Schlüssel darf das nicht: ihm fehlt der Umfang %(scopes)s.", scopes=wanted))
