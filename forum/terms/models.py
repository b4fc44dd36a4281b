"""The tables of versions: of rules and terms, and of the words on legal pages; and that of videos in sign language."""

from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.rendered import StoredHtml


class TermsVersion(Model):
    """A version of a document after its first one; once it is confirmed nothing of it changes any more (S-20)."""

    __tablename__ = "terms_version"
    __table_args__ = (
        UniqueConstraint("document", "number"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        # Two people are needed for the wording of rules (M-23).
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(String(30))
    number: Mapped[int]
    # Title and text of each clause by its key.
    clauses: Mapped[dict[str, Any]]
    # What it says in short, and what is new in it, both in plain language.
    summary: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]

    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])

    @property
    def url(self) -> str:
        """The address of the version, which stays."""
        return url_for("terms.version", name=self.document, number=self.number, _external=False)


class SignVideo(StoredHtml, Model):
    """A video in Deutscher Gebärdensprache, with the words that say the same; its file is attached to it (A-25)."""

    __tablename__ = "sign_video"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    # What is signed, for those who do not see it or do not sign.
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PageText(StoredHtml, Model):
    """The words of a legal page in one version; the newest stands there, and the words of earlier ones never change.

    What a goal, a room or a decision is about, in Leichte Sprache and in sign language, is kept in the same way.
    """

    __tablename__ = "page_text"
    __table_args__ = (UniqueConstraint("page", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text)
    english_html: Mapped[str] = mapped_column(Text)
    # What is new and why, for the administration.
    note: Mapped[str] = mapped_column(String(250))
    # Of a text in Leichte Sprache: which test group read it, and when.
    tested_by: Mapped[str | None] = mapped_column(String(120))
    tested_on: Mapped[date | None]
    # Which video says it in sign language; nothing, once that is gone.
    video_id: Mapped[int | None] = mapped_column(ForeignKey("sign_video.id"), index=True)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    editor: Mapped[Person | None] = relationship()
    video: Mapped[SignVideo | None] = relationship()
