"""The table of running numbers."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class NumberSeries(Model):
    """How far a series of numbers such as SCB-2026 has come; a number is never used again (G-07)."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int]
