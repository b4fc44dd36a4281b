"""What was blackened before versions said that the moderation made them (M-13)."""

from flask import Flask
from flask_migrate import downgrade, upgrade

from forum.core.blackening import VersionKind
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostRevision
from tests import factories
from tests.moderation.test_measures import take

FIRST = "Anna Muster wohnt im Nussberg 7."


def test_old_blackenings_are_told_from_reasons_of_authors(app: Flask) -> None:
    """M-13: the moderation's own versions and the words that are black still are carried over; an imitation is none."""
    moderator = factories.person("moderator").id
    post_id = factories.post(factories.thread(), text=FIRST).id
    take(post_id, moderator, "redact", passages="Nussberg 7\nAnna Muster")
    other_id = factories.post(factories.thread(), text=FIRST).id
    with transaction():
        other = db.session.get_one(Post, other_id)
        reason = "Die Moderation hat Stellen geschwärzt."
        discussions.edit_post(other.author, other, text="Hier stand █████.", version=other.version, reason=reason)
    db.session.remove()
    try:
        downgrade(revision="ordered_holds")
    finally:
        upgrade()
    post, other = (db.session.get_one(Post, one) for one in (post_id, other_id))
    assert (post.edit_kind, post.edit_reason) == (VersionKind.BLACKENED, "")
    assert (other.edit_kind, other.edit_reason) == (VersionKind.WRITTEN, reason)
    kept = {row.post_id: (row.kind, row.blackened) for row in db.session.query(PostRevision)}
    assert kept == {
        post_id: (VersionKind.WRITTEN, "Nussberg 7\nAnna Muster"),
        other_id: (VersionKind.WRITTEN, ""),
    }
