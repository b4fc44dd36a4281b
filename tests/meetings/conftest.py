"""What tests of sessions share: rooms in Chromium, and that whatever was voted on can be counted anew (L-78)."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Actor
from forum.meetings.counting import problems
from forum.meetings.models import Meeting, Poll, PollState
from forum.meetings.queries import polls
from tests.chromium import launch
from tests.meetings.rooms import Rooms
from tests.serving import Server

# In other files tests forge votes on purpose, so that the recount finds it.
RECOUNTED = {
    "test_circulation", "test_log", "test_minutes", "test_minutes_in_writing", "test_motions", "test_removed_in_writing",
}  # fmt: skip


@dataclass(frozen=True)
class Insider:
    """Somebody who may know of every vote there is."""

    words: frozenset[str]
    person_id: None = None


@pytest.fixture(autouse=True)
def _every_vote_is_counted_anew(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the published script recount every closed vote of a test."""
    counts = "app" in request.fixturenames and request.module.__name__.rpartition(".")[2] in RECOUNTED
    if counts:
        # Taken first, so that what the test left behind is still there afterwards.
        request.getfixturevalue("app")
    yield
    if not counts:
        return
    db.session.rollback()
    db.session.info.clear()
    closed = select(Poll.meeting_id).where(Poll.state == PollState.CLOSED, Poll.verdict.is_not(None)).distinct()
    insider: Actor = Insider(frozenset(db.session.scalars(select(Poll.audience).distinct())))
    for number in db.session.scalars(closed).all():
        for record in polls.all_published(insider, db.session.get_one(Meeting, number)):
            assert problems(record) == [], record


# Playwright keeps a running loop in its thread, so it must end before other files' tests start their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests of a file."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def rooms(browser: Browser, server: Server) -> Iterator[Rooms]:
    """Hand out rooms, and fail a test whose pages threw an error."""
    opened = Rooms(browser, server)
    yield opened
    opened.close()
    assert opened.complaints == []
