"""What is sent back to its author before anything is published, and spaces in which every text waits."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, Thread
from forum.screening import watching
from forum.screening.commands import look_at_profile
from forum.screening.models import HeldText, Label, WatchedWord
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


@pytest.fixture(autouse=True)
def _watched(app: Flask) -> None:
    moderator = factories.person("moderator")
    with transaction():
        watching.add_watched_word(moderator, pattern="Kanarienvogel*", action="block")
        watching.add_watched_word(
            moderator, pattern="Schwarzfahrer", action="replace", replacement="ohne Ticket Fahrende"
        )


def test_a_blocked_word_sends_the_text_back(sign_in: SignIn) -> None:
    """M-09, S-07: the author reads which word it is, and all that was typed is still there; nothing is published or kept."""
    thread, author = factories.thread(), factories.person()
    client, words = sign_in(author), "Zwei Kanarienvögel und ein Kanarienvogelkäfig."
    answer = client.submit(f"/themen/{thread.id}/antworten", text=words, stance="", language="de")
    assert answer.status_code == 422
    assert "Diese Wörter gehen hier nicht: Kanarienvogel*." in answer.text
    assert "Ihr Text ist noch da" in answer.text
    assert words in answer.text
    assert not db.session.scalars(select(Post).where(Post.author_id == author.id)).all()
    assert not db.session.scalars(select(HeldText)).all()


def test_a_word_to_replace_is_replaced_by_its_author(sign_in: SignIn) -> None:
    """M-09, M-13: nobody else changes the words of a text; what to write instead is said, and then it goes."""
    thread, author = factories.thread(), factories.person()
    client, address = sign_in(author), f"/themen/{thread.id}/antworten"
    answer = client.submit(address, text="Die Schwarzfahrer zahlen nichts.", stance="", language="de")
    assert answer.status_code == 422
    assert "statt „Schwarzfahrer“ lieber „ohne Ticket Fahrende“" in answer.text
    assert (
        client.submit(address, text="Wer ohne Ticket fährt, zahlt nichts.", stance="", language="de").status_code == 303
    )


def test_a_change_is_sent_back_as_well(app: Flask) -> None:
    """M-09: what was published stays as it was."""
    author = factories.person()
    number = factories.post(factories.thread(), author, text="Ein Vogel.").id
    values = {"text": "Ein Kanarienvogel.", "version": db.session.get_one(Post, number).version}
    with pytest.raises(Invalid), transaction():
        discussions.edit_post(db.session.get_one(Person, author.id), db.session.get_one(Post, number), **values)
    assert db.session.get_one(Post, number).source == "Ein Vogel."


def test_a_name_cannot_be_sent_back_so_somebody_looks(app: Flask) -> None:
    """M-09, M-27: the worker goes on."""
    person = factories.person(organisation="Verein Kanarienvogel")
    with transaction():
        look_at_profile(db.session.get_one(Person, person.id))
    (row,) = db.session.scalars(select(Label)).all()
    assert [one.rule for one in row.reasons] == ["watched_words"]


def test_the_page_asks_what_to_write_instead(sign_in: SignIn) -> None:
    """M-09: a word to replace needs another one, on the page and in the database."""
    client = sign_in(factories.person("moderator"))
    fields = {"pattern": "Penner", "action": "replace", "gesehen": "Penner"}
    assert client.submit("/moderation/woerter", **fields).status_code == 422
    assert client.submit("/moderation/woerter", **fields, replacement="Obdachlose").status_code == 303
    page = client.get("/moderation/woerter").text
    assert "„Obdachlose“" in page
    assert "Der Text geht nicht ab." in page
    with pytest.raises(IntegrityError), transaction():
        db.session.add(WatchedWord(pattern="x", folded="x", action="replace", added_at=now()))


def test_in_a_space_every_text_can_wait(sign_in: SignIn) -> None:
    """M-11: a setting of the space; author and moderation read the same reason, and everybody reads that it is so."""
    office, author = sign_in(factories.person("staff")), factories.person()
    thread = factories.thread()
    space = db.session.get_one(Space, thread.space_id)
    fields = {"title": space.title, "description": space.description, "kind": "public", "holds_texts": "y"}
    answer = office.submit(f"/stabsstelle/raeume/{space.slug}", version=str(space.version), **fields)
    assert answer.status_code == 303
    client = sign_in(author)
    address = db.session.get_one(Space, thread.space_id).url
    assert "liest sie, bevor sie erscheinen" in client.get(address).text
    sent = client.submit(f"/themen/{thread.id}/antworten", text="Ein ganz harmloser Satz.", stance="", language="de")
    assert sent.location.startswith("/konto/zurueckgehalten/")
    assert "In diesem Raum liest ein Mensch jeden Text" in client.get(sent.location).text
    assert [one.rule for one in db.session.scalars(select(HeldText)).one().reasons] == ["space"]
    staff = factories.person("staff")
    with transaction():
        here, who = db.session.get_one(Space, thread.space_id), db.session.get_one(Person, author.id)
        assert isinstance(discussions.send_thread(who, here, title="Noch ein Thema", text="Ein Satz."), HeldText)
    with transaction():
        sent_by_staff = discussions.send_post(
            db.session.get_one(Person, staff.id), db.session.get_one(Thread, thread.id), text="Von der Stabsstelle."
        )
        assert isinstance(sent_by_staff, Post)
