"""What hangs on posts that go to another space: answers that wait and files; who moderates there decides (M-25)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import NotFound
from forum.core.permissions import can
from forum.discussions import commands as discussions
from forum.discussions.models import Move, Post, Space, Thread
from forum.files.models import File
from forum.files.queries import file as opened
from forum.moderation import commands, queries, targets
from forum.moderation.models import Case
from forum.screening import watching
from forum.screening.models import HeldState, HeldText
from tests import factories
from tests.moderation.kinds import MADE, the
from tests.moderation.test_authorship import moderator
from tests.moderation.test_cases import WHY
from tests.moderation.test_things_that_go import as_moderator, state_of, told
from tests.racing import overtaken

Work = Callable[[], int]


class Spaces:
    """Two spaces with a thread and a moderator each; the first thread has a post."""

    def __init__(self) -> None:
        """Make them."""
        self.here, self.there = factories.space().id, factories.space().id
        self.old, self.new = (factories.person(f"space:{one}:moderator").id for one in (self.here, self.there))
        self.one, self.other = (
            factories.thread(within=db.session.get_one(Space, space)).id for space in (self.here, self.there)
        )
        self.post = factories.post(db.session.get_one(Thread, self.one)).id

    def only(self, kind: str, number: int) -> dict[str, bool]:
        """Return who of both may decide about a thing."""
        db.session.rollback()
        return {"old": _decides(self.old, kind, number), "new": _decides(self.new, kind, number)}


def _decides(who: int, kind: str, number: int) -> bool:
    try:
        return can(the(who), "case.decide", targets.load(the(who), kind, number))
    except NotFound:
        return False


OLD, NEW = {"old": True, "new": False}, {"old": False, "new": True}


@pytest.fixture
def spaces(app: Flask) -> Spaces:
    as_moderator(lambda who: watching.add_watched_word(who, pattern="Kanarienvogel", action="hold"))
    return Spaces()


def held(thread_id: int, parent_id: int | None = None) -> int:
    """Send an answer that waits."""
    writer = factories.person().id
    with transaction():
        thread = db.session.get_one(Thread, thread_id)
        made = discussions.send_post(the(writer), thread, text="Ein Kanarienvogel singt.", parent_id=parent_id)
        assert isinstance(made, HeldText)
        return made.id


def curate(command: Callable[..., object], thread_id: int, *rest: Any, **values: Any) -> None:
    def act(who: Person) -> None:
        rows = {"target": Thread, "space": Space}
        found = {name: db.session.get_one(rows[name], one) if name in rows else one for name, one in values.items()}
        command(who, db.session.get_one(Thread, thread_id), *rest, reason=WHY, confirmed=True, **found)

    as_moderator(act)


def undo_newest() -> None:
    newest = select(Move).order_by(Move.id.desc()).limit(1)
    as_moderator(lambda who: discussions.undo_move(who, db.session.scalars(newest).one(), confirmed=True))


def test_an_answer_that_waits_goes_with_the_post_that_it_answers(spaces: Spaces, work: Work) -> None:
    """M-25, T-20: at once for who decides and reads it, soon after for the queue; and back when that is undone."""
    number, apart = held(spaces.one, spaces.post), held(spaces.one)
    work()
    assert spaces.only("held", number) == OLD
    curate(discussions.move_posts, spaces.one, [spaces.post], target=spaces.other)
    assert spaces.only("held", number) == NEW
    assert spaces.only("held", apart) == OLD
    work()
    assert (state_of("held", number)[1], state_of("held", apart)[1]) == (spaces.there, spaces.here)
    undo_newest()
    assert spaces.only("held", number) == OLD
    work()
    assert state_of("held", number)[1] == spaces.here


def test_an_answer_that_waits_goes_with_a_merge_and_on_from_there(spaces: Spaces, work: Work) -> None:
    """M-25, T-21: it would stand where its own thread went, wherever that goes; refused ones too (S-04)."""
    number, refused = held(spaces.one), held(spaces.one, spaces.post)
    work()
    by = moderator()
    with transaction():
        case = db.session.scalars(select(Case).where(Case.target_id == refused, Case.kind == "held")).one()
        commands.hide(the(by), case, rule="thema", facts=WHY, version=case.version)
    curate(discussions.merge_threads, spaces.one, target=spaces.other)
    assert (spaces.only("held", number), spaces.only("held", refused)) == (NEW, NEW)
    work()
    assert {state_of("held", one)[1] for one in (number, refused)} == {spaces.there}
    third = factories.space().id
    curate(discussions.move_thread, spaces.other, space=third)
    assert spaces.only("held", number) == {"old": False, "new": False}
    work()
    assert {state_of("held", one)[1] for one in (number, refused)} == {third}
    assert db.session.get_one(HeldText, refused).state == HeldState.REFUSED


def test_a_file_goes_with_its_post(spaces: Spaces, work: Work) -> None:
    """M-25, M-20: also one that was taken off and is only kept; those of the old space open it no more."""
    owner = factories.person().id
    files = [MADE["file"](owner) for _ in range(2)]
    posts = [db.session.get_one(File, one).thing_id or 0 for one in files]
    with transaction():
        for post_id in posts:
            thread = db.session.get_one(Post, post_id).thread
            thread.space_id = spaces.here
    for one in files:
        told(factories.person(), "file", one)
    with transaction():
        found = db.session.get_one(Post, posts[1])
        discussions.edit_post(the(owner), found, text=found.source, version=found.version, files=())
    keys = [db.session.get_one(File, one).key for one in files]
    assert opened(the(spaces.old), keys[1]).id == files[1]
    for post_id in posts:
        curate(discussions.move_thread, db.session.get_one(Post, post_id).thread_id, space=spaces.there)
    work()
    assert {state_of("file", one)[1] for one in files} == {spaces.there}
    for one in files:
        assert spaces.only("file", one) == NEW
        number = db.session.scalars(select(Case.id).where(Case.kind == "file", Case.target_id == one)).one()
        assert queries.case(the(spaces.new), number).id == number
        with pytest.raises(NotFound):
            queries.case(the(spaces.old), number)
    with pytest.raises(NotFound):
        opened(the(spaces.old), keys[1])
    assert opened(the(spaces.new), keys[1]).id == files[1]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_answer_that_comes_while_its_thread_is_moved(app: Flask, spaces: Spaces, work: Work) -> None:
    """M-25: it waits where the thread is by then."""
    mover = factories.person("moderator", "staff").id
    text, made = "Ein Kanarienvogel singt.", []
    writer = factories.person().id

    def move() -> None:
        found = db.session.get_one(Thread, spaces.one)
        space = db.session.get_one(Space, spaces.there)
        discussions.move_thread(the(mover), found, space=space, reason=WHY, confirmed=True)

    with transaction():
        thread = db.session.get_one(Thread, spaces.one)
        assert thread.space_id == spaces.here
        with overtaken(app, move):
            made.append(discussions.send_post(the(writer), thread, text=text).id)
    assert spaces.only("held", made[0]) == NEW
    work()
    assert state_of("held", made[0])[1] == spaces.there
