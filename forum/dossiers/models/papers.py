"""The table of frozen papers."""

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.dossiers.models.frozen import freeze
from forum.ideas.models import Idea


class Dossier(Model):
    """A frozen paper about an idea: number and version cite it, the digest proves it (B-13)."""

    __tablename__ = "dossier"
    __table_args__ = (UniqueConstraint("number", "version"), Index("ix_dossier_idea", "idea_id", "version"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    title: Mapped[str] = mapped_column(String(250))
    data: Mapped[dict[str, Any]]
    html: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    audience: Mapped[str] = mapped_column(String(60))
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    idea: Mapped[Idea] = relationship()
    idea_links: Mapped[list["DossierIdea"]] = relationship(order_by="DossierIdea.position", passive_deletes="all")

    @property
    def url(self) -> str:
        """The address of this very version."""
        return url_for("dossiers.show", number=self.number, fassung=self.version, _external=False)


class DossierIdea(Model):
    """An idea that a dossier is about; the first one stands in the dossier itself, too."""

    __tablename__ = "dossier_idea"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)

    idea: Mapped[Idea] = relationship()


freeze(Dossier, DossierIdea)
