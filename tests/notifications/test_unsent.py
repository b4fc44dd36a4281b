"""Letters that wait for the mail server carry nothing out that the moderation hid meanwhile (M-36, M-13, L-29)."""

from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core import clock
from forum.core.calendar import folded, said_otherwise
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings.commands import PlannedItem
from tests import factories
from tests.core.test_mail import Postbox, postbox
from tests.meetings.test_second_sessions import invited

__all__ = ["postbox"]

Work = Callable[[], int]
NAME = "Erika Kanarienvogel"
TITLE = f"Bänke, Bäume; Beete: {NAME} wünscht sich mehr davon vor ihrem Haus im Nussberg"


@pytest.fixture
def delivered(postbox: Postbox, work: Work) -> Callable[..., list[Message]]:
    """Write letters while the server takes none to a person, do something, and return those that go out then."""

    def deliver(*, to: Person, before: Callable[[Any], object]) -> list[Message]:
        address = to.email
        postbox.refused = {address}
        work()
        postbox.letters.clear()
        with transaction():
            before(factories._inside("moderator"))
        work()
        postbox.refused = set()
        with clock.shifted_by(timedelta(minutes=10)):
            work()
        return [letter for letter in postbox.letters if letter["To"] == address]

    return deliver


def read(letters: list[Message]) -> str:
    """Return all that letters say: subjects, and each part with its lines whole."""
    parts = [part for letter in letters for part in letter.walk() if not part.is_multipart()]
    said = [part.get_payload(decode=True).decode().replace("\r\n ", "") for part in parts]  # type: ignore[union-attr]
    return "\n".join([*(str(letter["Subject"]) for letter in letters), *said])


def take(number: int, how: str) -> Callable[[Any], object]:
    """Return what hides an idea, or blackens the name in it."""
    if how == "hidden":
        return lambda judge: ideas.hide_idea(judge, db.session.get_one(Idea, number), ground="Hausordnung")
    return lambda judge: ideas.redact_idea(judge, db.session.get_one(Idea, number), [NAME])


@pytest.mark.parametrize("how", ["hidden", "blackened"])
def test_an_invitation_that_waits_follows_the_title_of_its_items(
    app: Flask, delivered: Callable[..., list[Message]], how: str
) -> None:
    """M-36, L-29: in the letter and in its appointment, also where a committee wrote something around it."""
    idea = factories.idea(title=TITLE).id
    of = factories.committee()
    chair, ada = factories.member(of, "chair"), factories.member(of)
    # Of a hidden idea the title goes; what the committee found itself is its own.
    own = f"Rat zu {NAME}: mehr davon" if how == "blackened" else "Rat zu mehr Beeten"
    items = [PlannedItem(own, idea_id=idea), PlannedItem(TITLE, idea_id=idea)]
    invited(chair, factories.meeting(of, items).id)
    letters = delivered(to=ada, before=take(idea, how))
    said = read(letters)
    assert NAME not in said
    assert "text/calendar" in {part.get_content_type() for part in letters[0].walk()}
    assert said.count(f"Idee {idea} (Titel" if how == "hidden" else "Beete: █████ wünscht") >= 2


def test_a_letter_about_the_idea_follows_also_in_its_address(
    app: Flask, delivered: Callable[..., list[Message]]
) -> None:
    """M-36: the receipt of the author, whose address speaks as the title does."""
    author = factories.person()
    idea = factories.idea(author, title=TITLE).id
    said = read(delivered(to=author, before=take(idea, "blackened")))
    assert f"/ideen/{idea}-" in said
    assert not any(word in said for word in (NAME, "kanarienvogel"))


@pytest.mark.parametrize("how", ["hidden", "blackened", "title"])
def test_the_quote_of_a_post_goes_with_it(app: Flask, delivered: Callable[..., list[Message]], how: str) -> None:
    """M-36, M-13: what is left tells that there was something, and where."""
    ada = factories.person()
    thread = factories.thread(ada, title=f"Was {NAME} sagt")
    number, post = thread.id, factories.post(thread, text=f"Neben mir wohnt {NAME} im Nussberg.")
    post_id, url = post.id, post.url

    def taken(judge: Any) -> None:
        if how == "hidden":
            discussions.hide_post(judge, db.session.get_one(Post, post_id), ground="Hausordnung")
        elif how == "blackened":
            discussions.redact_post(judge, db.session.get_one(Post, post_id), [NAME])
        else:
            discussions.hide_title(judge, db.session.get_one(Thread, number))

    said = read(delivered(to=ada, before=taken))
    assert url in said
    assert ("Neben mir wohnt" in said) is (how == "title")
    assert (f"Was {NAME} sagt" in said) is (how != "title")


def test_quotes_from_the_discussion_of_a_hidden_idea_go_with_it(
    app: Flask, delivered: Callable[..., list[Message]], work: Work
) -> None:
    """M-36: nobody reads there any more, and the letter says no more than that there was an answer."""
    author = factories.person()
    idea = factories.idea(author, title=TITLE)
    number, thread = idea.id, idea.thread
    work()
    factories.post(thread, text="Der Kanarienvogel singt auf dieser Bank.")
    (letter,) = delivered(to=author, before=take(number, "hidden"))
    assert "/beitraege/" in read([letter])
    assert "singt auf dieser Bank" not in read([letter])


def test_a_long_line_is_folded_as_before() -> None:
    """F-03: a calendar in which a title was changed is one that programs read."""
    before = folded(f"DESCRIPTION:{'ä' * 60}\\, mehr\\n{'ö' * 60}")
    after = said_otherwise(before, {"ä, mehr": "ü; weniger"})
    assert after == folded(f"DESCRIPTION:{'ä' * 59}ü\\; weniger\\n{'ö' * 60}")
    assert all(len(line.encode()) <= 75 for line in after.split("\r\n"))
