"""The tables of orders, suspicions and evidence."""

import enum
import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import lazy
from forum.core.permissions import Actor


class RecordKind(enum.StrEnum):
    """What a record in the register is."""

    REMOVAL = "removal"
    INFORMATION = "information"
    SUSPICION = "suspicion"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _LABELS[self]


_LABELS = {
    RecordKind.REMOVAL: lazy("Anordnung, Inhalte zu entfernen (Art. 9 DSA)"),
    RecordKind.INFORMATION: lazy("Anordnung, Auskunft zu geben (Art. 10 DSA)"),
    RecordKind.SUSPICION: lazy("Verdacht einer Straftat, von uns gemeldet (Art. 18 DSA)"),
}


class AuthorityRecord(Model):
    """An order of an authority, or a suspicion that is reported to one (S-16, S-18)."""

    __tablename__ = "authority_record"
    __table_args__ = (
        CheckConstraint("(effect_at IS NULL) = (effect = '')", name="effect"),
        Index("ix_authority_record_received", "received_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RecordKind] = mapped_column(String(20))
    authority: Mapped[str] = mapped_column(String(200))
    # The Member State, by two letters.
    state: Mapped[str] = mapped_column(String(2))
    legal_basis: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(120), default="")
    # What it says or why there is a suspicion.
    facts: Mapped[str] = mapped_column(Text)
    addresses: Mapped[list[str]]
    # Where it holds, as codes of countries with blanks between them; empty means everywhere the forum can be read.
    territory: Mapped[str] = mapped_column(String(120), default="")
    # When it came in, or when the suspicion was told.
    received_on: Mapped[date]
    acknowledged_at: Mapped[datetime | None]
    effect: Mapped[str] = mapped_column(Text, default="")
    effect_at: Mapped[datetime | None]
    # Whether the people concerned were told, or why not.
    informed_at: Mapped[datetime | None]
    not_informed_because: Mapped[str] = mapped_column(String(500), default="")
    registered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    registered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    registrar: Mapped[Person] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(back_populates="record", order_by="Evidence.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def label(self) -> Any:
        """What it is, in the reader's language."""
        return RecordKind(self.kind).label

    @property
    def url(self) -> str:
        """The address of the record, for those who may read the register."""
        return url_for("authorities.record", record_id=self.id, _external=False)


class Evidence(Model):
    """A copy of a thing as it was at a moment; it is never changed, and its digest would show it (S-16, M-20)."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("authority_record.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int]
    hold_id: Mapped[int] = mapped_column(ForeignKey("legal_hold.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_handle: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    text_version: Mapped[int]
    # Whether it is what the thing said at this moment, or what it had said before.
    is_present: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Who reads the room where it stands, if those who keep the register do not: the words are for nobody else. Else empty.
    audience: Mapped[str] = mapped_column(String(60), default="", server_default="")
    # Name, size and SHA-256 of each file; the bytes are copied under the purpose ``evidence``.
    files: Mapped[list[Any]]
    taken_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))

    record: Mapped[AuthorityRecord] = relationship(back_populates="evidence")

    def is_for(self, viewer: Actor) -> bool:
        """Tell whether somebody who keeps the register may read the words."""
        return not self.audience or self.audience in viewer.words

    def fingerprint(self) -> str:
        """Return the digest of what the copy says now."""
        said = [self.kind, self.target_id, self.author_id, self.author_handle, self.address, self.text]
        said += [self.text_version, self.files, self.taken_at.isoformat()]
        return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
