"""The tables of held texts, of labels, of what was sent lately, and of watched words."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.screening.findings import Finding


class HeldState(enum.StrEnum):
    """What became of a held text."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    # The refusal was wrong, but the text cannot appear where it should; its author has it back.
    RETURNED = "returned"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _LABELS[self]


_LABELS = {
    HeldState.WAITING: lazy("wartet auf Prüfung"),
    HeldState.PUBLISHED: lazy("veröffentlicht"),
    HeldState.REFUSED: lazy("nicht veröffentlicht"),
    HeldState.WITHDRAWN: lazy("zurückgezogen"),
    HeldState.RETURNED: lazy("zurückgegeben"),
}


_WAITING: Any = {
    f"{name}_where": text(f"state = '{HeldState.WAITING.value}' AND thing_id IS NOT NULL")
    for name in ("sqlite", "postgresql")
}


class HeldText(Model):
    """A text that waits for the moderation; only its author and moderators read it (M-12).

    Once it is published or withdrawn the words go from here; what was refused stays for its author (M-14).
    """

    __tablename__ = "held_text"
    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        Index("ix_held_text_person", "person_id", "id"),
        Index("ix_held_text_state", "state", "id"),
        # A thing waits once, also when its button is pressed twice.
        Index("ix_held_text_waiting", "place", "thing_id", unique=True, **_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The name of a ``HeldPlace``, and what that needs to publish the text.
    place: Mapped[str] = mapped_column(String(20))
    data: Mapped[dict[str, Any]]
    # The thing that waits as a whole, such as the draft of an idea; nothing for a text that is a row only later.
    thing_id: Mapped[int | None]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The space in which it would stand; its moderators decide too (M-25).
    space_id: Mapped[int | None]
    # Who may read it once it is published.
    audience: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(250), default="")
    source: Mapped[str] = mapped_column(Text)
    findings: Mapped[list[Any]]
    state: Mapped[HeldState] = mapped_column(String(10), default=HeldState.WAITING)
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    # Where it stands since it was published.
    published_url: Mapped[str | None] = mapped_column(String(250))

    person: Mapped[Person] = relationship()

    @property
    def reasons(self) -> list[Finding]:
        """Why it waits, as author and moderation read it."""
        return [Finding(**one) for one in self.findings]

    @property
    def url(self) -> str:
        """The address of the page for its author."""
        return url_for("screening.held", held_id=self.id, _external=False)


class Label(Model):
    """What the rules found in something that is published; only the moderation sees it."""

    __tablename__ = "screening_label"
    __table_args__ = (Index("ix_screening_label_target", "kind", "target_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # A kind of thing as the moderation names it, such as ``post``.
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int]
    findings: Mapped[list[Any]]
    at: Mapped[datetime]

    @property
    def reasons(self) -> list[Finding]:
        """What was found."""
        return [Finding(**one) for one in self.findings]


class Trace(Model):
    """That somebody sent a text, and its digest under a key of the site; it goes after some days, and is no text."""

    __tablename__ = "screening_trace"
    __table_args__ = (Index("ix_screening_trace_person", "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    # Of a new account the digests of the sites that it linked to.
    sites: Mapped[list[str] | None]


class WatchedWord(Model):
    """A word that lets a text wait, shows it to the moderation or sends it back; no regular expression (M-09, E-33)."""

    __tablename__ = "watched_word"
    __table_args__ = (
        UniqueConstraint("folded", "action"),
        CheckConstraint("action IN ('hold', 'label', 'block', 'replace')", name="action"),
        CheckConstraint("(action = 'replace') = (replacement <> '')", name="replacement"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # As it was typed; a * at the beginning or the end stands for any more letters.
    pattern: Mapped[str] = mapped_column(String(100))
    folded: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(10))
    # What its author is asked to write instead, where that is what the list is for.
    replacement: Mapped[str] = mapped_column(String(100), default="", server_default="")
    # Whether large and small letters have to be as they were typed.
    keeps_case: Mapped[bool] = mapped_column(default=False, server_default="0")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
