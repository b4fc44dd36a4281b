"""Who hears that a post names them: once, and only of what can be read."""

from collections.abc import Callable

from flask import Flask

from forum.accounts import ignoring
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.discussions import commands
from forum.discussions.models import Post, Space, SpaceKind, Thread
from forum.notifications.levels import Level
from tests import factories
from tests.notifications.conftest import Kinds, Listens, Mails

Work = Callable[[], int]


def known(handle: str) -> Person:
    """Return somebody who has written where everybody reads."""
    person = factories.person(handle=handle)
    factories.thread(person)
    return db.session.get_one(Person, person.id)


def edit(post: Post, author: Person, text: str) -> None:
    post_id, number = post.id, author.id
    with transaction():
        found = db.session.get_one(Post, post_id)
        commands.edit_post(db.session.get_one(Person, number), found, text=text, version=found.version)


def hide(post_id: int) -> None:
    with transaction():
        commands.hide_post(SYSTEM, db.session.get_one(Post, post_id), ground="Test")


def restore(post_id: int) -> None:
    with transaction():
        commands.restore_post(SYSTEM, db.session.get_one(Post, post_id))


def test_who_is_named_hears_of_it_in_words_that_can_be_read(app: Flask, work: Work, kinds: Kinds, mails: Mails) -> None:
    """T-15, X-17: the mail quotes the text with the name; whoever names themselves hears nothing."""
    mia, ada = known("Mia-K"), known("Ada-L")
    thread = factories.thread()
    work()
    factories.post(thread, ada, text="Was meint @Mia-K dazu? Ich, @Ada-L, bin dafür.")
    work()
    assert kinds(mia) == ["mention"]
    assert kinds(ada) == []
    assert "Was meint @Mia-K dazu?" in mails(mia)[-1].text


def test_the_first_post_of_a_thread_names_people_too(app: Flask, work: Work, kinds: Kinds) -> None:
    mia = known("Mia-K")
    factories.thread(text="Eine Frage an @Mia-K.")
    work()
    assert kinds(mia) == ["mention"]


def test_levels_hold_for_mentions(app: Flask, work: Work, listens: Listens, kinds: Kinds) -> None:
    """T-17: muted wins; whoever wishes answers and mentions hears of them."""
    muted, normal, thread = known("Still-M"), known("Normal-N"), factories.thread()
    listens(muted, "thread", thread.id, Level.MUTED)
    listens(normal, "thread", thread.id, Level.NORMAL)
    work()
    factories.post(thread, text="Hallo @Still-M, hallo @Normal-N!")
    work()
    assert kinds(muted) == []
    assert kinds(normal) == ["mention"]


def test_an_edit_tells_whom_it_adds_once(app: Flask, work: Work, kinds: Kinds) -> None:
    """T-15: never told twice, also when a name goes and comes back."""
    mia, jo, ada = known("Mia-K"), known("Jo-Z"), factories.person()
    post = factories.post(factories.thread(), ada, text="Hallo @Mia-K!")
    work()
    for text in ("Hallo @Mia-K und @Jo-Z!", "Hallo @Jo-Z!", "Hallo @Jo-Z und @Mia-K, ihr beiden!"):
        edit(db.session.get_one(Post, post.id), ada, text)
        work()
    assert kinds(mia) == ["mention"]
    assert kinds(jo) == ["mention"]


def test_a_hidden_post_calls_nobody_until_it_can_be_read(app: Flask, work: Work, kinds: Kinds) -> None:
    """T-15: the notice goes out then, once."""
    mia = known("Mia-K")
    thread = factories.thread()
    work()
    post_id = factories.post(thread, text="Hallo @Mia-K!").id
    hide(post_id)
    work()
    assert kinds(mia) == []
    restore(post_id)
    work()
    assert kinds(mia) == ["mention"]
    hide(post_id)
    restore(post_id)
    work()
    assert kinds(mia) == ["mention"]


def test_who_left_a_closed_room_hears_nothing_from_it(app: Flask, work: Work, kinds: Kinds) -> None:
    """T-15, E-18: a name is a name only among those who may read."""
    room = factories.space(SpaceKind.MEMBERS)
    kim, lou = factories.person(handle="Insel-Kim"), factories.person(handle="Insel-Lou")
    with transaction():
        for person in (kim, lou):
            commands.let_in(SYSTEM, db.session.get_one(Space, room.id), db.session.get_one(Person, person.id))
    thread = factories.thread(db.session.get_one(Person, kim.id), room)
    factories.post(thread, db.session.get_one(Person, lou.id))
    work()
    before = kinds(lou)
    with transaction():
        commands.let_out(db.session.get_one(Person, lou.id), db.session.get_one(Space, room.id), lou.id)
    post = factories.post(db.session.get_one(Thread, thread.id), kim, text="Schade, dass @Insel-Lou ging.")
    work()
    assert kinds(lou) == before
    assert "<a" not in db.session.get_one(Post, post.id).html


def test_two_who_do_not_wish_to_hear_of_each_other_do_not(
    app: Flask, work: Work, kinds: Kinds, listens: Listens
) -> None:
    """T-37: no answer, no mention, no followed post, to neither side; others hear as before."""
    mia, jo = known("Mia-K"), known("Jo-Z")
    thread = factories.thread(mia)
    first = factories.post(thread, mia)
    listens(mia, "thread", thread.id, Level.WATCHING)
    work()
    with transaction():
        ignoring.ignore(db.session.get_one(Person, mia.id), db.session.get_one(Person, jo.id))
    factories.post(thread, jo, parent_id=first.id, text="Das stimmt nicht, @Mia-K!")
    work()
    assert kinds(mia) == []
    factories.post(thread, mia, text="Doch, @Jo-Z, so ist es.")
    work()
    assert kinds(jo) == []
    factories.post(thread, text="Hört auf, @Mia-K und @Jo-Z.")
    work()
    assert (kinds(mia), kinds(jo)) == (["answer"], ["mention"])


def test_what_is_said_in_office_is_heard_all_the_same(app: Flask, work: Work, kinds: Kinds) -> None:
    """T-37: nobody can put the Stabsstelle's answers out of their ears."""
    mia, office = known("Mia-K"), factories.person("staff")
    thread = factories.thread(mia)
    work()
    with transaction():
        ignoring.ignore(db.session.get_one(Person, mia.id), db.session.get_one(Person, office.id))
    factories.post(thread, office, text="Eine Auskunft der Stabsstelle.", mark="staff")
    factories.post(thread, office, text="Und eine private Meinung dazu.")
    work()
    assert kinds(mia) == ["answer"]
