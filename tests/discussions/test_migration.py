"""Names and languages of posts from before the forum kept them so."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from forum.core.db import db, transaction
from forum.discussions.models import Mention, Thread
from tests import factories


def test_old_posts_tell_their_thread_its_languages_and_keep_whom_they_name(app: Flask) -> None:
    """T-15, T-39: what was there is carried over."""
    mia = factories.person(handle="Mia-K")
    thread = factories.thread()
    post = factories.post(thread, language="en")
    values, thread_id, handle = {"post": post.id, "person": mia.id}, thread.id, mia.handle
    db.session.remove()
    try:
        downgrade(revision="clock")
        with transaction():
            db.session.execute(text("INSERT INTO mention (post_id, person_id) VALUES (:post, :person)"), values)
    finally:
        upgrade()
    assert db.session.get_one(Thread, thread_id).languages == "de en"
    row = db.session.scalars(select(Mention)).one()
    assert (row.handle, row.named, row.told_at) == (handle, True, None)
