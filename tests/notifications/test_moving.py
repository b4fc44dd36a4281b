"""Who hears of what moderation moves and whom the Stabsstelle lets in."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.discussions import commands
from forum.discussions.models import Move, Post, Space, SpaceApplication, SpaceKind, Thread
from forum.notifications.commands import follow
from forum.notifications.levels import Level
from forum.notifications.models import Follow, Message
from tests import factories
from tests.factories import Visitor

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


def _moved(command: Callable[..., Move], thread: Thread, *rest: object, **values: object) -> int:
    """Let the Stabsstelle move something, sure that others may read it; return the number of the move."""
    staff_id, thread_id = factories.person("staff").id, thread.id
    named = {name: (type(one), one.id) for name, one in values.items() if isinstance(one, Thread | Space)}
    with transaction():
        rows = {name: db.session.get_one(*pair) for name, pair in named.items()}
        words = {**values, **rows, "reason": "Das wird intern geklärt.", "confirmed": True}
        actor, within = db.session.get_one(Person, staff_id), db.session.get_one(Thread, thread_id)
        return command(actor, within, *rest, **words).id


def _undone(number: int, reason: str = "") -> None:
    staff_id = factories.person("staff").id
    with transaction():
        actor, move = db.session.get_one(Person, staff_id), db.session.get_one(Move, number)
        commands.undo_move(actor, move, reason=reason, confirmed=True)


def _closed_off(person: Person, visitor: Visitor, secret: str) -> None:
    """Look at the message that names no place, in the list and behind its address."""
    row = db.session.scalars(
        select(Message).where(Message.person_id == person.id, Message.kind == "words_closed_off")
    ).one()
    page = visitor.get("/mitteilungen").get_data(as_text=True)
    assert "an dem Sie nicht mitlesen können" in page
    assert "Das wird intern geklärt." in page
    assert secret not in page
    assert visitor.get(row.url).status_code == 200


def test_whose_words_are_split_off_into_a_closed_room_hears_that_but_not_where(
    app: Flask, work: Work, sign_in: Callable[[Person], Visitor]
) -> None:
    """T-20, T-22, §6: and hears when it is taken back."""
    ada, thread, room = factories.person(), factories.thread(), factories.space(SpaceKind.STAFF)
    number = factories.post(thread, ada).id
    work()
    before = len(told(ada))
    move = _moved(commands.split_thread, thread, [number], title="Geheimnis der Stabsstelle", space=room)
    work()
    assert told(ada)[before:] == ["words_closed_off"]
    _closed_off(ada, sign_in(ada), "Geheimnis")
    _undone(move, "Das war ein Versehen.")
    work()
    assert told(ada)[before:] == ["words_closed_off", "move_undone"]
    assert "Das war ein Versehen." in sign_in(ada).get("/mitteilungen").get_data(as_text=True)


def test_all_who_wrote_in_a_thread_hear_that_it_went_to_a_closed_room(
    app: Flask, work: Work, sign_in: Callable[[Person], Visitor]
) -> None:
    """T-22, §6: with a sentence that does not name the place; the starter too."""
    ada, ben, room = factories.person(), factories.person(), factories.space(SpaceKind.STAFF)
    thread = factories.thread(ada)
    factories.post(thread, ben)
    work()
    before = len(told(ada)), len(told(ben))
    move = _moved(commands.move_thread, thread, space=room)
    work()
    assert (told(ada)[before[0] :], told(ben)[before[1] :]) == (["words_closed_off"], ["words_closed_off"])
    _closed_off(ben, sign_in(ben), room.title)
    assert "in dem Sie geschrieben haben, liegt jetzt an einem Ort" in sign_in(ben).get("/mitteilungen").text
    _undone(move)
    work()
    assert (told(ada)[-1], told(ben)[-1]) == ("move_undone", "move_undone")
    page = sign_in(ben).get("/mitteilungen").text
    assert "in dem Sie geschrieben haben, liegt wieder in seinem früheren Raum" in page
    assert "Umzug Ihrer Beiträge" not in page


def test_all_who_wrote_in_a_thread_hear_that_it_lies_elsewhere(app: Flask, work: Work) -> None:
    """T-22: each once."""
    ada, ben = factories.person(), factories.person()
    thread, room = factories.thread(ada), factories.space()
    factories.post(thread, ben)
    factories.post(thread, ada)
    work()
    before = len(told(ada)), len(told(ben))
    _moved(commands.move_thread, thread, space=room)
    work()
    assert (told(ada)[before[0] :], told(ben)[before[1] :]) == (["thread_moved"], ["talk_moved"])


def test_authors_follow_a_split_off_thread_like_the_old_one(app: Flask, work: Work) -> None:
    """T-20: whoever wrote nothing of it follows only the old one."""
    ada, ben, thread = factories.person(), factories.person(), factories.thread()
    number = factories.post(thread, ada).id
    factories.post(thread, ben)
    work()
    with transaction():
        follow(db.session.get_one(Person, ada.id), "thread", thread.id, level=Level.WATCHING)
    space = db.session.get_one(Space, thread.space_id)
    move = _moved(commands.split_thread, thread, [number], title="Ein eigenes Thema", space=space)
    work()
    made = db.session.get_one(Move, move).to_thread_id
    rows = db.session.execute(
        select(Follow.person_id, Follow.level, Follow.chosen).where(Follow.kind == "thread", Follow.thing_id == made)
    ).all()
    assert [tuple(row) for row in rows] == [(ada.id, Level.WATCHING, True)]


def test_authors_in_a_branch_hear_that_it_is_open_again(app: Flask, work: Work) -> None:
    """T-25: like those who heard that it was closed."""
    ada, moderator, thread = factories.person(), factories.person("moderator"), factories.thread()
    root = factories.post(thread, ada)
    work()
    before = len(told(ada))
    with transaction():
        actor = db.session.get_one(Person, moderator.id)
        commands.close_branch(actor, db.session.get_one(Post, root.id), reason="Das dreht sich im Kreis.")
    work()
    with transaction():  # What happens to one post within a minute is one happening.
        db.session.execute(update(Message).values(created_at=now() - timedelta(minutes=2)))
    with transaction():
        actor = db.session.get_one(Person, moderator.id)
        commands.reopen_branch(actor, db.session.get_one(Post, root.id), reason="Es gibt Neues.")
    work()
    assert told(ada)[before:] == ["branch_closed", "branch_reopened"]
