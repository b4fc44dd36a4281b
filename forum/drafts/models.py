"""The table of drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import BigId, Model


class Draft(Model):
    """What a person has typed and not yet published; nobody else ever reads it."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "action", "target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(40))
    fields: Mapped[dict[str, Any]]
    # The version of the thing that is being changed, as the person saw it (T-13).
    base_version: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    # The form that wrote last, by its random key, and the moment by its own clock: an overtaken saving changes nothing.
    form: Mapped[str] = mapped_column(String(64))
    step: Mapped[int] = mapped_column(BigId, default=0)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    # When the person was told that it will go; a later change makes that void (P-10).
    told_at: Mapped[datetime | None]
