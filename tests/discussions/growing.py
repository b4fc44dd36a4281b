"""Large threads for tests, laid out by rows and not post by post."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update

from forum.core.clock import now
from forum.core.db import db, dialect, transaction
from forum.discussions import tree
from forum.discussions.models import Post, Thread
from tests import factories


def grown(*branches: Sequence[int], **values: Any) -> Thread:
    """Return a thread in which each branch begins with a post and has so many answers below it, level by level.

    ``grown((5, 2))`` is one beginning with five answers, of which each has two.
    """
    thread = factories.thread()
    number, author_id, moment = thread.id, thread.author_id, now()
    first = (db.session.scalar(select(func.max(Post.id))) or 0) + 1
    rows: list[dict[str, Any]] = []

    def add(parent: dict[str, Any] | None, place: int, below: Sequence[int]) -> int:
        row = {
            "id": first + len(rows),
            "thread_id": number,
            "parent_id": parent["id"] if parent else None,
            "depth": parent["depth"] + 1 if parent else 0,
            "path": (parent["path"] if parent else "") + tree.word(place),
            "author_id": author_id,
            "source": f"Nummer {len(rows)}",
            "html": f"<p>Nummer {len(rows)}</p>",
            "created_at": moment,
            "places": below[0] if below else 0,
            "child_count": below[0] if below else 0,
            "descendant_count": 0,
            **values,
        }
        rows.append(row)
        for child in range(below[0] if below else 0):
            row["descendant_count"] += 1 + add(row, child + 1, below[1:])
        return int(row["descendant_count"])

    for place, below in enumerate(branches, start=2):  # The thread's own first post has the first place.
        add(None, place, below)
    with transaction():
        for start in range(0, len(rows), 500):
            db.session.execute(insert(Post), rows[start : start + 500])
        if dialect() == "postgresql":
            series = func.pg_get_serial_sequence("post", "id")
            db.session.execute(select(func.setval(series, first + len(rows))))
        tops = len(branches) + 1
        counts = {"places": tops, "top_count": tops, "post_count": len(rows) + 1, "last_post_at": moment}
        db.session.execute(update(Thread).where(Thread.id == number).values(counts))
    return db.session.get_one(Thread, number)
