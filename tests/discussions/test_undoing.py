"""Taking a move back: who is asked for what, what is kept of it, and what follows along with a move."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.discussions import commands
from forum.discussions.models import Move, Post, Space, SpaceKind, Thread, ThreadStep
from forum.drafts.commands import save_draft
from forum.drafts.models import Draft
from tests import factories
from tests.discussions.growing import grown
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
WHY = "Gehört an einen anderen Ort."


def by(person: Person, command: Callable[..., Any], thing: Any, *rest: Any, **values: Any) -> int:
    """Let somebody act in a transaction of its own; return the number of what came of it."""
    person_id, kind, number = person.id, type(thing), thing.id
    pairs = {name: (type(one), one.id) for name, one in values.items() if isinstance(one, Thread | Space)}
    with transaction():
        rows = {name: db.session.get_one(*pair) for name, pair in pairs.items()}
        made = command(
            db.session.get_one(Person, person_id), db.session.get_one(kind, number), *rest, **{**values, **rows}
        )
        return made.id if isinstance(made, Move) else 0


def moved(person: Person, thread: Thread, space: Space) -> Move:
    values = {"space": space, "reason": WHY, "confirmed": True}
    return db.session.get_one(Move, by(person, commands.move_thread, thread, **values))


def merged(person: Person, thread: Thread, target: Thread) -> Move:
    values = {"target": target, "reason": WHY, "confirmed": True}
    return db.session.get_one(Move, by(person, commands.merge_threads, thread, **values))


def split(person: Person, thread: Thread, posts: list[int], space: Space) -> Move:
    values = {"title": "Ein eigenes Thema", "space": space, "reason": WHY, "confirmed": True}
    return db.session.get_one(Move, by(person, commands.split_thread, thread, posts, **values))


def made_older(move: Move) -> None:
    with transaction():
        db.session.execute(update(Move).where(Move.id == move.id).values(at=now() - timedelta(minutes=11)))


@pytest.fixture
def staff(app: Flask) -> Person:
    return factories.person("staff")


def test_undoing_never_publishes_internal_words_unasked(
    staff: Person, sign_in: SignIn, client: Visitor, app: Flask
) -> None:
    """T-22, T-23: where others read, the page says how much was written since, and asks."""
    thread, room = factories.thread(), factories.space(SpaceKind.STAFF)
    move = moved(staff, thread, room)
    factories.post(db.session.get_one(Thread, thread.id), staff, text="Nur für uns: der Kanarienvogel.")
    office, address = sign_in(staff), f"/verschiebungen/{move.id}/zuruecknehmen"
    asked = office.submit(address)
    assert asked.status_code == 422
    assert "Seit dem Umzug wurde hier 1 Beitrag geschrieben" in asked.get_data(as_text=True)
    assert client.get(thread.url).status_code == 404
    assert office.submit(address, confirmed="y").status_code == 303
    assert "Kanarienvogel" in client.get(thread.url).get_data(as_text=True)
    assert check() == []


def test_undoing_a_split_into_a_closed_room_asks_too(staff: Person, app: Flask) -> None:
    """T-22, T-23: only what would go back is counted."""
    thread, room = grown((1,), ()), factories.space(SpaceKind.STAFF)
    root = db.session.scalars(select(Post.id).where(Post.child_count == 1)).one()
    move = split(staff, thread, [root], room)
    made = db.session.get_one(Thread, move.to_thread_id)
    for parent_id in (root, root, None):
        factories.post(made, staff, parent_id=parent_id)
    with pytest.raises(Invalid) as asked:
        by(staff, commands.undo_move, move)
    assert "wurden hier 2 Beiträge geschrieben" in asked.value.fields["confirmed"][0]
    by(staff, commands.undo_move, move, confirmed=True)
    assert db.session.get_one(Thread, made.id).post_count == 1
    assert check() == []


def test_after_ten_minutes_undoing_takes_a_reason_that_is_kept(staff: Person, sign_in: SignIn, app: Flask) -> None:
    """T-23: one click at first, later a new act with a reason of its own that everybody reads."""
    thread = factories.thread()
    office = sign_in(staff)
    move = moved(staff, thread, factories.space())
    address = f"/verschiebungen/{move.id}/zuruecknehmen"
    assert f'action="{address}"' in office.get(thread.url).get_data(as_text=True)
    made_older(move)
    page = office.get(thread.url).get_data(as_text=True)
    assert f'action="{address}"' not in page
    assert f'href="{address}"' in page
    assert office.get(address).status_code == 200
    refused = office.submit(address)
    assert refused.status_code == 422
    assert "Bitte nennen Sie einen Grund." in refused.get_data(as_text=True)
    why = "Das war ein Versehen, das <b>niemand</b> bemerkt hat; es tut uns leid."
    assert office.submit(address, reason=why).status_code == 303
    assert db.session.scalars(select(ThreadStep.reason)).all() == [why]
    assert "es tut uns leid." in office.get(thread.url).get_data(as_text=True)


def test_official_posts_stay_in_the_head_wherever_they_go(staff: Person, client: Visitor, app: Flask) -> None:
    """T-29: and leave it when they leave."""
    thread, other = factories.thread(), factories.thread()
    factories.post(thread, staff, mark="staff")
    sign = "Zuletzt von: Stabsstelle"
    move = merged(staff, thread, other)
    assert sign in client.get(other.url).get_data(as_text=True)
    assert check() == []
    by(staff, commands.undo_move, move)
    assert sign in client.get(thread.url).get_data(as_text=True)
    assert sign not in client.get(other.url).get_data(as_text=True)
    assert [one.has_marks for one in db.session.scalars(select(Thread).order_by(Thread.id))] == [True, False]
    assert check() == []


def test_the_check_finds_posts_in_a_merged_thread(staff: Person, app: Flask) -> None:
    """T-21, E-07."""
    thread, other = factories.thread(), factories.thread()
    merged(staff, thread, other)
    with transaction():
        left = db.session.scalars(select(Post.id).where(Post.thread_id == other.id).order_by(Post.id)).first()
        db.session.execute(update(Post).where(Post.id == left).values(thread_id=thread.id))
    assert ("posts in a merged thread", f"thread {thread.id}") in [(found.check, found.thing) for found in check()]


def test_a_large_merge_and_its_undoing_take_few_statements(staff: Person, app: Flask) -> None:
    """T-21: as many with 1,500 beginnings of branches as with five."""
    counts = []
    for beginnings in (5, 1500):
        thread, other = grown(*[(1,)] * beginnings), factories.thread()
        seen: list[str] = []

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any, into: list[str] = seen) -> None:
            into.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            move = merged(staff, thread, other)
            by(staff, commands.undo_move, move)
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        counts.append(len([one for one in seen if not one.startswith("INSERT INTO moved_branch")]))
        assert db.session.get_one(Thread, thread.id).post_count == 2 * beginnings + 1
    assert counts[0] == counts[1]
    assert check() == []


def test_a_draft_goes_along_with_a_merged_thread(staff: Person, sign_in: SignIn, app: Flask) -> None:
    """T-21, T-09: and where there is one already, both are kept and shown."""
    ada, ben = factories.person(), factories.person()
    thread, other = factories.thread(), factories.thread()

    def draft(person: Person, target: Thread, text: str) -> None:
        name, person_id = f"thread:{target.id}", person.id
        with transaction():
            actor = db.session.get_one(Person, person_id)
            save_draft(actor, "post.publish", name, fields={"text": text}, form="ein-formular")

    draft(ada, thread, "Adas angefangene Antwort")
    draft(ben, thread, "Bens erster Entwurf")
    draft(ben, other, "Bens zweiter Entwurf")
    merged(staff, thread, other)
    rows = db.session.execute(select(Draft.person_id, Draft.target).order_by(Draft.id)).all()
    assert {(ada.id, f"thread:{other.id}"), (ben.id, f"thread:{thread.id}")} < {tuple(row) for row in rows}
    assert "Adas angefangene Antwort" in sign_in(ada).get(other.url).get_data(as_text=True)
    listed = sign_in(ben).get("/entwuerfe").get_data(as_text=True)
    assert "Bens erster Entwurf" in listed
    assert "Bens zweiter Entwurf" in listed
    assert "gehört jetzt zu diesem" in listed
    assert f'href="{thread.url}' not in listed


def test_a_summary_survives_a_split_with_its_links(staff: Person, client: Visitor, app: Flask) -> None:
    """T-38: what it points to is found where it is now."""
    thread = grown((1,), ())
    root = db.session.scalars(select(Post.id).where(Post.child_count == 1)).one()
    stays = db.session.scalars(select(Post.id).where(Post.child_count == 0).order_by(Post.id)).first()
    text = f"Bisher: [das eine](/beitraege/{root}) und [das andere](/beitraege/{stays})."
    by(staff, commands.summarise_thread, thread, text=text, version=0)
    move = split(staff, thread, [root], db.session.get_one(Space, thread.space_id))
    made = db.session.get_one(Thread, move.to_thread_id)
    page = client.get(thread.url).get_data(as_text=True)
    assert "Zwischenstand" in page
    for number, place in ((root, made.url), (stays, thread.url)):
        assert f'href="/beitraege/{number}"' in page
        answer = client.get(f"/beitraege/{number}")
        assert answer.status_code == 302
        assert answer.location.startswith(place)
        assert client.get(answer.location.partition("#")[0]).status_code == 200
    assert "Zwischenstand" not in client.get(made.url).get_data(as_text=True)
