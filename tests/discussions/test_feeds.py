"""Feeds of a thread, of a space and of everything public, and a thread on paper (F-01, F-08, T-35)."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.text import without_controls
from forum.discussions import commands
from forum.discussions.models import Post, Space, SpaceKind, Thread
from tests import factories
from tests.discussions.growing import grown
from tests.discussions.test_reading import posts_on, questions
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client: Visitor, path: str) -> Element:
    """Return a feed, read as strictly as XML is, and checked by the rules of Atom (RFC 4287)."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    read = fromstring(answer.data)  # noqa: S314  It is our own.
    assert read.tag == f"{ATOM}feed"
    assert read.get(LANG)
    for part in (read, *entries(read)):
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1, name
        assert text(part, "id").startswith("tag:localhost,2026:")
        assert datetime.fromisoformat(text(part, "updated")).tzinfo is not None
        assert part.find(f"{ATOM}author/{ATOM}name") is not None
        assert [one for one in part.findall(f"{ATOM}link") if one.get("rel") == "alternate"]
        assert all(str(link.get("href")).startswith("http://localhost/") for link in part.findall(f"{ATOM}link"))
    assert len(entries(read)) <= 50
    return read


def entries(read: Element) -> list[Element]:
    """Return the entries of a feed."""
    return read.findall(f"{ATOM}entry")


def text(part: Element, name: str) -> str:
    """Return the words of a part."""
    return part.findtext(ATOM + name) or ""


def link(part: Element, rel: str) -> str | None:
    """Return where a link of a part leads on this site."""
    found = [str(one.get("href")) for one in part.findall(f"{ATOM}link") if one.get("rel") == rel]
    return found[0].removeprefix("http://localhost") if found else None


def ids(read: Element) -> list[str]:
    """Return the names of the entries."""
    return [text(entry, "id") for entry in entries(read)]


def test_a_thread_tells_of_its_newest_posts(app: Flask, client: Visitor) -> None:
    """F-01: names never change, whatever becomes of a text; dates are whole; the language is that of the post."""
    thread = factories.thread()
    post = factories.post(thread, text="Siehe [dort](/regeln) und <da> & **hier**.")
    read = feed(client, f"/themen/{thread.id}.atom")
    first = entries(read)[0]
    assert ids(read)[0] == f"tag:localhost,2026:post:{post.id}"
    assert text(first, "title") == "Siehe dort und <da> & hier."
    assert 'href="/regeln"' in text(first, "content")
    assert read.get("{http://www.w3.org/XML/1998/namespace}base") == "http://localhost/"
    assert "&lt;da&gt;" in text(first, "content")
    assert link(first, "alternate") == post.url
    assert link(read, "alternate") == thread.url
    assert link(read, "self") == f"/themen/{thread.id}.atom"
    assert first.get(LANG) == post.language
    with transaction():
        found = db.session.get_one(Post, post.id)
        author = db.session.get_one(Person, found.author_id)
        commands.edit_post(author, found, text="Ein neuer Wortlaut dafür.", version=found.version)
    again = feed(client, f"/themen/{thread.id}.atom")
    assert ids(again) == ids(read)
    assert text(entries(again)[0], "updated") > text(first, "updated")
    assert text(again, "updated") == text(entries(again)[0], "updated")


def test_a_space_and_the_whole_forum_tell_of_new_threads(app: Flask, client: Visitor) -> None:
    """F-01: with the words of the first post, and without threads that went into another one."""
    space = factories.space()
    one, two = factories.thread(within=space), factories.thread(within=space)
    third = factories.thread(text="Ganz woanders, aber öffentlich.")
    name = "tag:localhost,2026:thread:{}".format
    assert ids(feed(client, f"/raeume/{space.slug}.atom")) == [name(two.id), name(one.id)]
    whole = feed(client, "/raeume.atom")
    assert ids(whole) == [name(third.id), name(two.id), name(one.id)]
    assert "Ganz woanders" in text(entries(whole)[0], "content")
    one_id, two_id = one.id, two.id
    with transaction():
        commands.merge_threads(
            factories._inside("moderator"),
            db.session.get_one(Thread, one_id),
            target=db.session.get_one(Thread, two_id),
            reason="Dasselbe Thema",
            confirmed=True,
        )
    assert ids(feed(client, "/raeume.atom")) == [name(third.id), name(two_id)]
    assert client.get(f"/themen/{one_id}.atom").location == f"/themen/{two_id}.atom"
    assert feed(client, "/raeume.atom?sprache=en").get(LANG) == "en"


def test_pages_of_a_feed_neither_share_nor_lose_an_entry(app: Flask, client: Visitor) -> None:
    """T-35: while new posts come."""
    thread = grown(*[()] * 120)
    wanted = {f"tag:localhost,2026:post:{number}" for number in db.session.scalars(select(Post.id))}
    seen: list[str] = []
    path: str | None = f"/themen/{thread.id}.atom"
    while path:
        read = feed(client, path)
        seen += ids(read)
        path = link(read, "next")
        factories.post(thread)
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted
    space = db.session.scalars(select(Space.slug)).first()
    assert client.get(f"/raeume/{space}.atom?after=nonsense").status_code == 422


