"""What people followed before there were levels keeps its meaning."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from forum.core.db import db, transaction
from forum.notifications.models import Follow, Message
from tests import factories


def test_old_follows_and_messages_are_taken_over(app: Flask) -> None:
    """E-06: "all", which everybody got by taking part, becomes tracking; messages know their thing and their reason."""
    ada = factories.person()
    post = factories.post(factories.thread(ada))
    post_id, number = post.id, ada.id
    db.session.remove()
    try:
        downgrade(revision="mail_unsubscribe")
        with transaction():
            for kind, level in (("thread", "all"), ("idea", "muted")):
                follow = "INSERT INTO follow (person_id, kind, thing_id, level, created_at) VALUES "
                db.session.execute(
                    text(f"{follow} (:person, :kind, 1, :level, '2026-11-01 12:00:00')"),
                    {"person": number, "kind": kind, "level": level},
                )
            db.session.execute(
                text(
                    "INSERT INTO message (person_id, event_id, kind, url, data, created_at) "
                    "SELECT :person, id, 'reply', '/x', '{}', at FROM event WHERE type = 'PostPublished' "
                    "AND subject_id = :post"
                ),
                {"person": number, "post": post_id},
            )
    finally:
        upgrade()
    follows = db.session.execute(select(Follow.kind, Follow.level, Follow.chosen).order_by(Follow.id)).all()
    assert [tuple(row) for row in follows] == [("thread", "tracking", False), ("idea", "muted", True)]
    message = db.session.scalars(select(Message)).one()
    assert (message.reason, message.thing_kind, message.thing_id) == ("reply", "post", post_id)
    assert message.mail_due_at is None
