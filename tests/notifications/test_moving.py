"""Who hears of what moderation moves and whom the Stabsstelle lets in."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands
from forum.discussions.models import Post, Space, SpaceApplication, SpaceKind, Thread
from forum.notifications.models import Follow, Message
from tests import factories

Work = Callable[[], int]


def told(person: Person) -> list[str]:
    return list(db.session.scalars(select(Message.kind).where(Message.person_id == person.id).order_by(Message.id)))


def test_authors_of_moved_posts_hear_of_it_once(app: Flask, work: Work) -> None:
    """T-20: three posts of one person are one message."""
    ada = factories.person()
    thread, other, moderator = factories.thread(), factories.thread(), factories.person("moderator")
    numbers = [factories.post(thread, ada).id for _ in range(3)]
    work()
    before = len(told(ada))
    with transaction():
        commands.move_posts(
            db.session.get_one(Person, moderator.id),
            db.session.get_one(Thread, thread.id),
            numbers,
            target=db.session.get_one(Thread, other.id),
            reason="Gehört dorthin.",
            confirmed=True,
        )
    work()
    assert told(ada)[before:] == ["posts_moved"]


def test_followers_of_a_merged_thread_follow_the_other(app: Flask, work: Work) -> None:
    """T-21."""
    ada, moderator = factories.person(), factories.person("moderator")
    thread, other = factories.thread(), factories.thread()
    factories.post(thread, ada)
    work()
    with transaction():
        commands.merge_threads(
            db.session.get_one(Person, moderator.id),
            db.session.get_one(Thread, thread.id),
            target=db.session.get_one(Thread, other.id),
            reason="Dasselbe Thema.",
            confirmed=True,
        )
    work()
    follows = select(Follow.person_id).where(Follow.kind == "thread", Follow.thing_id == other.id)
    assert {ada.id, thread.author_id} <= set(db.session.scalars(follows))


def test_whoever_is_let_in_or_not_hears_of_it(app: Flask, work: Work) -> None:
    """The Stabsstelle hears of the question, the person of the answer."""
    ada, ben, staff = factories.person(), factories.person(), factories.person("staff")
    room = factories.space(SpaceKind.MEMBERS, applications=True)
    for person, accept in ((ada, True), (ben, False)):
        with transaction():
            space = db.session.get_one(Space, room.id)
            number = commands.apply_for(db.session.get_one(Person, person.id), space, text="Ich wäre gern dabei.").id
        with transaction():
            application = db.session.get_one(SpaceApplication, number)
            commands.decide_application(db.session.get_one(Person, staff.id), application, accept=accept)
    work()
    assert told(ada) == ["space_joined"]
    assert told(ben) == ["space_declined"]
    assert told(staff) == ["space_applied", "space_applied"]


def test_the_author_hears_that_a_thread_lies_elsewhere(app: Flask, work: Work) -> None:
    """T-22."""
    ada, moderator = factories.person(), factories.person("moderator")
    thread, room = factories.thread(ada), factories.space()
    with transaction():
        commands.move_thread(
            db.session.get_one(Person, moderator.id),
            db.session.get_one(Thread, thread.id),
            space=db.session.get_one(Space, room.id),
            reason="Gehört dorthin.",
            confirmed=False,
        )
    work()
    assert told(ada) == ["thread_moved"]
    assert db.session.scalars(select(Post.thread_id)).one() == thread.id


def test_authors_in_a_closed_branch_hear_of_it_once(app: Flask, work: Work) -> None:
    """T-25: who wrote beside the branch hears nothing."""
    ada, ben, moderator = factories.person(), factories.person(), factories.person("moderator")
    thread = factories.thread()
    root = factories.post(thread)
    for _number in range(2):
        factories.post(thread, ada, parent_id=root.id)
    factories.post(thread, ben)
    work()
    before = len(told(ada)), len(told(ben))
    with transaction():
        actor = db.session.get_one(Person, moderator.id)
        commands.close_branch(actor, db.session.get_one(Post, root.id), reason="Das dreht sich im Kreis.")
    work()
    assert told(ada)[before[0] :] == ["branch_closed"]
    assert told(ben)[before[1] :] == []
    assert told(moderator) == []
