"""The table of those who had a hand in a decision after it was made."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class StatementHand(Model):
    """Somebody who took a measure back that holds again now, or who let it hold again: they answer no complaint (S-04)."""

    __tablename__ = "statement_hand"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    # Whether they let it hold again; else they took it back.
    imposed: Mapped[bool] = mapped_column(primary_key=True)
