"""What a project costs."""

import enum
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model
from forum.core.i18n import lazy


class CostKind(enum.StrEnum):
    """What money is spent on."""

    INVESTITION = "investition"
    BETRIEB = "betrieb"
    PERSONAL = "personal"
    SONSTIGES = "sonstiges"

    @property
    def label(self) -> Any:
        """The kind in the reader's language."""
        return COST_KINDS[self]


COST_KINDS = {
    CostKind.INVESTITION: lazy("Anschaffung und Bau"),
    CostKind.BETRIEB: lazy("Betrieb"),
    CostKind.PERSONAL: lazy("Personal"),
    CostKind.SONSTIGES: lazy("Sonstiges"),
}


class Cost(Model):
    """A line of the costs, in whole euros: planned and spent, of a year or over all years, with its source."""

    __tablename__ = "project_cost"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CostKind] = mapped_column(String(20))
    year: Mapped[int | None]
    planned: Mapped[int | None]
    spent: Mapped[int | None]
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))

    @property
    def label(self) -> Any:
        """The kind in the reader's language."""
        return CostKind(self.kind).label
