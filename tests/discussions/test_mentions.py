"""Naming people in posts: who can be named, how a name stays right, and whom the editor suggests."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.events import HandleChanged
from forum.accounts.models import Person, Standing
from forum.accounts.queries import handle_key
from forum.core import rendered, text
from forum.core.db import db, transaction
from forum.core.events import record
from forum.core.permissions import SYSTEM
from forum.discussions import commands
from forum.discussions.models import Mention, Post, PostQuote, PostRevision, Space, SpaceKind
from forum.search import queries as search
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def known(handle: str, **changes: Any) -> Person:
    """Return somebody who has written where everybody reads."""
    person = factories.person(handle=handle)
    factories.thread(person)
    for name, value in changes.items():
        with transaction():
            setattr(db.session.get_one(Person, person.id), name, value)
    return db.session.get_one(Person, person.id)


def named_in(post: Post) -> set[int]:
    return set(db.session.scalars(select(Mention.person_id).where(Mention.post_id == post.id, Mention.named)))


def link(handle: str) -> str:
    return f'<a href="/leute/{handle}" rel="nofollow ugc noopener">@{handle}</a>'


def rename(person: Person, handle: str, **changes: Any) -> None:
    """Let a person go by another handle, as the package of accounts does it."""
    number = person.id
    with transaction():
        found = db.session.get_one(Person, number)
        found.handle, found.handle_key = handle, handle_key(handle)
        for name, value in changes.items():
            setattr(found, name, value)
        record(SYSTEM, HandleChanged(person_id=number), audience="admin")


def test_a_name_is_kept_by_number_and_shown_as_a_link(app: Flask) -> None:
    """T-15: case does not matter, each person counts once, and a name in code is code."""
    mia = known("Mia-K")
    thread = factories.thread()
    post = factories.post(thread, text="Was meinst du, @mia-k? Und `@niemand`? @Mia-K!")
    assert named_in(post) == {mia.id}
    assert post.html.count(link("Mia-K")) == 2
    assert named_in(factories.post(thread, text="`@Mia-K` und [@Mia-K](https://example.org)")) == set()


def test_a_post_names_at_most_ten_people(app: Flask) -> None:
    """T-15: the first ten; further names stay words."""
    handles = [f"Viele{number}x" for number in range(12)]
    for handle in handles:
        known(handle)
    post = factories.post(factories.thread(), text=" ".join(f"@{handle}" for handle in handles))
    assert len(named_in(post)) == app.config["MENTIONS_PER_POST"] == 10
    assert "<a" not in post.html.partition("@Viele10x")[2]


def test_the_preview_names_whom_the_stored_text_names(sign_in: SignIn) -> None:
    """X-01: the same bytes, also in an edit and for a new thread; without a place nobody is named."""
    known("Mia-K")
    ada, space = factories.person(), factories.space()
    thread = factories.thread(ada, space)
    first = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    client, text = sign_in(ada), "Frage an @mia-k und @niemand"
    shown = {
        place: client.submit("/vorschau", text=text, ort=place).get_data(as_text=True)
        for place in (f"thread:{thread.id}", f"space:{space.id}", f"post:{first.id}")
    }
    stored = factories.post(thread, ada, text=text).html
    assert set(shown.values()) == {stored}
    assert link("Mia-K") in stored
    path = f"/themen/{thread.id}/antworten"
    assert stored in client.submit(path, text=text, vorschau="1").get_data(as_text=True)
    assert "<a" not in client.submit("/vorschau", text=text).get_data(as_text=True)


@pytest.fixture
def closed(app: Flask) -> Space:
    """A room of which Insel-Kim and Insel-Lou are members; both wrote nowhere else."""
    room = factories.space(SpaceKind.MEMBERS)
    people = [factories.person(handle="Insel-Kim"), factories.person(handle="Insel-Lou")]
    with transaction():
        for person in people:
            commands.let_in(SYSTEM, db.session.get_one(Space, room.id), db.session.get_one(Person, person.id))
    for person in people:
        factories.thread(db.session.get_one(Person, person.id), room)
    return db.session.get_one(Space, room.id)


def by_handle(handle: str) -> Person:
    return db.session.scalars(select(Person).where(Person.handle == handle)).one()


def test_who_lives_only_in_a_closed_room_is_no_name_outside(closed: Space, sign_in: SignIn) -> None:
    """T-15: neither the text, nor the preview, nor the suggestions tell that there is such a handle."""
    thread, ada = factories.thread(), factories.person()
    client = sign_in(ada)
    post = factories.post(thread, ada, text="Kennt jemand @Insel-Kim?")
    assert (named_in(post), "<a" in post.html) == (set(), False)
    one = client.submit("/vorschau", text="Hallo @Insel-Kim", ort=f"thread:{thread.id}").get_data(as_text=True)
    assert one == "<p>Hallo @Insel-Kim</p>\n"
    assert client.get(f"/erwaehnen?ort=thread:{thread.id}&anfang=insel").json == []


def test_inside_the_room_its_people_have_names(closed: Space, sign_in: SignIn) -> None:
    """T-15: members know each other; who may not read there cannot be called, however well known."""
    known("Mia-K")
    kim, lou = by_handle("Insel-Kim"), by_handle("Insel-Lou")
    thread = factories.thread(kim, closed, text="Hallo @Insel-Lou, hallo @Mia-K!")
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    assert named_in(post) == {lou.id}
    found = sign_in(kim).get(f"/erwaehnen?ort=space:{closed.id}&anfang=i").json
    assert [one["handle"] for one in found] == ["Insel-Lou"]
    assert sign_in(kim).get(f"/erwaehnen?ort=space:{closed.id}&anfang=mia").json == []


def test_closed_places_do_not_exist_for_others(closed: Space, sign_in: SignIn, client: Visitor) -> None:
    """E-17: suggestions and preview answer 404 for what one may not read, and are for people with an account."""
    thread = factories.thread(by_handle("Insel-Kim"), closed)
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    outside = sign_in(factories.person())
    for place in (f"thread:{thread.id}", f"post:{post.id}", f"space:{closed.id}", "thread:99999", "anders:1", "", "x"):
        assert outside.get(f"/erwaehnen?ort={place}&anfang=insel").status_code == 404, place
    assert outside.submit("/vorschau", text="Hallo @Insel-Kim", ort=f"thread:{thread.id}").status_code == 404
    assert client.get(f"/erwaehnen?ort=thread:{factories.thread().id}").status_code in {303, 401}


def test_people_of_the_thread_are_suggested_first(sign_in: SignIn) -> None:
    """T-15: then others who are known; not oneself, nobody who was suspended, nobody who never wrote."""
    for handle in ("Anna-A", "Anna-B", "Anna-D"):
        known(handle)
    known("Anna-E", standing=Standing.SUSPENDED)
    factories.person(handle="Anna-F")
    author = factories.person(handle="Anna-G")
    thread = factories.thread(author)
    factories.post(thread, by_handle("Anna-D"))
    ask = f"/erwaehnen?ort=thread:{thread.id}&anfang="
    found = sign_in(author).get(f"{ask}aNNa").json
    assert [(one["handle"], bool(one["note"])) for one in found] == [
        ("Anna-D", True),
        ("Anna-A", False),
        ("Anna-B", False),
    ]
    assert [one["handle"] for one in sign_in(author).get(ask).json] == ["Anna-D"]
    assert sign_in(author).get(f"{ask}%25").json == []
    assert sign_in(author).get(f"{ask}_").json == []


def test_authors_of_ideas_can_be_named_under_them(app: Flask) -> None:
    """T-15: posts under ideas are posts like any other."""
    author = factories.person(handle="Ideen-Ida")
    idea = factories.idea(author)
    assert idea.thread is not None
    post = factories.post(idea.thread, text="Wie genau meinst du das, @Ideen-Ida?")
    assert named_in(post) == {author.id}


def test_an_edit_names_others_and_forgets_none_who_was_told(app: Flask) -> None:
    """T-15: the rows say who is named now, and who was."""
    mia, jo, ada = known("Mia-K"), known("Jo-Z"), factories.person()
    post = factories.post(factories.thread(), ada, text="Hallo @Mia-K!")
    number = post.id

    def edit(text: str) -> Post:
        with transaction():
            found = db.session.get_one(Post, number)
            commands.edit_post(db.session.get_one(Person, ada.id), found, text=text, version=found.version)
        return db.session.get_one(Post, number)

    assert named_in(edit("Hallo @Jo-Z!")) == {jo.id}
    assert named_in(edit("Hallo @Jo-Z und @Mia-K!")) == {jo.id, mia.id}


def test_a_new_handle_is_shown_everywhere(app: Flask, work: Work, client: Visitor) -> None:
    """T-15, P-07: in the text, its earlier versions, quotes, and the search; no version is added by it."""
    mia, ada = known("Mia-Kanari"), factories.person()
    thread = factories.thread()
    post = factories.post(thread, ada, text="Das war die Idee von @Mia-Kanari, oder?")
    untouched = factories.post(thread, ada, text="In `@Mia-Kanari` steckt Code.")
    number = post.id
    with transaction():
        found = db.session.get_one(Post, number)
        actor = db.session.get_one(Person, ada.id)
        commands.edit_post(actor, found, text="War das die Idee von @mia-kanari?", version=1)
    quoting = factories.post(thread, quoted=commands.Quoted(number)).id
    work()
    rename(mia, "Ida-Neu")
    work()
    post = db.session.get_one(Post, number)
    assert post.source == "War das die Idee von @Ida-Neu?"
    assert link("Ida-Neu") in post.html
    assert post.version == 2
    revision = db.session.scalars(select(PostRevision).where(PostRevision.post_id == number)).one()
    assert (revision.source, "Kanari" in revision.html) == ("Das war die Idee von @Ida-Neu, oder?", False)
    assert "@Ida-Neu" in db.session.scalars(select(PostQuote.text).where(PostQuote.post_id == quoting)).one()
    assert named_in(post) == {mia.id}
    assert "Kanari" in db.session.get_one(Post, untouched.id).source
    page = client.get(thread.url).get_data(as_text=True)
    assert page.count("Mia-Kanari") == 1
    assert [one.shown.id for one in search.find(SYSTEM, "Ida-Neu", kind="post").found] == [number, quoting][:1]


def test_who_was_erased_has_no_link_any_more(app: Flask, work: Work) -> None:
    """P-07: the new name stands there as a word, since there is no profile to go to."""
    mia = known("Mia-Kanari")
    post = factories.post(factories.thread(), text="Frag mal @Mia-Kanari.")
    rename(mia, "ehemalig-12", standing=Standing.ERASED)
    work()
    assert db.session.get_one(Post, post.id).html == "<p>Frag mal @ehemalig-12.</p>\n"


def test_many_texts_are_renewed_in_parts(app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """T-15: somebody who is named often does not hold the worker up."""
    monkeypatch.setattr("forum.discussions.commands.mentions.AT_ONCE", 2)
    mia, thread = known("Mia-Kanari"), factories.thread()
    for _number in range(5):
        factories.post(thread, text="Hallo @Mia-Kanari!")
    rename(mia, "Ida-Neu")
    work()
    sources = db.session.scalars(select(Post.source).join(Mention, Mention.post_id == Post.id)).all()
    assert sources == ["Hallo @Ida-Neu!"] * 5


def test_a_name_that_was_free_again_names_the_new_person_only_in_new_texts(app: Flask, work: Work) -> None:
    """T-15: what was said to one person is never said to another."""
    mia, thread = known("Mia-K"), factories.thread()
    old = factories.post(thread, text="Hallo @Mia-K!")
    rename(mia, "Ida-Neu")
    work()
    other = known("Mia-K")
    new = factories.post(thread, text="Hallo @Mia-K!")
    assert named_in(db.session.get_one(Post, old.id)) == {mia.id}
    assert named_in(new) == {other.id}


def test_feeds_of_the_site_carry_the_readable_name(app: Flask, client: Visitor) -> None:
    """T-15: the API gives the same HTML, with the name in it."""
    known("Mia-K")
    thread = factories.thread(text="Hallo @Mia-K!")
    items = client.get(f"/api/v1/threads/{thread.id}/posts").json["items"]
    assert link("Mia-K") in items[0]["html"]


def test_a_new_renderer_keeps_the_names(app: Flask, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    """T-15, T-31: what is rendered again names the same people, in the text of today and in the ones before."""
    ada, thread = factories.person(handle="Ada_L"), factories.thread()
    factories.post(thread, ada)
    post = factories.post(thread, text="Fragen wir @Ada_L, sie weiß es.")
    with transaction():
        found = db.session.get_one(Post, post.id)
        author = db.session.get_one(Person, found.author_id)
        commands.edit_post(author, found, text="Fragen wir doch @Ada_L.", version=found.version)
    before = [db.session.get_one(Post, post.id).html, *db.session.scalars(select(PostRevision.html))]
    assert all("/leute/Ada_L" in html for html in before)
    monkeypatch.setattr(text, "RENDERER", text.RENDERER + 1)
    rendered.renew()
    assert [db.session.get_one(Post, post.id).html, *db.session.scalars(select(PostRevision.html))] == before
    assert db.session.get_one(Post, post.id).renderer == text.RENDERER


def test_changing_the_names_tells_no_more_people_than_one_post_may_name(app: Flask, work: Work) -> None:
    """T-15: ten in all, however often the author names others."""
    thread = factories.thread()
    crowd = [known(f"Viele-{number}") for number in range(14)]
    first, second = crowd[:8], crowd[8:]
    post = factories.post(thread, text=" ".join(f"@{one.handle}" for one in first) + " was meint ihr?")
    work()
    with transaction():
        found = db.session.get_one(Post, post.id)
        author = db.session.get_one(Person, found.author_id)
        names = " ".join(f"@{one.handle}" for one in second)
        commands.edit_post(author, found, text=f"{names} was meint ihr?", version=found.version)
    work()
    told = db.session.scalars(select(Mention.person_id).where(Mention.told_at.is_not(None))).all()
    assert len(told) == app.config["MENTIONS_PER_POST"]
    assert named_in(post) == {one.id for one in second}
