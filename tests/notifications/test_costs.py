"""What following costs: the same number of statements for one row and for many, and no texts in lists (E-11)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, func, insert, select

from forum.accounts.models import Person
from forum.core import worker
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.discussions.models import Thread
from forum.notifications.levels import Level
from forum.notifications.models import Follow, Message
from tests import factories
from tests.factories import Visitor
from tests.notifications.conftest import Listens
from tests.notifications.crowd import crowd

SignIn = Callable[[Person], Visitor]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what the database is asked inside the block."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def asked(visitor: Visitor, path: str) -> list[str]:
    with statements() as found:
        assert visitor.get(path).status_code == 200
    return found


def test_the_inbox_asks_the_same_for_one_and_for_thirty(app: Flask, sign_in: SignIn) -> None:
    """E-11: and reads no text of a post or an idea."""
    posts = [factories.post(factories.thread()).id for _post in range(30)]
    few, many = (sign_in(db.session.get_one(Person, crowd(1, some)[0])) for some in (posts[:1], posts))
    one, thirty = asked(few, "/mitteilungen"), asked(many, "/mitteilungen")
    assert len(one) == len(thirty) <= 5
    assert not any("post.source" in statement or "post.html" in statement for statement in thirty)


def test_the_list_of_follows_asks_the_same_for_one_and_for_ten(app: Flask, sign_in: SignIn, listens: Listens) -> None:
    """E-11."""
    few, many = factories.person(), factories.person()
    threads = [factories.thread().id for _thread in range(10)]
    for person, some in ((few, threads[:1]), (many, threads)):
        for number in some:
            listens(person, "thread", number, Level.WATCHING)
    counts = {len(asked(sign_in(person), "/konto/mitteilungen")) for person in (few, many)}
    assert len(counts) == 1


def test_the_badge_costs_one_statement_beside_the_sign_in(app: Flask, sign_in: SignIn) -> None:
    """It is asked for each minute by everybody who has a page open."""
    visitor = sign_in(factories.person())
    found = asked(visitor, "/mitteilungen/zahl")
    assert sum("message" in statement for statement in found) == 1
    assert len(found) <= 4


def test_telling_many_asks_as_much_as_telling_one(app: Flask, work: Callable[[], int]) -> None:
    """E-13: who listens and what they wish is read in bulk."""
    counts = []
    for size in (1, 300):
        thread = factories.thread()
        work()
        people, thread_id = crowd(size, []), thread.id
        with transaction():
            row = {"kind": "thread", "thing_id": thread_id, "level": "watching", "chosen": True, "created_at": now()}
            db.session.execute(insert(Follow), [{**row, "person_id": number} for number in people])
        factories.post(db.session.get_one(Thread, thread_id))
        with statements() as found:
            worker.run_once()
        told = select(func.count()).where(Message.person_id.in_(people), Message.kind == "post")
        assert db.session.scalar(told) == size
        counts.append(len([statement for statement in found if "follow" in statement or "mail_wishes" in statement]))
    assert counts[0] == counts[1]
