"""The table of ways to look at the workbench."""

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class SavedView(Model):
    """A way to look at the workbench that a person keeps under a name; at most one of them opens by itself."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    # The words of the address, as the workbench reads them.
    words: Mapped[dict[str, Any]]
    is_default: Mapped[bool] = mapped_column(default=False)
