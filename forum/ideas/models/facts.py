"""The tables of what ideas are about: goals and districts."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class IdeaGoal(Model):
    """A goal that an idea serves, and the version of the goals in which it was linked."""

    __tablename__ = "idea_goal"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True)
    goal: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1", index=True)


class IdeaDistrict(Model):
    """A district that an idea is about."""

    __tablename__ = "idea_district"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True)
    district: Mapped[int] = mapped_column(primary_key=True, index=True)
