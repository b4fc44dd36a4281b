"""Following threads, ideas and spaces, and who hears of what then."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind, Thread
from forum.notifications.commands import tell
from forum.notifications.levels import Level
from forum.notifications.models import Follow, Message
from tests import factories
from tests.factories import Visitor
from tests.notifications.conftest import Kinds, Listens, Mails

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def level(person: Person, kind: str, thing_id: int) -> tuple[str, bool] | None:
    statement = select(Follow.level, Follow.chosen).where(
        Follow.person_id == person.id, Follow.kind == kind, Follow.thing_id == thing_id
    )
    row = db.session.execute(statement).first()
    return (row.level, row.chosen) if row else None


def test_own_posts_set_tracking_and_leave_a_choice_alone(app: Flask, work: Work, listens: Listens) -> None:
    """T-17: writing means hearing of answers; whoever chose a level keeps it."""
    ada, ben = factories.person(), factories.person()
    thread = factories.thread(ada)
    listens(ben, "thread", thread.id, Level.MUTED)
    factories.post(thread, ben)
    work()
    assert level(ada, "thread", thread.id) == ("tracking", False)
    assert level(ben, "thread", thread.id) == ("muted", True)


@pytest.mark.parametrize(
    ("choice", "heard"),
    [
        (Level.WATCHING, ["post", "thread_closed"]),
        (Level.TRACKING, ["thread_closed"]),
        (Level.NORMAL, []),
        (Level.MUTED, []),
    ],
)
def test_each_level_hears_its_share_of_a_thread(
    choice: Level, heard: list[str], app: Flask, work: Work, listens: Listens, kinds: Kinds
) -> None:
    """T-17: everything, important steps, answers only, nothing."""
    thread, ada = factories.thread(), factories.person()
    work()
    listens(ada, "thread", thread.id, choice)
    thread_id = thread.id
    factories.post(thread)
    moderator = factories.person("moderator")
    with transaction():
        discussions.close_thread(moderator, db.session.get_one(Thread, thread_id), reason="Alles ist gesagt.")
    work()
    assert kinds(ada) == heard


def test_whoever_watches_a_space_hears_of_threads_and_posts(
    app: Flask, work: Work, listens: Listens, kinds: Kinds
) -> None:
    """T-17, T-18: a new thread is one message, not one for the thread and one for its first post."""
    space, ada, ben = factories.space(), factories.person(), factories.person()
    listens(ada, "space", space.id, Level.WATCHING)
    listens(ben, "space", space.id, Level.TRACKING)
    thread = factories.thread(within=space)
    work()
    factories.post(thread)
    work()
    assert kinds(ada) == ["thread", "post"]
    assert kinds(ben) == ["thread"]


def test_a_muted_space_is_silent_even_where_one_writes(
    app: Flask, work: Work, listens: Listens, kinds: Kinds, mails: Mails
) -> None:
    """T-17: muted wins over all, also over an answer to oneself; moderation is heard nevertheless."""
    space, ada = factories.space(), factories.person()
    listens(ada, "space", space.id, Level.MUTED)
    thread = factories.thread(ada, within=space)
    first = db.session.scalars(select(Post.id).where(Post.thread_id == thread.id)).one()
    listens(ada, "thread", thread.id, Level.WATCHING)
    factories.post(thread, parent_id=first)
    factories.post(thread)
    work()
    assert kinds(ada) == []
    assert mails(ada) == []


def test_the_followers_of_an_idea_hear_by_their_level(app: Flask, work: Work, listens: Listens, kinds: Kinds) -> None:
    """N-29, T-17: its discussion is part of the idea."""
    idea = factories.idea()
    work()
    ada, ben = factories.person(), factories.person()
    listens(ada, "idea", idea.id, Level.WATCHING)
    listens(ben, "idea", idea.id, Level.TRACKING)
    factories.post(db.session.get_one(Thread, idea.thread_id))
    work()
    assert kinds(ada) == ["post"]
    assert kinds(ben) == []
    assert kinds(db.session.get_one(Person, idea.author_id))[-1] == "answer"


def test_own_events_never_notify(app: Flask, work: Work, listens: Listens, kinds: Kinds, mails: Mails) -> None:
    """T-18: whoever writes, answers oneself, watches everything, hears nothing of it."""
    space, ada = factories.space(), factories.person()
    listens(ada, "space", space.id, Level.WATCHING)
    thread = factories.thread(ada, within=space)
    first = factories.post(thread, ada)
    factories.post(thread, ada, parent_id=first.id)
    work()
    assert kinds(ada) == []
    assert mails(ada) == []


def test_one_happening_is_one_message_and_at_most_one_mail(
    app: Flask, work: Work, listens: Listens, kinds: Kinds, mails: Mails
) -> None:
    """E-03: answered, watching thread and space, and mentioned in a further event about the same post: told once."""
    ada = factories.person()
    thread = factories.thread(ada)
    first = factories.post(thread, ada)
    listens(ada, "thread", thread.id, Level.WATCHING)
    listens(ada, "space", thread.space_id or 0, Level.WATCHING)
    post = factories.post(thread, parent_id=first.id)
    post_id, number = post.id, ada.id
    work()
    with transaction():
        event = db.session.scalars(
            select(LoggedEvent).where(LoggedEvent.type == "PostPublished", LoggedEvent.subject_id == post_id)
        ).one()
        tell(event, [number], "mention", "/beitraege/1", title="Titel")
    work()
    assert kinds(ada) == ["reply"]
    assert len(mails(ada)) == 1


def test_a_mention_is_one_call(app: Flask, work: Work, listens: Listens, kinds: Kinds, mails: Mails) -> None:
    """T-15, T-17: whoever is mentioned hears of it at every level but muted."""
    ada, ben = factories.person(), factories.person()
    post = factories.post(factories.thread())
    post_id, numbers = post.id, [ada.id, ben.id]
    listens(ben, "thread", post.thread_id, Level.MUTED)
    with transaction():
        found = db.session.get_one(Post, post_id)
        event = db.session.scalars(
            select(LoggedEvent).where(LoggedEvent.subject_id == post_id).order_by(LoggedEvent.id)
        ).all()[-1]
        tell(event, numbers, "mention", found.url, title=found.thread.title)
    work()
    assert kinds(ada) == ["mention"]
    assert kinds(ben) == []
    assert "weil jemand Sie erwähnt hat" in mails(ada)[0].text


@pytest.mark.parametrize("kind", ["thread", "idea", "space"])
def test_the_level_is_shown_and_chosen_on_the_page(kind: str, sign_in: SignIn, client: Visitor) -> None:
    """T-17: without scripts, in words, for threads, ideas and spaces; visitors see no choice."""
    space = factories.space()
    thing = {"thread": lambda: factories.thread(within=space), "idea": factories.idea, "space": lambda: space}[kind]()
    path = f"/raeume/{space.slug}" if kind == "space" else getattr(thing, "url", "")
    ada = factories.person()
    visitor = sign_in(ada)
    assert "Mitteilungen: Antworten und Erwähnungen" in visitor.get(path).get_data(as_text=True)
    answer = visitor.submit(f"/folgen/{kind}/{thing.id}", level="muted", back=path)
    assert (answer.status_code, answer.location) == (303, path)
    assert "Mitteilungen: Stumm" in visitor.get(path).get_data(as_text=True)
    assert level(ada, kind, thing.id) == ("muted", True)
    assert 'id="level"' not in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/folgen/thread/{}", "/folgen/thread/999999", "/folgen/person/1"])
def test_what_one_may_not_see_cannot_be_followed(path: str, sign_in: SignIn) -> None:
    """E-17: following tells nothing about closed things."""
    closed = factories.thread(factories.person("staff"), factories.space(SpaceKind.STAFF))
    answer = sign_in(factories.person()).submit(path.format(closed.id), level="watching")
    assert answer.status_code == 404


def test_an_unknown_level_is_refused(sign_in: SignIn) -> None:
    thread = factories.thread()
    assert sign_in(factories.person()).submit(f"/folgen/thread/{thread.id}", level="loud").status_code == 422


def test_the_list_of_what_one_follows_shows_what_one_may_see(sign_in: SignIn, listens: Listens) -> None:
    """T-17, E-18: titles of things that were closed are gone from the list."""
    ada = factories.person()
    open_thread, closing = factories.thread(title="Offen für alle"), factories.thread(title="Kanarienvogel")
    for thread in (open_thread, closing):
        listens(ada, "thread", thread.id, Level.WATCHING)
    closing_id = closing.id
    with transaction():
        db.session.get_one(Thread, closing_id).audience = "staff"
    page = sign_in(ada).get("/konto/mitteilungen").get_data(as_text=True)
    assert "Offen für alle" in page
    assert "Kanarienvogel" not in page


def test_old_things_keep_their_place_when_they_move(app: Flask, sign_in: SignIn, work: Work, listens: Listens) -> None:
    """T-22, E-18: a message about a post follows its thread into a closed space."""
    ada = factories.person()
    thread = factories.thread(title="Kanarienvogel")
    listens(ada, "thread", thread.id, Level.WATCHING)
    factories.post(thread)
    work()
    visitor = sign_in(ada)
    assert "Kanarienvogel" in visitor.get("/mitteilungen").get_data(as_text=True)
    thread_id = thread.id
    with transaction():
        db.session.get_one(Thread, thread_id).audience = "staff"
    page = visitor.get("/mitteilungen").get_data(as_text=True)
    assert "Kanarienvogel" not in page
    assert "data-unread-badge hidden" in page
    assert db.session.scalar(select(Message.id).where(Message.person_id == ada.id)) is not None
