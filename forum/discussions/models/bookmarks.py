"""The table of what people keep for later."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.discussions.models.posts import Post
from forum.discussions.models.threads import Thread


class Bookmark(Model):
    """A person keeps a thread, also that of an idea, or one post for later; nobody else knows of it (Q-27).

    A post says itself in which thread it stands, wherever it was moved, so only one of the two is named.
    """

    __tablename__ = "bookmark"
    __table_args__ = (
        UniqueConstraint("person_id", "thread_id"),
        UniqueConstraint("person_id", "post_id"),
        CheckConstraint("(thread_id IS NULL) <> (post_id IS NULL)", name="one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    created_at: Mapped[datetime]

    thread: Mapped[Thread | None] = relationship()
    post: Mapped[Post | None] = relationship()
