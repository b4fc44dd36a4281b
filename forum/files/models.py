"""The table of files."""

from datetime import datetime

from babel.numbers import format_decimal
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model
from forum.core.i18n import _, language
from forum.files.kinds import KINDS, MIB, Kind
from forum.web import addresses


def size_words(size: int) -> str:
    """Say a size in bytes as people do, in the reader's language."""
    if size < MIB:
        return _("%(size)s KB", size=max(1, round(size / 1024)))
    return _("%(size)s MB", size=format_decimal(round(size / MIB, 1), locale=language()))


class File(Model):
    """Something a person sent in. While ``purpose`` is empty it is held for its owner and goes after a day."""

    __tablename__ = "file"
    __table_args__ = (
        Index("ix_file_thing", "purpose", "thing_id", "position"),
        Index("ix_file_owner_time", "owner_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    # How long a video is.
    seconds: Mapped[int | None]
    # Whether a PDF has tags for screen readers, where that is known.
    is_tagged: Mapped[bool | None]
    alt: Mapped[str] = mapped_column(String(250), default="")
    decorative: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str | None] = mapped_column(String(20))
    thing_id: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(index=True)
    # Since when the moderation hides it, and the short public reason (S-06).
    hidden_at: Mapped[datetime | None]
    hidden_ground: Mapped[str | None] = mapped_column(String(120))

    @property
    def type(self) -> Kind:
        """What kind of file it is."""
        return KINDS[self.kind]

    @property
    def is_picture(self) -> bool:
        """Whether it was re-encoded and may stand in a page."""
        return self.type.is_picture

    @property
    def is_video(self) -> bool:
        """Whether it is played in a page."""
        return self.type.is_video

    @property
    def length_words(self) -> str:
        """How long a video is, as players say it: minutes and seconds."""
        return "{}:{:02d}".format(*divmod(self.seconds or 0, 60))

    @property
    def url(self) -> str:
        """The address of the file, the same in every language, because texts name it."""
        return f"/dateien/{self.key}"

    @property
    def size_words(self) -> str:
        """The size as people say it."""
        return size_words(self.size)

    @property
    def small_url(self) -> str:
        """The address of the small picture."""
        return addresses.of("files.small", "key", self.key)


class FileLook(Model):
    """Somebody opened a file that is kept as a proof: signatures on paper, or evidence (P-14).

    The file may go while the line stays, so that it names number and purpose and no name.
    """

    __tablename__ = "file_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    viewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)

    viewer: Mapped[Person] = relationship()
