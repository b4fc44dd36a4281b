"""What an idea says of its solution: how mature it is, and other cities that have done the like (G-23)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.ideas.models.maturity import Maturity, maturities


class Solution(Model):
    """The maturity of an idea's solution, with its references. A row comes with the first statement and stays."""

    __tablename__ = "idea_solution"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    # A key of ``config/maturity.toml``; empty as long as nobody has said it.
    maturity: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    references: Mapped[list["Reference"]] = relationship(cascade="all, delete-orphan", order_by="Reference.position")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def step(self) -> Maturity | None:
        """The maturity, if the list still knows it."""
        return maturities().get(self.maturity)


class Reference(Model):
    """A city that has done the like, and what there is to learn from it."""

    __tablename__ = "idea_reference"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea_solution.idea_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    lesson: Mapped[str] = mapped_column(String(1000))
