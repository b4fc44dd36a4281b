"""People with an account, and the roles they were given."""

import enum
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_login import UserMixin
from sqlalchemy import Date, ForeignKey, Index, Integer, String, bindparam, union_all
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.shortcuts import chosen
from forum.core.clock import now, today
from forum.core.db import Model, db, plainly, with_its_values
from forum.core.i18n import lazy

NEWCOMER = timedelta(days=1)
# What stands in texts where the name of an erased account stood; nobody can take it, because it is reserved (P-07, I-15).
NOBODY = "Gelöschtes-Konto"
# The day for which a person's words are asked; it is bound when they are, so that the statement is written once.
TODAY = bindparam("today", type_=Date)
# The word of whoever proves more than a password when signing in.
SECOND_FACTOR = "second_factor"

ROLES = {
    "moderator": lazy("Moderation"),
    "staff": lazy("Stabsstelle"),
    "board": lazy("Mitglied des Smart City-Boards"),
    "admin": lazy("Technische Verwaltung"),
    "legal": lazy("Rechtsstelle"),
    "dpo": lazy("Datenschutzbeauftragte Person"),
    "trusted_flagger": lazy("vertrauenswürdiger Hinweisgeber"),
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


def belonging(affiliations: str | None, organisation: str | None) -> str | None:
    """Say to which organisation and parts of urban society somebody belongs; nothing for whoever named no part."""
    if not affiliations:
        return None
    groups = ", ".join(str(AFFILIATION_LABELS[Affiliation(word)]) for word in affiliations.split())
    return f"{organisation} · {groups}" if organisation else groups


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
    # Empty once the account is erased: every page then says "Gelöschtes Konto" in the reader's language (P-06).
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
    # To which parts of urban society the person says they belong: words of ``Affiliation``, joined by blanks (G-01).
    affiliations: Mapped[str | None] = mapped_column(String(120))
    organisation: Mapped[str | None] = mapped_column(String(120))
    shows_affiliation: Mapped[bool] = mapped_column(default=False)
    # The name and the organisation that the moderation took out of sight, and why; they come back when it restores (M-27).
    withheld: Mapped[dict[str, Any] | None]
    # How the person likes to read threads: the words of view and sorting (T-05).
    reading: Mapped[dict[str, Any] | None]
    # Whether single keys do something, and which; see ``forum.accounts.shortcuts`` (T-36).
    shortcuts: Mapped[dict[str, Any] | None]
    mails: Mapped[bool] = mapped_column(default=True)
    rules_accepted_at: Mapped[datetime]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    # The day of the latest sign-in; nothing finer is kept, and only to find accounts that nobody uses any more (P-10).
    seen_on: Mapped[date | None]
    # The day on which the mail went out that says an unused account will be deleted.
    idle_told_on: Mapped[date | None]

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
        return self._held[1]

    @property
    def resting(self) -> frozenset[str]:
        """The role words that the person holds and cannot use before there is a second factor (I-09)."""
        return self._held[2]

    @property
    def _held(self) -> tuple[int, frozenset[str], frozenset[str]]:
        kept: tuple[int, frozenset[str], frozenset[str]] | None = db.session.info.get("words")
        if kept is None or kept[0] != self.id:
            words = self._ask_words()
            rest = resting(words)
            kept = (self.id, words - rest, rest)
            db.session.info["words"] = kept
        return kept

    def _ask_words(self) -> frozenset[str]:
        if self.standing != Standing.ACTIVE:
            return frozenset({"public"})
        words = plainly(_words_statement(), {"person_id": self.id, TODAY.key: today()}).scalars()
        return frozenset({"public", "members", *words})

    @property
    def affiliation_label(self) -> Any:
        """What is shown beside the handle: organisation and groups, if the person wishes (G-01)."""
        return belonging(self.affiliations, self.organisation) if self.shows_affiliation else None

    @property
    def url(self) -> str:
        """The address of the public profile; whoever is gone has none."""
        return url_for("accounts.profile", handle=self.handle, _external=False) if self.handle else ""


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


# What a page needs to name somebody: lists that load less would ask for the rest once for each row.
AS_NAMED = (Person.handle, Person.affiliations, Person.organisation, Person.shows_affiliation)


def resting(words: frozenset[str] | set[str]) -> frozenset[str]:
    """Return those of a person's words that rest until there is a second factor: roles of whoever has only a password.

    The setting names the parts of words, such as ``chair`` for ``committee:3:chair``. The demo offers it and asks nobody;
    no other mode does without, however it is written.
    """
    if SECOND_FACTOR in words or current_app.config["MODE"] == "demo":
        return frozenset()
    roles = set(current_app.config["SECOND_FACTOR_ROLES"].split())
    return frozenset(word for word in words if not roles.isdisjoint(word.split(":")))


def _words_statement() -> Any:
    """Return the statement that asks all packages for a person's words; it is built once for each application."""
    kept: Any = current_app.extensions.get("words_statement")
    if kept is None:
        sources = current_app.extensions["word_sources"]
        kept = with_its_values(union_all(*(source(bindparam("person_id", type_=Integer)) for source in sources)))
        current_app.extensions["words_statement"] = kept
    return kept
