"""Above the discussion of an idea stands what speaks for it, what against it, and whom it concerns."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.permissions import Nobody
from forum.discussions import commands
from forum.discussions.models import Post, Space, SummaryCorrection, Thread
from forum.ideas.models import Idea
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

SIDES = {"text": "Es wäre sicherer.", "against": "Es kostet Parkplätze.", "affected": "Anwohnende und Kinder."}


def discussed_idea() -> tuple[Idea, Thread]:
    idea = factories.idea()
    assert idea.thread_id is not None
    return idea, db.session.get_one(Thread, idea.thread_id)


def weigh(staff: Person, thread: Thread, version: int = 0, **changes: str) -> None:
    staff_id, thread_id = staff.id, thread.id
    with transaction():
        values: dict[str, Any] = SIDES | changes
        who = db.session.get_one(Person, staff_id)
        commands.summarise_thread(who, db.session.get_one(Thread, thread_id), version=version, **values)


def test_an_idea_shows_both_sides_and_every_version_stays(app: Flask, client: Visitor) -> None:
    """G-28: for, against and affected, in versions that everybody can read."""
    staff = factories.person("staff")
    idea, thread = discussed_idea()
    weigh(staff, thread)
    weigh(staff, thread, 1, against="Es kostet zwei Parkplätze.")
    page = client.get(idea.url).text
    for words in ("Was dafür spricht", "Es wäre sicherer.", "Was dagegen spricht", "zwei Parkplätze", "Anwohnende"):
        assert words in page
    versions = client.get(f"/themen/{thread.id}/zwischenstand/fassungen").text
    assert "Es kostet Parkplätze." in versions
    assert "Es kostet zwei Parkplätze." in versions


@pytest.mark.parametrize("missing", ["text", "against", "affected"])
def test_no_side_of_the_balance_may_be_missing(app: Flask, missing: str) -> None:
    """G-28: a summary of one side is none; other threads need only their text."""
    staff = factories.person("staff")
    _idea, thread = discussed_idea()
    with pytest.raises(Invalid) as refused:
        weigh(staff, thread, **{missing: ""})
    assert set(refused.value.fields) == {missing}
    weigh(staff, factories.thread(), against="", affected="")


def test_links_to_posts_survive_their_move(client: Visitor) -> None:
    """G-28, T-20: the summary names posts by addresses that lead to wherever they stand."""
    staff = factories.person("staff", "moderator")
    idea, thread = discussed_idea()
    post = factories.post(thread, text="Denken Sie an die Kinder.")
    factories.post(thread)
    weigh(staff, thread, affected=f"[Kinder](/beitraege/{post.id})")
    ids = (staff.id, thread.id, post.id, factories.space().id)
    with transaction():
        who = db.session.get_one(Person, ids[0])
        found = db.session.get_one(Thread, ids[1])
        values = {"title": "Schulwege", "space": db.session.get_one(Space, ids[3]), "reason": "Ein Thema für sich."}
        commands.split_thread(who, found, [ids[2]], confirmed=True, **values)
    assert f'href="/beitraege/{ids[2]}"' in client.get(idea.url).text
    answer = client.get(f"/beitraege/{ids[2]}", follow_redirects=True)
    moved = db.session.get_one(Post, ids[2])
    assert moved.thread_id != ids[1]
    assert "Denken Sie an die Kinder." in answer.text


def test_everybody_with_an_account_can_ask_for_a_correction(app: Flask, sign_in: SignIn) -> None:
    """G-28: the staff office reads the wish beside the form, and the next version settles it."""
    staff, citizen = factories.person("staff"), factories.person(handle="Anders-gesagt")
    idea, thread = discussed_idea()
    weigh(staff, thread)
    asking = sign_in(citizen)
    assert "Korrektur wünschen" in asking.get(idea.url).text
    path = f"/themen/{thread.id}/zwischenstand/korrektur"
    assert asking.submit(path, text="Die Parkplätze bleiben.").status_code == 303
    again = asking.submit(path, text="Ich frage noch einmal.")
    assert again.status_code == 409
    assert "Ich frage noch einmal." in again.text
    writing = sign_in(staff)
    assert "Die Parkplätze bleiben." in writing.get(f"/themen/{thread.id}/zwischenstand").text
    weigh(staff, thread, 1, against="Die Zahl der Parkplätze bleibt gleich.")
    assert db.session.scalars(select(SummaryCorrection)).one().settled_at is not None
    assert "Die Parkplätze bleiben." not in writing.get(f"/themen/{thread.id}/zwischenstand").text


def test_who_may_ask_and_when(app: Flask) -> None:
    """G-28: with an account, and once there is something to correct."""
    _idea, thread = discussed_idea()
    citizen_id = factories.person().id
    with transaction(), pytest.raises(Conflict):
        commands.ask_for_correction(
            db.session.get_one(Person, citizen_id), db.session.get_one(Thread, thread.id), text="Bitte ändern Sie es."
        )
    with transaction(), pytest.raises(Forbidden):
        commands.ask_for_correction(Nobody(), db.session.get_one(Thread, thread.id), text="Bitte ändern Sie es.")
