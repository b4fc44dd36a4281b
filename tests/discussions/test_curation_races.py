"""Somebody else acts between the first look and the lock: nothing is lost, nothing leads in a circle, all can be undone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core.db import db, transaction
from forum.core.errors import Conflict, ForumError, Invalid
from forum.discussions import commands
from forum.discussions.commands.spaces import SpacePlan
from forum.discussions.models import Move, Post, Space, SpaceKind, Thread
from tests import factories
from tests.discussions.growing import grown
from tests.racing import overtaken

WHY = "Gehört an einen anderen Ort."
Act = Callable[[], Any]


# SQLite lets one write after the other, so nobody can come between there.
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def act_of(person: Person, command: Callable[..., Any], *things: Any, **values: Any) -> Act:
    """Return an act on rows that are read when it happens."""
    person_id = person.id
    rows = [(type(one), one.id) if isinstance(one, Thread | Space | Move) else (None, one) for one in things]
    named = {
        key: (type(one), one.id) if isinstance(one, Thread | Space) else (None, one) for key, one in values.items()
    }

    def row(pair: tuple[Any, Any]) -> Any:
        return db.session.get_one(*pair) if pair[0] is not None else pair[1]

    def act() -> Any:
        return command(
            db.session.get_one(Person, person_id),
            *(row(pair) for pair in rows),
            **{key: row(pair) for key, pair in named.items()},
        )

    return act


def both(app: Flask, act: Act, rival: Act, refused: type[Exception] | None = None) -> None:
    """Let the rival be done just before the act takes its first lock."""

    def run() -> None:
        with overtaken(app, rival), transaction():
            act()

    if refused is None:
        run()
    else:
        with pytest.raises(refused):
            run()
    db.session.expire_all()
    assert check() == []


def moves() -> int:
    return db.session.scalar(select(func.count(Move.id))) or 0


@pytest.fixture
def moderator(app: Flask) -> Person:
    return factories.person("moderator")


def merge(moderator: Person, one: Thread, other: Thread) -> Act:
    return act_of(moderator, commands.merge_threads, one, target=other, reason=WHY, confirmed=True)


def split(moderator: Person, thread: Thread, posts: list[int], space: Space | None = None) -> Act:
    room = space or db.session.get_one(Space, thread.space_id)
    values = {"title": "Ein eigenes Thema", "space": room, "reason": WHY, "confirmed": space is not None}
    return act_of(moderator, commands.split_thread, thread, posts, **values)


def test_a_post_that_comes_while_a_thread_is_merged_goes_along(app: Flask, moderator: Person) -> None:
    """T-21: no post is left behind where nobody can read it."""
    one, other = grown((1,)), factories.thread()
    write = act_of(factories.person(), commands.publish_post, one, text="Gerade noch rechtzeitig!")
    both(app, merge(moderator, one, other), write)
    assert db.session.scalars(select(Post.thread_id).distinct()).all() == [other.id]


def test_two_threads_are_not_merged_into_each_other(app: Flask, moderator: Person) -> None:
    """T-21: no address leads in a circle."""
    one, other = factories.thread(), factories.thread()
    both(app, merge(moderator, one, other), merge(factories.person("moderator"), other, one), ForumError)
    assert db.session.get_one(Thread, one.id).merged_into_id is None
    assert db.session.get_one(Thread, other.id).merged_into_id == one.id


def test_a_thread_is_merged_once(app: Flask, moderator: Person) -> None:
    one, other, third = factories.thread(), factories.thread(), factories.thread()
    both(app, merge(moderator, one, other), merge(factories.person("moderator"), one, third), Conflict)
    assert db.session.get_one(Thread, one.id).merged_into_id == third.id


@pytest.mark.parametrize("to_other", [False, True])
def test_a_post_is_split_off_once_and_can_be_put_back(app: Flask, moderator: Person, to_other: bool) -> None:
    """T-20, T-23."""
    thread, other = grown((1,), ()), factories.thread()
    chosen = [db.session.scalars(select(Post.id).where(Post.child_count == 1)).one()]
    late = split(moderator, thread, chosen)
    if to_other:
        late = act_of(moderator, commands.move_posts, thread, chosen, target=other, reason=WHY, confirmed=True)
    both(app, late, split(factories.person("moderator"), thread, chosen), Invalid)
    move = db.session.scalars(select(Move)).one()
    with transaction():
        act_of(moderator, commands.undo_move, move)()
    assert db.session.get_one(Post, chosen[0]).thread_id == thread.id
    assert check() == []


def test_what_moves_on_while_it_is_put_back_stays_there(app: Flask, moderator: Person) -> None:
    """T-23: later moves are looked for after the lock."""
    thread, other = grown((1,), ()), factories.thread()
    chosen = [db.session.scalars(select(Post.id).where(Post.child_count == 1)).one()]
    with transaction():
        split(moderator, thread, chosen)()
    move = db.session.scalars(select(Move)).one()
    made = db.session.get_one(Thread, move.to_thread_id)
    rival = factories.person("moderator")
    further = act_of(rival, commands.move_posts, made, chosen, target=other, reason=WHY, confirmed=True)
    both(app, act_of(moderator, commands.undo_move, move), further, Conflict)
    assert db.session.get_one(Post, chosen[0]).thread_id == other.id


def test_a_move_is_undone_once(app: Flask, moderator: Person) -> None:
    thread = grown((1,), ())
    chosen = [db.session.scalars(select(Post.id).where(Post.child_count == 1)).one()]
    with transaction():
        split(moderator, thread, chosen)()
    move = db.session.scalars(select(Move)).one()
    undo = act_of(moderator, commands.undo_move, move)
    both(app, undo, act_of(factories.person("moderator"), commands.undo_move, move), Conflict)


def closing(space: Space) -> Act:
    plan = SpacePlan(title="Nur noch für uns", kind=SpaceKind.STAFF)
    return act_of(factories.person("staff"), commands.change_space, space, plan, confirmed=True)


def test_no_thread_stays_public_in_a_room_that_just_became_internal(app: Flask) -> None:
    """T-22: whoever begins a thread is refused when the room closed meanwhile."""
    space = factories.space()
    words = {"title": "Etwas ganz Neues", "text": "Das lesen alle mit."}
    both(app, act_of(factories.person(), commands.start_thread, space, **words), closing(space), ForumError)
    staff = factories.person("staff")
    again = factories.space()
    both(app, act_of(staff, commands.start_thread, again, **words), closing(again))
    assert db.session.scalars(select(Thread.audience)).all() == ["staff"]


def test_nothing_moves_unasked_to_a_room_that_just_became_internal(app: Flask) -> None:
    """T-22: the question who reads is asked about the room as it is."""
    staff, thread = factories.person("staff"), grown((), ())
    posts = db.session.scalars(select(Post.id).where(Post.depth == 0)).all()
    one, other = factories.space(), factories.space()
    values = {"title": "Ein eigenes Thema", "space": one, "reason": WHY, "confirmed": False}
    both(app, act_of(staff, commands.split_thread, thread, [posts[0]], **values), closing(one), Invalid)
    move = act_of(staff, commands.move_thread, thread, space=other, reason=WHY, confirmed=False)
    both(app, move, closing(other), Invalid)
    assert moves() == 0
    assert db.session.get_one(Thread, thread.id).audience == "public"
