"""The bodies and offices of the governance, and who held an office from one day to another (G-14, G-15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.core.i18n import language
from forum.strategy.models.named import Named


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds an office; a missing day means that it is not known, or that the term goes on."""

    name: str
    since: date | None = None
    until: date | None = None
    note: str = ""
    note_en: str = ""

    @property
    def remark(self) -> str:
        """What is to know about the holder, in the reader's language."""
        return self.note_en if language() == "en" and self.note_en else self.note

    def holds_on(self, day: date) -> bool:
        """Tell whether the term covers a day; both ends belong to it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Office(Named):
    """A body or office of the governance, with its lines and its place in the picture.

    ``body`` names the kind of committee that it stands for: the Board itself, or all Fachbeiräte.
    """

    text: str
    place: tuple[int, int]
    text_en: str = ""
    rights: tuple[str, ...] = ()
    rights_en: tuple[str, ...] = ()
    reports_to: tuple[str, ...] = ()
    exchanges_with: tuple[str, ...] = ()
    body: str = ""
    ended_on: date | None = None
    holders: tuple[Holder, ...] = ()

    @property
    def description(self) -> str:
        """The text in the reader's language."""
        return self.text_en if language() == "en" and self.text_en else self.text

    @property
    def powers(self) -> tuple[str, ...]:
        """What it decides and may do, in the reader's language."""
        return self.rights_en if language() == "en" and self.rights_en else self.rights

    def holder_on(self, day: date) -> Holder | None:
        """Return who held the office on a day."""
        return next((one for one in self.holders if one.holds_on(day)), None)


class StoredOffice(Model):
    """An office as the staff office keeps it; ``changes`` guards against lost changes."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    rights: Mapped[list[str]]
    rights_en: Mapped[list[str]]
    reports_to: Mapped[list[str]]
    exchanges_with: Mapped[list[str]]
    place: Mapped[list[int]]
    body: Mapped[str] = mapped_column(String(20), default="")
    ended_on: Mapped[date | None]
    changes: Mapped[int] = mapped_column(default=1)

    terms: Mapped[list["OfficeTerm"]] = relationship(order_by="OfficeTerm.id", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": changes}  # noqa: RUF012

    def plain(self) -> Office:
        """Return the office as every reader knows it, with the newest holder first."""
        values: dict[str, Any] = {name: getattr(self, name) for name in WRITTEN}
        values |= {name: tuple(getattr(self, name)) for name in LISTED}
        holders = tuple(term.plain() for term in reversed(self.terms))
        place = (self.place[0], self.place[1])
        return Office(key=self.key, body=self.body, ended_on=self.ended_on, place=place, holders=holders, **values)


# What is written about an office, in one piece or as a list.
WRITTEN = ("title", "title_en", "text", "text_en")
LISTED = ("rights", "rights_en", "reports_to", "exchanges_with")


class OfficeTerm(Model):
    """Somebody's time in an office. It is ended, never overwritten: records of its days keep this holder."""

    __tablename__ = "office_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    since: Mapped[date | None]
    until: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(250), default="")
    note_en: Mapped[str] = mapped_column(String(250), default="")

    def plain(self) -> Holder:
        """Return the term as every reader knows it."""
        return Holder(name=self.name, since=self.since, until=self.until, note=self.note, note_en=self.note_en)


def office_of(row: Mapping[str, Any]) -> Office:
    """Return an office of the file, whose holder is given by name."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    name, note, note_en = (values.pop(key, "") for key in ("holder", "holder_as_of", "holder_as_of_en"))
    holders = (Holder(name=name, note=note, note_en=note_en),) if name else ()
    return Office(**values, holders=holders)
