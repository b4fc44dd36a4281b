"""What was hidden, blackened, deleted or held is on no surface at all, for nobody but those who decide and its author."""

from collections.abc import Callable
from datetime import timedelta
from json import dumps

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.meetings import queries as meetings
from forum.meetings.models import Meeting
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.notifications.moments import Rhythm
from tests import factories
from tests.factories import Visitor
from tests.search.canaries import GONE, NEVER, WORD, Aviary
from tests.search.surfaces import addresses, told_by

SignIn = Callable[[Person], Visitor]
# Each kind has a word of its own, and none is the beginning of another.
WORDS = {kind: f"{WORD}{place:02}" for place, kind in enumerate((*GONE, *NEVER))}


def follow(reader: int, thread: int) -> None:
    """Let somebody hear of everything in a thread, once a day."""
    with transaction():
        actor = db.session.get_one(Person, reader)
        notifications.follow(actor, "thread", thread, level=Level.WATCHING)
        notifications.save_mail_wishes(actor, rhythm=Rhythm.DAILY, groups={}, quiet=None)


def on_sockets(meeting: int) -> str:
    """Return what a room tells whoever joins now: its state and everything that was said."""
    found = db.session.get_one(Meeting, meeting)
    return f"{meetings.everything(Nobody(), found)} {meetings.state(Nobody(), meeting)}".casefold()


def still(found: dict[str, set[str]]) -> dict[str, list[str]]:
    return {kind: sorted(found[word]) for kind, word in WORDS.items() if found[word]}


@pytest.mark.timeout(1200)
def test_what_is_gone_is_on_no_surface(app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """M-36, E-18, M-12, M-13, M-21: each route with everything in the database, for visitors and for people in office.

    That is pages, API, feeds, both search engines, suggestions, exports, PDFs and kept pages; and mails and sockets.
    """
    place = Aviary()
    follow(place.reader, place.thread)
    takings = {kind: plant(place, WORDS[kind]) for kind, plant in {**GONE, **NEVER}.items()}
    with shifted_by(timedelta(seconds=1)):
        work()
    before = told_by(client, WORDS.values())
    assert [kind for kind in NEVER if before[WORDS[kind]]] == []
    assert [kind for kind in GONE if not before[WORDS[kind]]] == []
    for take in takings.values():
        take()
    work()
    newest = db.session.scalar(select(func.max(Mail.id))) or 0
    with shifted_by(timedelta(days=2)):
        work()
    # Whoever follows gets the letter of the day after all of it is gone.
    letters = db.session.scalars(select(Mail).where(Mail.id > newest)).all()
    assert letters
    text = " ".join(f"{letter.subject} {letter.text}" for letter in letters).casefold()
    assert [word for word in WORDS.values() if word.casefold() in text] == []
    room = on_sockets(place.meeting)
    assert [word for word in WORDS.values() if word.casefold() in room] == []
    readers = {"nobody": client, "reader": sign_in(db.session.get_one(Person, place.reader))}
    readers |= {"board": sign_in(db.session.get_one(Person, place.board)), "staff": sign_in(factories.person("staff"))}
    left = {who: still(told_by(one, WORDS.values())) for who, one in readers.items()}
    assert not any(left.values()), dumps(left, indent=1, ensure_ascii=False)


def test_the_walk_reaches_every_route(app: Flask) -> None:
    """E-18: a new route is walked by itself; nothing but secrets and static files is left out."""
    Aviary()
    walked = {*addresses(app)}
    assert len(walked) > 200
    assert {"/", "/raeume.atom", "/transparenz.csv", "/api/v1/ideas"} <= walked
