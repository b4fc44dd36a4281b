"""The table of exports that people asked for."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Model
from forum.files.models import size_words


class DataExport(Model):
    """A person asked for all data about them; the worker packs them, and after some days they are gone (P-05)."""

    __tablename__ = "data_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    # Where the file lies; nothing while it is not packed, and again when it is gone.
    key: Mapped[str | None] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    packed_at: Mapped[datetime | None] = mapped_column(index=True)

    @property
    def ends_at(self) -> datetime | None:
        """When the file goes."""
        return self.packed_at + timedelta(days=current_app.config["EXPORT_KEEP_DAYS"]) if self.packed_at else None

    @property
    def is_there(self) -> bool:
        """Whether the file can be fetched now."""
        return self.key is not None and self.ends_at is not None and now() < self.ends_at

    @property
    def size_words(self) -> str:
        """The size as people say it."""
        return size_words(self.size)
