"""Names that people went by before (I-15)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class FormerHandle(Model):
    """A name that a person gave up: for some time it leads to the person, and nobody else gets it (I-15).

    As long as the row is there the person can choose no further name. Then it goes, and the name is free.
    """

    __tablename__ = "former_handle"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    handle: Mapped[str] = mapped_column(String(30), index=True)
    # What looks like it is not free either.
    handle_key: Mapped[str] = mapped_column(String(60), index=True)
    left_at: Mapped[datetime] = mapped_column(index=True)
