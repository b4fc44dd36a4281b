"""What becomes of a post of which only the files change: a version like any other (T-11)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.files import commands, storage
from forum.files.models import File
from forum.files.queries import Choice
from forum.screening.models import Label
from tests import factories
from tests.factories import Visitor

TEXT = "Der Plan liegt bei."


@pytest.fixture
def post(app: Flask) -> int:
    """Return the number of a post of a newcomer."""
    return factories.post(factories.thread(), factories.person(), text=TEXT).id


def sent_in(post: int, name: str) -> Choice:
    """Return a file that the author of a post has sent in and attached to nothing yet."""
    key, owner = storage.new_key(), db.session.get_one(Post, post).author_id
    fields = {"kind": "pdf", "size": 1, "sha256": "0" * 64, "created_at": now()}
    with transaction():
        db.session.add(File(key=key, owner_id=owner, name=name, **fields))
    return Choice(key)


def attach(post: int, *files: Choice) -> int:
    """Give a post other files, and return its version."""
    with transaction():
        found = db.session.get_one(Post, post)
        author = db.session.get_one(Person, found.author_id)
        return discussions.edit_post(author, found, text=TEXT, version=found.version, files=files).version


def test_other_files_are_another_version(client: Visitor, post: int) -> None:
    """T-11, T-13: readers see that it changed, and the history says which files came and went."""
    first, second = sent_in(post, "Plan.pdf"), sent_in(post, "Ganz-anders.pdf")
    assert attach(post, first) == 2
    assert attach(post, first) == 2
    assert attach(post, second) == 3
    found = db.session.get_one(Post, post)
    assert found.edited_at is not None
    told = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "PostEdited").order_by(LoggedEvent.id))
    assert [row.data["version"] for row in told] == [2, 3]
    assert "bearbeitet" in client.get(found.thread.url).text
    newest, _line, earlier = client.get(f"/beitraege/{post}/verlauf").text.partition("Fassung 2")
    assert "Dateien hinzugefügt: Ganz-anders.pdf" in newest
    assert "Dateien entfernt: Plan.pdf" in newest
    assert "Dateien hinzugefügt: Plan.pdf" in earlier


def test_the_history_does_not_name_hidden_files(client: Visitor, post: int) -> None:
    """M-36: what the moderation hid neither went nor came."""
    bad = sent_in(post, "Kanarienvogel.pdf")
    attach(post, bad)
    attach(post, bad, sent_in(post, "Plan.pdf"))
    with transaction():
        for file in db.session.scalars(select(File).where(File.purpose == "post", File.name != "Plan.pdf")):
            commands.hide_file(SYSTEM, file, ground="Regel 1")
    with transaction():
        found = db.session.get_one(Post, post)
        author = db.session.get_one(Person, found.author_id)
        discussions.edit_post(author, found, text="Andere Worte.", version=found.version)
    html = client.get(f"/beitraege/{post}/verlauf").text
    assert "Dateien hinzugefügt: Plan.pdf" in html
    assert "Dateien entfernt" not in html
    assert "Kanarienvogel" not in html


def test_files_of_newcomers_are_looked_at_when_they_come_later(app: Flask, post: int, work: Callable[[], int]) -> None:
    """M-11, S-07: a change is not held, but the moderation sees it; what stays is no new file."""
    app.config.update(SCREEN_FILES="hold")
    first = sent_in(post, "Plan.pdf")
    attach(post, first)
    attach(post)
    labels = db.session.scalars(select(Label).where(Label.kind == "post", Label.target_id == post)).all()
    assert [[reason.rule for reason in row.reasons] for row in labels] == [["files"]]
