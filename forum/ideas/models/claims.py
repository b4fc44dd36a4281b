"""The table of one-time codes with which people claim ideas that the desk put down for them (N-16)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class IdeaClaim(Model):
    """A code for one idea, for some weeks and one use; only its digest is stored (E-27)."""

    __tablename__ = "idea_claim"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    issued_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
