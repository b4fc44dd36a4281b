"""The table of published reports."""

from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.errors import Conflict
from forum.core.i18n import _
from forum.dossiers import proof
from forum.reports.period import Period


class Report(Model):
    """A report as it was published; it never changes, and the digest proves it (G-35)."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    # A sentence of the Stabsstelle that goes before the figures.
    foreword: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]]
    html: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def period(self) -> Period:
        """The days that the report is about."""
        return Period(self.first_on, self.last_on)

    @property
    def url(self) -> str:
        """The permanent address."""
        return url_for("reports.show", number=self.number, _external=False)


def proof_of(data: dict[str, Any], foreword: str, html: str) -> str:
    """Return the digest that proves a report unchanged, made like that of a dossier."""
    return proof.of_paper({"report": data, "foreword": foreword}, html)


def _refuse(_mapper: Any, _connection: Any, _row: Any) -> None:
    raise Conflict(_("Ein veröffentlichter Bericht wird nicht geändert. Veröffentlichen Sie einen neuen."))


event.listen(Report, "before_update", _refuse)
event.listen(Report, "before_delete", _refuse)
