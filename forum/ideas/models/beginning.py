"""The table of ideas that somebody wrote before having an account (N-02)."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class BegunIdea(Model):
    """A text that waits for an account: its secret is in the address that the writer has, only the digest is stored (E-27).

    It belongs to nobody, and goes when somebody takes it into their drafts, or after some days.
    """

    __tablename__ = "begun_idea"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    # What the form said, as ``commands.beginning`` writes and reads it.
    fields: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)
