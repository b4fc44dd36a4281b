"""The table of papers that the Stabsstelle is still writing."""

import enum
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.core.i18n import lazy
from forum.ideas.models import Idea


class Part(enum.StrEnum):
    """A part of a paper that people write; everything else the forum gathers."""

    SUMMARY = "summary"
    DISCUSSION = "discussion"
    OPINIONS = "opinions"
    COSTS = "costs"
    PRIVACY = "privacy"
    ALTERNATIVES = "alternatives"
    SOURCES = "sources"
    PROPOSAL = "proposal"

    @property
    def label(self) -> Any:
        """The heading of the part."""
        return PARTS[self]


PARTS = {
    Part.SUMMARY: lazy("Kurzfassung"),
    Part.DISCUSSION: lazy("Diskussion in Kürze"),
    Part.OPINIONS: lazy("Fachliche Stellungnahmen"),
    Part.COSTS: lazy("Kosten"),
    Part.PRIVACY: lazy("Datenschutz"),
    Part.ALTERNATIVES: lazy("Alternativen"),
    Part.SOURCES: lazy("Quellen"),
    Part.PROPOSAL: lazy("Beschlussvorschlag"),
}


class DossierDraft(Model):
    """A paper in the making. It is for the Stabsstelle alone, and there may be several about one idea."""

    __tablename__ = "dossier_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(250))
    # What was written, as Markdown by part.
    parts: Mapped[dict[str, Any]]
    # The number of the dossier that was frozen from it last; the next one is a version of it.
    number: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    idea_links: Mapped[list["DossierDraftIdea"]] = relationship(
        cascade="all, delete-orphan", order_by="DossierDraftIdea.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def url(self) -> str:
        """The address on which it is written."""
        return url_for("dossier_drafts.write", draft_id=self.id, _external=False)

    @property
    def ideas(self) -> list[Idea]:
        """The ideas it is about, the first one first."""
        return [link.idea for link in self.idea_links]


class DossierDraftIdea(Model):
    """An idea that a draft is about."""

    __tablename__ = "dossier_draft_idea"

    draft_id: Mapped[int] = mapped_column(ForeignKey("dossier_draft.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)

    idea: Mapped[Idea] = relationship()
