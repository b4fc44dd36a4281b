"""What changes who may read something changes the index at once: it holds what a rebuild would put there (Q-16, E-18).

Counts and words that are spelt nearly so come from the index alone, so what it still says of a thing that moved is a leak.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Move, Post, Space, SpaceKind, Thread
from forum.files import commands as files
from forum.files import storage
from forum.files.intake import Received
from forum.files.queries import Choice
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.search import subscribers
from forum.search.engines import Document
from tests import factories
from tests.files import samples

Work = Callable[[], int]
Act = Callable[[], None]


class Ledger:
    """An engine that only writes down what it is told."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def healthy(self) -> bool:
        return True

    def apply(self, puts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        for key in deletes:
            self.documents.pop(key, None)
        self.documents |= {document.key: document for document in puts}

    def rebuild(self, documents: Iterable[Document]) -> int:
        self.documents = {document.key: document for document in documents}
        return len(self.documents)

    def similar(self, *_about: object, **_asked: object) -> tuple[()]:
        return ()

    def close(self) -> None:
        pass


@pytest.fixture
def ledger(app: Flask) -> Iterator[Ledger]:
    """The application tells a ledger instead of its engine."""
    engine, made = app.extensions["search"], Ledger()
    app.extensions["search"] = made
    yield made
    app.extensions["search"] = engine


def with_file(thread: Thread, text: str = "Dazu habe ich einen Plan gezeichnet.") -> int:
    """Write a post with a document."""
    author, number = factories.person().id, thread.id
    key = storage.new_key()
    path = storage.path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(samples.pdf())
    with transaction():
        who = db.session.get_one(Person, author)
        kept = files.add_file(who, Received(key=key, kind="pdf", name="plan.pdf", size=9, sha256="0" * 64))
        place = db.session.get_one(Thread, number)
        return discussions.publish_post(who, place, text=text, files=[Choice(kept.key)]).id


def _of_idea(state: str, *steps: Callable[[Person, Idea], object]) -> list[Act]:
    author, staff = factories.person().id, factories.person("staff", "moderator").id
    made = factories.idea(db.session.get_one(Person, author), state)
    number = made.id
    with_file(db.session.get_one(Thread, made.thread_id))

    def act(step: Callable[[Person, Idea], object]) -> Act:
        def run() -> None:
            with transaction():
                who = author if step is _withdraw else staff
                step(db.session.get_one(Person, who), db.session.get_one(Idea, number))

        return run

    return [act(step) for step in steps]


def _hide(who: Person, idea: Idea) -> None:
    ideas.hide_idea(who, idea, ground="werbung")


def _withdraw(who: Person, idea: Idea) -> None:
    ideas.withdraw_idea(who, idea, reason="Es hat sich erledigt.")


def _hidden_and_restored() -> list[Act]:
    return _of_idea("in_diskussion", _hide, ideas.restore_idea)


def _withdrawn() -> list[Act]:
    return _of_idea("in_diskussion", _withdraw)


def _moved() -> list[Act]:
    """A whole thread goes to a closed space, a post to a thread there, and both come back."""
    staff = factories.person("staff", "moderator").id
    closed = factories.space(SpaceKind.STAFF).id
    thread = factories.thread().id
    other = factories.thread(factories.person("staff"), within=db.session.get_one(Space, closed)).id
    post = with_file(db.session.get_one(Thread, thread))

    def whole() -> None:
        with transaction():
            place = db.session.get_one(Space, closed)
            who, what = db.session.get_one(Person, staff), db.session.get_one(Thread, thread)
            discussions.move_thread(who, what, space=place, reason="Nur für das Amt.", confirmed=True)

    def back() -> None:
        with transaction():
            newest = db.session.scalars(select(Move).order_by(Move.id.desc()).limit(1)).one()
            discussions.undo_move(db.session.get_one(Person, staff), newest, reason="Doch nicht.", confirmed=True)

    def one() -> None:
        with transaction():
            who, target = db.session.get_one(Person, staff), db.session.get_one(Thread, other)
            source = db.session.get_one(Thread, thread)
            discussions.move_posts(who, source, [post], target=target, reason="Gehört dorthin.", confirmed=True)

    return [whole, back, one, back]


def of_people(documents: Iterable[Document]) -> dict[str, Document]:
    """Return documents by their keys, without those that belong to the site and are as new as the moment."""
    return {one.key: one for one in documents if one.kind not in {"goal", "help", "space"}}


@pytest.mark.parametrize("build", [_hidden_and_restored, _withdrawn, _moved])
def test_the_index_follows_as_a_rebuild_would_make_it(
    app: Flask, ledger: Ledger, work: Work, build: Callable[[], list[Act]]
) -> None:
    """Q-16, E-18: every document with its audience, after each act, with the posts and the files that go along."""
    acts = build()
    work()
    seen = []
    for act in acts:
        act()
        work()
        whole = of_people(subscribers._every_document())
        assert of_people(ledger.documents.values()) == whole
        seen.append({(key, document.audience) for key, document in whole.items()})
    # Each act changed who may read something, or this would prove nothing.
    assert all(one != other for one, other in pairwise(seen))
    assert db.session.scalars(select(Post.id)).first() is not None