def test_hidden_posts_vanish_from_feeds_at_once(app: Flask, client: Visitor) -> None:
    """F-08, E-18: also the first post of a thread, whose entry stays without its words."""
    thread = factories.thread(text="Ein Kanarienvogel sitzt hier.")
    late = factories.post(thread, text="Noch ein Kanarienvogel.")
    paths = [f"/themen/{thread.id}.atom", "/raeume.atom", f"/themen/{thread.id}/druck"]
    for path in paths:
        assert "Kanarienvogel" in client.get(path).get_data(as_text=True)
    with transaction():
        moderator = factories._inside("moderator")
        for number in (db.session.scalars(select(Post.id).order_by(Post.id)).first(), late.id):
            commands.hide_post(moderator, db.session.get_one(Post, number), ground="Regel 1")
    for path in paths:
        assert "Kanarienvogel" not in client.get(path).get_data(as_text=True)
    assert ids(feed(client, paths[0])) == []
    assert len(ids(feed(client, "/raeume.atom"))) == 1


def test_closed_rooms_have_feeds_only_for_who_may_read_them(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """G-10, E-17: and never stand in the feed of everything, whoever asks for it."""
    staff = factories.person("staff")
    space = factories.space(SpaceKind.STAFF)
    thread = factories.thread(staff, space)
    inside = sign_in(staff)
    for path in (f"/raeume/{space.slug}.atom", f"/themen/{thread.id}.atom", f"/themen/{thread.id}/druck"):
        assert client.get(path).status_code == 404
        assert inside.get(path).status_code == 200
    assert ids(feed(inside, "/raeume.atom")) == []
    assert "application/atom+xml" not in inside.get(thread.url).get_data(as_text=True)


def test_whoever_has_a_feed_already_gets_nothing_again(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """F-01: an ETag and 304, until something in it changes."""
    thread = factories.thread()
    for who in (client, sign_in(factories.person())):
        for path in (f"/themen/{thread.id}.atom", "/raeume.atom"):
            tag = {"If-None-Match": who.get(path).headers["ETag"]}
            again = who.get(path, headers=tag)
            assert (again.status_code, again.data) == (304, b"")
            thread = factories.thread()
            if path == "/raeume.atom":
                assert who.get(path, headers=tag).status_code == 200


def test_pages_name_their_feeds(app: Flask, client: Visitor) -> None:
    """F-01: to programs and to people."""
    thread = factories.thread()
    assert thread.space is not None
    for page, path in (
        (thread.url, f"/themen/{thread.id}.atom"),
        (thread.space.url, f"{thread.space.url}.atom"),
        ("/raeume", "/raeume.atom"),
    ):
        html = client.get(page).get_data(as_text=True)
        assert re.search(f'<link rel="alternate" type="application/atom\\+xml"[^>]* href="{re.escape(path)}">', html)
        assert f'<a class="kern-link" href="{path}">' in html


def test_odd_words_never_break_a_feed(app: Flask, client: Visitor) -> None:
    """E-22: control signs from before they were refused, brackets, and a script that stays text."""
    thread = factories.thread(title='A <b> & "c" \' ]]>')
    number, post = thread.id, factories.post(thread)
    with transaction():
        odd = "<p>\x0b\x00 \x1b \ufffe &amp; <script>alert(1)</script>]]></p>".replace("\x00", "")
        db.session.execute(update(Post).where(Post.id == post.id).values(html=odd, source="Vor \x0c nach"))
    read = feed(client, f"/themen/{number}.atom")
    assert text(read, "title").startswith('A <b> & "c" \' ]]>')
    assert text(entries(read)[0], "title") == "Vor nach"


@given(some.text())
def test_any_text_becomes_xml(words: str) -> None:
    """E-10: what XML does not know is gone, and everything else is there."""
    kept = without_controls(words)
    escaped = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    assert (fromstring(f"<a>{escaped}</a>").text or "") == kept  # noqa: S314


def test_a_thread_on_paper_is_whole_and_comes_in_parts(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """D-11: in the order of time, with written-out dates and addresses; 10,000 posts are never one page."""
    small, large = grown((2, 1)), grown(*[()] * 10_000)
    html = client.get(f"/themen/{small.id}/druck").get_data(as_text=True)
    written = db.session.scalars(
        select(Post.id).where(Post.thread_id == small.id).order_by(Post.created_at, Post.id)
    ).all()
    assert posts_on(html) == list(written)
    for number in written:
        assert f'<p class="on-paper__address">http://localhost/beitraege/{number}</p>' in html
    assert re.search(r"<time [^>]*>\d{1,2}\.\xa0[A-Z][a-zä]+ 2026, \d\d:\d\d\xa0Uhr</time>", html)
    path, seen = f"/themen/{large.id}/druck", 0
    first = client.get(path).get_data(as_text=True)
    assert "Teil 1 von 34" in first
    assert len(posts_on(first)) == 300
    for number in (2, 34):
        seen = len(posts_on(client.get(f"{path}?seite={number}").get_data(as_text=True)))
    assert seen == 10_001 - 33 * 300
    for who in (client, sign_in(factories.person())):
        assert questions(app, who, path) == questions(app, who, f"/themen/{small.id}/druck") <= 8
    assert "Druckansicht" in unescape(client.get(small.url).get_data(as_text=True))


@pytest.mark.parametrize("path", ["/themen/{}.atom", "/raeume.atom"])
def test_feeds_ask_the_same_number_of_questions_for_few_and_many(app: Flask, client: Visitor, path: str) -> None:
    """E-11."""
    thread = factories.thread()
    few = questions(app, client, path.format(thread.id))
    for _ in range(12):
        factories.post(thread)
        factories.thread()
    assert questions(app, client, path.format(thread.id)) == few <= 4
