"""The table of those who support ideas with their account."""

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class Support(Model):
    """One person's signature under an idea; shown by name only where the person wishes it for this idea (N-13).

    ``merge_id`` names the merge that brought it from another idea, so that undoing the merge takes it away again.
    """

    __tablename__ = "support"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime]
    merge_id: Mapped[int | None] = mapped_column(index=True)
    is_shown: Mapped[bool] = mapped_column(default=False, server_default=false())
