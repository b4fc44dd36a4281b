"""How many accounts are here, counted without following anybody."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class ActiveMonth(Model):
    """How many accounts were here in a month, counted without following anybody (S-22).

    While the month runs, ``bits`` is a sketch: each account sets one bit, chosen with a key that only this month has. At
    its end the number is read off, and key and bits go; nobody can tell from what stays who was here.
    """

    __tablename__ = "active_month"
    __table_args__ = (
        CheckConstraint("(key IS NULL) = (bits IS NULL)", name="sketch"),
        CheckConstraint("(key IS NULL) = (accounts IS NOT NULL)", name="counted"),
    )

    # Its first day.
    month: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[bytes | None]
    bits: Mapped[bytes | None]
    accounts: Mapped[int | None]
    # Pages that were read without an account; they are counted as pages, since nobody knows of how many people.
    page_views: Mapped[int] = mapped_column(default=0, server_default="0")
