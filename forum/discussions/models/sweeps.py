"""The tables of hiding all posts of an account, which takes many short transactions (T-33)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model


class PostSweep(Model):
    """Hiding, or showing again, all that a person wrote until this moment; the worker goes on from ``reached``."""

    __tablename__ = "post_sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Of one that shows again: which one is undone.
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("post_sweep.id"))
    ground: Mapped[str] = mapped_column(String(120), default="")
    # Only rooms for these are reached: what the moderator could read who decided.
    audiences: Mapped[list[str]] = mapped_column(default=list)
    # Posts up to ``last_id`` belong to it; those up to ``reached`` are done.
    last_id: Mapped[int]
    reached: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)


class SweptPost(Model):
    """A post that a sweep hid, and when, so that exactly these come back."""

    __tablename__ = "swept_post"

    sweep_id: Mapped[int] = mapped_column(ForeignKey("post_sweep.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, index=True)
    at: Mapped[datetime]
