"""Several windows at once, with real threads: one file belongs to one post, one target has one draft."""

from collections.abc import Callable
from threading import Barrier
from threading import Thread as Runner

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import ForumError
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from forum.drafts import commands as drafts
from forum.drafts.models import Draft
from forum.files.models import File
from forum.files.queries import Choice
from tests import factories

AT_ONCE = 5
KEY = "0123456789abcdef" * 2


def together(app: Flask, act: Callable[[int], None]) -> list[str]:
    """Let several threads act in the same moment, each in a transaction of its own; return who was refused."""
    barrier = Barrier(AT_ONCE)
    refused: list[str] = []
    failures: list[BaseException] = []

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act(number)
            except (ForumError, IntegrityError) as error:
                refused.append(type(error).__name__)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
            finally:
                db.session.remove()

    db.session.rollback()
    runners = [Runner(target=run, args=(number,)) for number in range(AT_ONCE)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    assert not failures
    db.session.expire_all()
    return refused


def test_one_file_ends_in_one_post(app: Flask) -> None:
    """E-17, T-30: five forms with the same key; one is published with it, the others are told, nothing is half done."""
    author_id, thread_id = factories.person().id, factories.thread().id
    with transaction():
        db.session.add(
            File(key=KEY, owner_id=author_id, kind="pdf", name="a.pdf", size=1, sha256="0" * 64, created_at=now())
        )

    def publish(_number: int) -> None:
        author, within = db.session.get_one(Person, author_id), db.session.get_one(Thread, thread_id)
        # The form has looked at the file before, as the preview does.
        assert db.session.scalars(select(File.id).where(File.key == KEY)).one()
        discussions.publish_post(author, within, text="Mit einer Datei", files=[Choice(KEY)])

    refused = together(app, publish)
    assert refused == ["Invalid"] * (AT_ONCE - 1)
    posts = db.session.scalars(select(Post.id).where(Post.author_id == author_id)).all()
    assert [db.session.scalars(select(File.thing_id)).one()] == list(posts)


def test_five_windows_leave_one_draft_and_are_told(app: Flask) -> None:
    """T-10: the first one is kept; every other hears of it."""
    author_id = factories.person().id

    def save(number: int) -> None:
        author = db.session.get_one(Person, author_id)
        fields = {"text": f"Aus Fenster {number}"}
        drafts.save_draft(author, "post.publish", "thread:1", fields=fields, form=f"fenster {number}")

    refused = together(app, save)
    assert len(refused) == AT_ONCE - 1
    assert set(refused) <= {"Conflict", "IntegrityError"}
    assert db.session.scalars(select(Draft.version)).one() == 1
