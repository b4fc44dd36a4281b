"""The tables of texts that the office uses again: answer templates, status texts, house rules (G-11)."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.rendered import StoredHtml


class BlockKind(enum.StrEnum):
    """What a text block is for."""

    ANSWER = "antwort"
    STATUS = "stand"
    RULES = "hausregeln"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    BlockKind.ANSWER: lazy("Vorlage für Antworten"),
    BlockKind.STATUS: lazy("Text für Schritte"),
    BlockKind.RULES: lazy("Hausregeln"),
}


class TextBlock(StoredHtml, Model):
    """A text under a name, in its newest version; each use keeps the number of the version (G-11)."""

    __tablename__ = "text_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BlockKind] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    # A block that is put away is offered no more; what was made from it still names it.
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def label(self) -> str:
        """The name with the number of the version."""
        return f"{self.name} ({self.version})"

    @property
    def purpose(self) -> Any:
        """What it is for, in the reader's language."""
        return BlockKind(self.kind).label


class TextBlockVersion(Model):
    """A version of a text block as it was; never changed."""

    __tablename__ = "text_block_version"

    block_id: Mapped[int] = mapped_column(ForeignKey("text_block.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    editor: Mapped[Person | None] = relationship()
