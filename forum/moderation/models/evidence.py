"""The table of what a decision about a whole account hid: of each post its words."""

from datetime import datetime

from flask import url_for
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class SweptEvidence(Model):
    """The words of one of the posts that a decision about a whole account hid, as they were then (M-20, M-22)."""

    __tablename__ = "swept_evidence"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    # For whom the room was: from one that not all moderators read, only those read the words who may read there.
    audience: Mapped[str] = mapped_column(String(60))

    @property
    def url(self) -> str:
        """Where the post stands."""
        return url_for("discussions.permalink", post_id=self.post_id, _external=False)
