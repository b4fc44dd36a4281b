"""What comes while somebody reads: counted for those who may see it, and shown when they ask (T-40, A-05)."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands
from forum.discussions.models import Post, Thread
from tests import factories
from tests.discussions.growing import grown
from tests.discussions.test_reading import posts_on, questions
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def news(thread: Thread, ending: str = "/zahl", **back: int) -> str:
    """Return the address at which a page that was opened just now asks for news."""
    moment = db.session.get_one(Thread, thread.id).last_post_at - timedelta(**back)
    return f"/themen/{thread.id}/neues{ending}?nach={quote(moment.isoformat())}"


def test_the_number_is_of_posts_by_others_that_can_be_read(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-40: own posts and hidden ones never count."""
    thread, person = factories.thread(), factories.person()
    address = news(thread)
    visitor = sign_in(person)
    for who in (client, visitor):
        assert who.get(address).get_data(as_text=True).strip() == ""
    factories.post(thread, person)
    hidden = factories.post(thread)
    assert "2 neue Beiträge anzeigen" in client.get(address).get_data(as_text=True)
    assert "1 neuen Beitrag anzeigen" in visitor.get(address).get_data(as_text=True)
    with transaction():
        commands.hide_post(factories._inside("moderator"), db.session.get_one(Post, hidden.id), ground="Regel 1")
    assert "1 neuen Beitrag anzeigen" in client.get(address).get_data(as_text=True)
    assert visitor.get(address).get_data(as_text=True).strip() == ""


def test_asking_again_costs_nothing_while_nothing_changed(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-40: an ETag and 304, for visitors and for people who are signed in; another thread's posts change nothing."""
    thread = factories.thread()
    for who in (client, sign_in(factories.person())):
        address = news(thread)
        first = who.get(address)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert "no-store" not in first.headers["Cache-Control"]
        for _ in range(2):
            again = who.get(address, headers=tag)
            assert (again.status_code, again.data) == (304, b"")
            factories.post(factories.thread())
        factories.post(thread)
        assert who.get(address, headers=tag).status_code == 200


def test_the_posts_stand_on_a_page_of_their_own(app: Flask, client: Visitor) -> None:
    """T-40: the link works without scripts; in the order of time, each with the way to what it answers."""
    thread = factories.thread()
    parent = factories.post(thread)
    address = news(thread, "")
    late = [factories.post(thread).id, factories.post(thread, parent_id=parent.id).id]
    html = client.get(address).get_data(as_text=True)
    assert posts_on(html) == late
    assert f'href="/beitraege/{parent.id}"' in html
    with transaction():
        for number in late:
            post = db.session.get_one(Post, number)
            commands.delete_post(db.session.get_one(Person, post.author_id), post)
    assert "inzwischen entfernt" in client.get(address).get_data(as_text=True)


def test_many_posts_come_page_by_page(app: Flask, client: Visitor) -> None:
    """T-35, T-40: nothing twice, nothing lost, and the number ends at a hundred."""
    thread = factories.thread()
    address, count = news(thread, ""), news(thread)
    wanted = [factories.post(thread).id for _ in range(101)]
    assert "Mehr als 99 neue Beiträge anzeigen" in client.get(count).get_data(as_text=True)
    seen: list[int] = []
    for _ in range(3):
        html = client.get(address).get_data(as_text=True)
        seen += posts_on(html)
        address = html.split("/neues?nach=")[-1].split('"')[0] if "Weitere neue Beiträge" in html else ""
        address = f"/themen/{thread.id}/neues?nach={address}"
    assert seen == wanted


def test_nothing_is_told_of_a_closed_room(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """E-17, T-40: not even a number."""
    staff = factories.person("staff")
    thread = factories.thread(staff, factories.space("staff"))  # type: ignore[arg-type]
    for ending in ("", "/zahl"):
        for who in (client, sign_in(factories.person())):
            assert who.get(news(thread, ending, days=1)).status_code == 404
        assert sign_in(staff).get(news(thread, ending, days=1)).status_code == 200


@pytest.mark.parametrize("word", ["", "gestern", "2026-01-01", "9" * 400])
def test_odd_moments_are_refused(app: Flask, client: Visitor, word: str) -> None:
    """E-21."""
    thread = factories.thread()
    for ending in ("", "/zahl"):
        assert client.get(f"/themen/{thread.id}/neues{ending}?nach={word}").status_code == 422


def test_the_number_costs_the_same_for_few_and_many(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """E-11."""
    small, large = grown(()), grown(*[()] * 400)
    visitor = sign_in(factories.person())
    for ending in ("", "/zahl"):
        for who in (client, visitor):
            few = questions(app, who, news(small, ending, days=1))
            assert few == questions(app, who, news(large, ending, days=1))
    assert questions(app, client, news(large, days=1)) <= 4
