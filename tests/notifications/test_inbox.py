"""The inbox: what is unread, and opening it."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.notifications import queries
from forum.notifications.levels import Level
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.notifications.conftest import Listens
from tests.notifications.crowd import crowd

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def told(listens: Listens, work: Work, answers: int = 1) -> tuple[Person, Thread]:
    """Return a person to whom so many new posts in a thread were told, and the thread."""
    ada, thread = factories.person(), factories.thread(title="Ein Thema zum Lesen")
    work()
    listens(ada, "thread", thread.id, Level.WATCHING)
    for _answer in range(answers):
        factories.post(thread)
    work()
    return ada, thread


def messages(person: Person) -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.person_id == person.id).order_by(Message.id)))


def test_opening_a_message_reads_it_and_leads_on(sign_in: SignIn, listens: Listens, work: Work) -> None:
    """E-24: a button does it, since a GET changes nothing."""
    ada, _thread = told(listens, work)
    (message,) = messages(ada)
    visitor, where = sign_in(ada), message.url
    page = visitor.get("/mitteilungen").get_data(as_text=True)
    assert f'action="/mitteilungen/{message.id}"' in page
    visitor.get(where)
    assert messages(ada)[0].read_at is None
    answer = visitor.submit(f"/mitteilungen/{message.id}")
    assert (answer.status_code, answer.location) == (303, where)
    assert messages(ada)[0].read_at is not None
    assert f'<a href="{where}">' in visitor.get("/mitteilungen").get_data(as_text=True)


def test_nobody_opens_anothers_message(sign_in: SignIn, listens: Listens, work: Work) -> None:
    """E-17: it is as if it did not exist."""
    ada, _thread = told(listens, work)
    (message,) = messages(ada)
    stranger = sign_in(factories.person())
    assert stranger.submit(f"/mitteilungen/{message.id}").status_code == 404
    assert stranger.submit("/mitteilungen/999999").status_code == 404
    assert messages(ada)[0].read_at is None


def test_the_inbox_can_show_what_is_unread(sign_in: SignIn, listens: Listens, work: Work) -> None:
    ada, _thread = told(listens, work, answers=2)
    visitor, first = sign_in(ada), messages(ada)[0].id
    visitor.submit(f"/mitteilungen/{first}")
    assert visitor.get("/mitteilungen").get_data(as_text=True).count('<li class="row') == 2
    assert visitor.get("/mitteilungen?ungelesen=1").get_data(as_text=True).count('<li class="row') == 1
    visitor.submit("/mitteilungen/gelesen")
    assert "Alles gelesen" in visitor.get("/mitteilungen?ungelesen=1").get_data(as_text=True)


def test_the_inbox_is_paged_by_key_with_its_filter(sign_in: SignIn, app: Flask) -> None:
    """T-35: every message is on exactly one page, also with the filter."""
    thread = factories.thread()
    posts = [factories.post(thread).id for _post in range(queries.PER_PAGE + 3)]
    (number,) = crowd(1, posts)
    visitor = sign_in(db.session.get_one(Person, number))
    first = visitor.get("/mitteilungen?ungelesen=1").get_data(as_text=True)
    assert first.count('<li class="row') == queries.PER_PAGE
    cursor = first.split("after=")[1].split("&")[0].split('"')[0]
    second = visitor.get(f"/mitteilungen?ungelesen=1&after={cursor}").get_data(as_text=True)
    assert second.count('<li class="row') == 3
    assert ">99+<" not in first


def test_the_badge_is_small_and_unchanged_costs_nothing(sign_in: SignIn, listens: Listens, work: Work) -> None:
    """A tag for programs that ask each minute; other people's messages do not count."""
    ada, thread = told(listens, work)
    visitor = sign_in(ada)
    first = visitor.get("/mitteilungen/zahl")
    assert ">1<" in first.get_data(as_text=True)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = visitor.get("/mitteilungen/zahl", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    factories.post(db.session.get_one(Thread, thread.id))
    work()
    changed = visitor.get("/mitteilungen/zahl", headers={"If-None-Match": first.headers["ETag"]})
    assert ">2<" in changed.get_data(as_text=True)
    assert "hidden" in sign_in(factories.person()).get("/mitteilungen/zahl").get_data(as_text=True)


def test_a_large_number_is_not_counted_to_the_end(sign_in: SignIn, app: Flask) -> None:
    """E-11: the badge says that there are many."""
    thread = factories.thread()
    (number,) = crowd(1, [factories.post(thread).id for _post in range(queries.MOST_COUNTED + 1)])
    assert "99+" in sign_in(db.session.get_one(Person, number)).get("/mitteilungen/zahl").get_data(as_text=True)


def test_hidden_posts_leave_the_inbox_and_the_badge(sign_in: SignIn, listens: Listens, work: Work) -> None:
    """E-18: and come back when they are restored."""
    ada, _thread = told(listens, work)
    post_id, moderator = messages(ada)[0].thing_id or 0, factories.person("moderator").id
    visitor = sign_in(ada)

    def moderate(act: Callable[..., object], **values: str) -> str:
        with transaction():
            act(db.session.get_one(Person, moderator), db.session.get_one(Post, post_id), **values)
        return visitor.get("/mitteilungen").get_data(as_text=True)

    assert "Ein Thema zum Lesen" not in moderate(discussions.hide_post, ground="Regel 1")
    assert "hidden" in visitor.get("/mitteilungen/zahl").get_data(as_text=True)
    assert "Ein Thema zum Lesen" in moderate(discussions.restore_post)


def test_the_badge_needs_a_sign_in(client: Visitor) -> None:
    assert client.get("/mitteilungen/zahl").status_code == 303


def test_hidden_ideas_leave_the_inbox_with_everything_around_them(sign_in: SignIn, work: Work) -> None:
    """E-18: the staff office was told of the idea, and its author of a post below it; no title of it is left."""
    author, staff, moderator = factories.person(), factories.person("staff"), factories.person("moderator")
    idea = factories.idea(author, "eingereicht", title="Kanarienvögel für den Hagenmarkt")
    assert idea.thread is not None
    factories.post(idea.thread)
    work()
    idea_id, moderator_id = idea.id, moderator.id
    for who in (staff, author):
        assert "Kanarienvögel" in sign_in(who).get("/mitteilungen").get_data(as_text=True)
    with transaction():
        ideas.hide_idea(db.session.get_one(Person, moderator_id), db.session.get_one(Idea, idea_id), ground="respekt")
    for who in (staff, author):
        assert "Kanarienvögel" not in sign_in(who).get("/mitteilungen").get_data(as_text=True)
    work()
    for who in (staff, author):
        assert "Kanarienvögel" not in sign_in(who).get("/mitteilungen").get_data(as_text=True)


def test_a_title_is_no_markup_in_the_inbox(sign_in: SignIn, work: Work) -> None:
    """E-22, A-04: the sentences are plain text for mails too, so a page escapes them; a title is marked as German."""
    thread, ada = factories.thread(title="Bänke <b>fett</b> & mehr"), factories.person(language="en")
    post = factories.post(thread, ada)
    factories.post(thread, parent_id=post.id)
    work()
    visitor = sign_in(ada)
    title = "Bänke &lt;b&gt;fett&lt;/b&gt; &amp; mehr"
    assert f"„{title}“" in visitor.get("/mitteilungen?sprache=de").get_data(as_text=True)
    assert f'“<span lang="de">{title}</span>”' in visitor.get("/mitteilungen").get_data(as_text=True)
    assert "<b>fett" not in visitor.get("/mitteilungen?ungelesen=1").get_data(as_text=True)
