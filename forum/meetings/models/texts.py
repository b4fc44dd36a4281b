"""What is kept about the texts of a session beside their log: which were removed, and by which digest each is known."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model

# Why a text went that nobody removed: its time was over (P-10).
BY_TIME = "retention"


class Redaction(Model):
    """A text of a session that was removed: blank everywhere, while everybody sees that it was there (L-51)."""

    __tablename__ = "redaction"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    text_id: Mapped[int] = mapped_column(primary_key=True)
    # A word of ``labels.REMOVED``.
    reason: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


class SealedText(Model):
    """The salted digest by which a text is part of the sealed log (L-80).

    ``seq`` is the event that brought the text, ``sealed_seq`` the one that holds the digest of all digests. When the text
    is removed its salt goes, too: what is left proves nothing about the text, and the chain stays whole.
    """

    __tablename__ = "sealed_text"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    text_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    sealed_seq: Mapped[int]
    salt: Mapped[str | None] = mapped_column(String(43))
    digest: Mapped[str] = mapped_column(String(64))
