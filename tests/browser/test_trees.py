"""What a screen reader is told of a thread, an idea and a session, word by word (A-27, A-28).

The trees lie in ``trees/``. Numbers and names of months are the same sign in all of them, so that they tell structure and
words, not the day. Whoever changes a page reads how the change sounds: ``FORUM_WRITE_TREES=1`` writes them anew.
"""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page

from forum.accounts.models import Person
from forum.core.db import db
from forum.discussions.models import Thread
from forum.meetings.commands import PlannedItem
from tests import factories
from tests.browser.conftest import Visits
from tests.chromium import NEEDS_CHROMIUM
from tests.meetings.talk import moves

pytestmark = NEEDS_CHROMIUM

TREES = Path(__file__).parent / "trees"
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"


def thread() -> tuple[str, None]:
    """A discussion with an answer and an answer to that."""
    made = factories.thread(title="Bänke am Bachlauf", text="Wo sollen sie stehen?")
    number = made.id
    first = factories.post(made, text="Am Wehr, dort ist Schatten.").id
    factories.post(db.session.get_one(Thread, number), text="Und am Steg?", parent_id=first)
    return db.session.get_one(Thread, number).url, None


def idea() -> tuple[str, Person]:
    """An idea that seeks support, as somebody sees it who may give it."""
    made = factories.idea(title="Hängematten zwischen Platanen", text="Im Sommer liegt man dort gut im Schatten.")
    return made.url, factories.person()


def session() -> tuple[str, Person]:
    """A session with a motion that is voted on, as a member with a vote sees it."""
    meeting, chair, (ada, _ben) = factories.running_meeting(items=(PlannedItem("Bänke am Bachlauf"),))
    number, url = meeting.id, meeting.url
    motion = moves(chair, number, text="Wir stellen zwölf Bänke auf.")
    factories.act(chair, number, "poll.open", motion_id=motion)
    return url, ada


def told(page: Page) -> str:
    """Return the tree of the main part, without numbers and days."""
    tree = page.get_by_role("main").aria_snapshot()
    return re.sub(r"(?<!level=)\d+", "#", re.sub(_MONTHS, "Monat", tree)) + "\n"


@pytest.mark.parametrize("scene", [thread, idea, session], ids=lambda scene: scene.__name__)
def test_the_tree_is_the_one_that_was_read(visits: Visits, scene: object) -> None:
    """A-27: depth and order are in the tree as they are in the picture; nothing is only to be seen."""
    with visits.site.forum():
        url, who = scene()  # type: ignore[operator]
        page = visits(url, who)
    page.wait_for_load_state("networkidle")
    if scene is session:
        page.get_by_text("Verbunden", exact=True).wait_for()
    found, file = told(page), TREES / f"{scene.__name__}.yaml"  # type: ignore[attr-defined]
    if os.environ.get("FORUM_WRITE_TREES"):
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


@pytest.mark.parametrize("name", ["thread", "idea", "session"])
def test_the_trees_have_headings_without_gaps(name: str) -> None:
    """A-03, A-28: one heading of the first level, and none is skipped on the way down."""
    levels = [int(level) for level in _levels((TREES / f"{name}.yaml").read_text("utf-8"))]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def _levels(tree: str) -> list[str]:
    return re.findall(r"- heading .*?\[level=(\d)\]", tree)
