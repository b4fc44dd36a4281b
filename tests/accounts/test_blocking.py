"""Keeping somebody from naming one: a choice of one's own, of which the other one hears nothing."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts import blocking
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.discussions import commands as discussions
from forum.discussions.models import Mention, Post, Thread
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def person(number: int) -> Person:
    return db.session.get_one(Person, number)


def block(who: int, other: int) -> None:
    with transaction():
        blocking.block_mentions(person(who), person(other))


def name(author: int, thread: Thread, text: str = "Was meint @Ada_L dazu?") -> Post:
    with transaction():
        number = discussions.publish_post(person(author), db.session.get_one(Thread, thread.id), text=text).id
    return db.session.get_one(Post, number)


def test_a_blocked_person_names_nobody(app: Flask, work: Callable[[], int]) -> None:
    """Point 11, T-15: no link, no mention, no message; others still name the same person."""
    ada, troll, friend = factories.person(handle="Ada_L").id, factories.person().id, factories.person().id
    thread = factories.thread()
    factories.post(thread, person(ada))
    block(ada, troll)
    block(ada, troll)
    post = name(troll, thread)
    assert "/leute/Ada_L" not in post.html
    assert db.session.scalars(select(Mention).where(Mention.post_id == post.id)).all() == []
    assert "/leute/Ada_L" in name(friend, thread).html
    work()
    told = db.session.scalars(select(Message.kind).where(Message.person_id == ada)).all()
    assert told.count("mention") == 1


def test_preview_and_suggestions_agree_with_what_is_stored(sign_in: SignIn) -> None:
    """T-15, X-01: the blocked person sees at once that the name is a word."""
    ada, troll = factories.person(handle="Ada_L"), factories.person()
    thread = factories.thread(ada)
    client = sign_in(troll)
    place = f"thread:{thread.id}"
    assert "/leute/Ada_L" in client.submit("/vorschau", text="@Ada_L", ort=place).get_data(as_text=True)
    assert len(client.get(f"/erwaehnen?ort={place}&anfang=Ada").json or []) == 1
    block(ada.id, troll.id)
    assert "/leute/Ada_L" not in client.submit("/vorschau", text="@Ada_L", ort=place).get_data(as_text=True)
    assert client.get(f"/erwaehnen?ort={place}&anfang=Ada").json == []


def test_an_edit_cannot_bring_the_name_back(app: Flask) -> None:
    """Point 11: what was blocked when it is written stays a word, also in a changed post."""
    ada, troll = factories.person(handle="Ada_L").id, factories.person().id
    thread = factories.thread(person(ada))
    post = name(troll, thread, "Ein Satz ohne Namen.")
    block(ada, troll)
    with transaction():
        one = db.session.get_one(Post, post.id)
        discussions.edit_post(person(troll), one, text="Und @Ada_L?", version=one.version)
    assert "/leute/Ada_L" not in db.session.get_one(Post, post.id).html


def test_it_is_ones_own_choice_and_nobody_elses_business(sign_in: SignIn) -> None:
    """Point 11, T-37: by one press on the profile, listed in the account, taken back there; no line in the log."""
    ada, troll = factories.person(), factories.person(handle="Stoerenfried")
    client = sign_in(ada)
    before = len(db.session.scalars(select(LoggedEvent.id)).all())
    assert "Darf mich nicht mehr erwähnen" in client.get("/leute/Stoerenfried").get_data(as_text=True)
    assert client.submit("/leute/Stoerenfried/erwaehnen", an="1").status_code == 303
    assert "Stoerenfried" in client.get("/konto/ausgeblendet").get_data(as_text=True)
    assert ada.handle not in sign_in(troll).get("/konto/ausgeblendet").get_data(as_text=True)
    assert client.submit("/leute/Stoerenfried/erwaehnen", an="0").status_code == 303
    assert blocking.kept_from_naming(person(ada.id)) == []
    assert len(db.session.scalars(select(LoggedEvent.id)).all()) == before
    assert client.submit(f"/leute/{ada.handle}/erwaehnen", an="1").status_code == 403
