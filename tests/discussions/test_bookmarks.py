"""Keeping threads, ideas and posts for later (Q-27)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.core.permissions import Nobody
from forum.discussions import commands, queries
from forum.discussions.commands import bookmarks
from forum.discussions.models import Bookmark, Post, SpaceKind, Thread
from tests import factories
from tests.factories import Visitor
from tests.notifications.test_costs import statements
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def keep(who: Person, thing: Thread | Post) -> None:
    with transaction():
        commands.bookmark(db.session.get_one(Person, who.id), db.session.get_one(type(thing), thing.id))


def kept_by(who: Person) -> list[tuple[int, int | None]]:
    """Return thread and post of each line that a person reads."""
    me = db.session.get_one(Person, who.id)
    return [(one.thread.id, one.post.id if one.post else None) for one in queries.bookmarks(me, None).items]


def test_things_are_kept_and_taken_off_by_buttons(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """Q-27: thread, idea and post, without scripts; twice is once; nobody else sees it."""
    me, other, idea = factories.person(), factories.person(), factories.idea(state="in_diskussion")
    thread = factories.thread(other, title="Ampel am Ring")
    post = factories.post(thread, other, text="Die Ampel ist zu kurz grün.")
    visitor = sign_in(me)
    assert f'value="beitrag.{post.id}.1"' in visitor.get(thread.url).get_data(as_text=True)
    for value in (f"thema.{thread.id}.1", f"thema.{thread.id}.1", f"beitrag.{post.id}.1", f"thema.{idea.thread_id}.1"):
        assert visitor.submit("/merkliste", merken=value).status_code == 303
    assert kept_by(me) == [(idea.thread_id, None), (thread.id, post.id), (thread.id, None)]
    page = visitor.get("/merkliste").get_data(as_text=True)
    assert [word in page for word in (idea.title, "Ampel am Ring", f"/beitraege/{post.id}")] == [True] * 3
    shown = visitor.get(thread.url).get_data(as_text=True)
    assert f'value="beitrag.{post.id}.0" aria-pressed="true"' in shown
    assert f'name="merken" value="thema.{thread.id}.0"' in shown
    assert 'name="merken"' not in client.get(thread.url).get_data(as_text=True)
    assert client.get("/merkliste").status_code == 303
    assert "Noch nichts gemerkt" in sign_in(other).get("/merkliste").get_data(as_text=True)
    answer = visitor.submit("/merkliste", merken=f"beitrag.{post.id}.0", back="/merkliste")
    assert answer.headers["Location"].endswith("/merkliste")
    assert kept_by(me) == [(idea.thread_id, None), (thread.id, None)]


@pytest.mark.parametrize("value", ["", "thema", "thema.x.1", "raum.1.1", "thema.1.2", "beitrag.99999999999999999999.1"])
def test_nonsense_is_refused(app: Flask, sign_in: SignIn, value: str) -> None:
    """E-21."""
    assert sign_in(factories.person()).submit("/merkliste", merken=value).status_code == 422


def test_what_one_may_not_read_is_not_kept_and_not_shown(app: Flask, sign_in: SignIn) -> None:
    """Q-16, E-17: a closed thread cannot be kept from outside, and leaves the list with the right to read it."""
    me, owner = factories.person(), factories.person("staff")
    closed = factories.space(SpaceKind.STAFF)
    thread = factories.thread(owner, closed)
    assert sign_in(me).submit("/merkliste", merken=f"thema.{thread.id}.1").status_code == 404
    with pytest.raises(Forbidden):
        keep(me, thread)
    open_one = factories.thread(owner)
    with transaction(), pytest.raises(Forbidden):
        commands.bookmark(Nobody(), db.session.get_one(Thread, open_one.id))
    keep(me, open_one)
    assert kept_by(me) == [(open_one.id, None)]
    with transaction():
        db.session.get_one(Thread, open_one.id).audience = closed.audience
    assert kept_by(me) == []


def test_a_kept_post_that_is_gone_leads_to_its_thread(app: Flask, sign_in: SignIn) -> None:
    """S-06: nothing of the text is left."""
    me, author = factories.person(), factories.person()
    thread = factories.thread(title="Ampel am Ring")
    post = factories.post(thread, author, text="Geheimes Wort")
    keep(me, post)
    with transaction():
        commands.delete_post(db.session.get_one(Person, author.id), db.session.get_one(Post, post.id))
    page = sign_in(me).get("/merkliste").get_data(as_text=True)
    assert "wurde entfernt" in page
    assert f"/beitraege/{post.id}" not in page
    assert thread.url in page


def test_merging_keeps_what_was_kept(app: Flask) -> None:
    """T-21: of two kept threads that become one, one line is left; a kept post stands where it went."""
    both, one, staff = factories.person(), factories.person(), factories.person("staff")
    old, new = factories.thread(), factories.thread()
    post = factories.post(old)
    keep(both, old)
    keep(both, new)
    keep(one, old)
    keep(one, post)
    with transaction():
        commands.merge_threads(
            db.session.get_one(Person, staff.id),
            db.session.get_one(Thread, old.id),
            target=db.session.get_one(Thread, new.id),
            reason="Dasselbe Thema.",
            confirmed=True,
        )
    assert kept_by(one) == [(new.id, post.id), (new.id, None)]
    assert kept_by(both) == [(new.id, None)]


def test_a_list_has_an_end_and_pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number of questions for one line and for many."""
    me = factories.person()
    thread = factories.thread()
    keep(me, thread)
    assert len(kept_by(me)) == 1
    with statements() as few:
        kept_by(me)
    for _turn in range(4):
        keep(me, factories.post(thread))
    assert len(kept_by(me)) == 5
    with statements() as many:
        kept_by(me)
    assert len(many) == len(few)
    person = db.session.get_one(Person, me.id)
    first = queries.bookmarks(person, None, 2)
    second = queries.bookmarks(person, first.after, 2)
    assert len({one.bookmark.id for one in (*first.items, *second.items)}) == 4
    monkeypatch.setattr(bookmarks, "MOST", 5)
    with pytest.raises(Conflict):
        keep(me, factories.thread())


def test_pressing_twice_at_once_keeps_it_once(app: Flask) -> None:
    """Two windows, real threads."""
    me, thread = factories.person(), factories.thread()
    number, topic = me.id, thread.id

    def press() -> None:
        commands.bookmark(db.session.get_one(Person, number), db.session.get_one(Thread, topic))

    assert at_once(app, [press] * 4) == 0
    assert db.session.scalar(select(func.count()).select_from(Bookmark)) == 1
