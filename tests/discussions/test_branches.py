"""Closing one branch of a thread: who may, what stays possible, and what moving does to it (T-25)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core import clock, counts
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError
from forum.core.events import LoggedEvent
from forum.discussions import commands, queries
from forum.discussions.models import ClosedBranch, Move, Post, Thread
from forum.drafts import commands as drafts
from tests import factories
from tests.api.test_api import bearer
from tests.discussions.growing import grown
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
WHY = "Hier dreht es sich im Kreis."
TEXT = "Das wollte ich noch sagen."


def by_moderator(command: Callable[..., Any], post_id: int, **values: Any) -> Any:
    moderator_id = factories.person("moderator").id
    with transaction():
        return command(db.session.get_one(Person, moderator_id), db.session.get_one(Post, post_id), **values)


def close(post_id: int, reason: str = WHY) -> None:
    by_moderator(commands.close_branch, post_id, reason=reason)


def move(thread_id: int, posts: list[int], target_id: int) -> int:
    moderator_id = factories.person("moderator").id
    with transaction():
        made = commands.move_posts(
            db.session.get_one(Person, moderator_id),
            db.session.get_one(Thread, thread_id),
            posts,
            target=db.session.get_one(Thread, target_id),
            reason=WHY,
            confirmed=True,
        )
        return made.id


def undo(move_id: int) -> None:
    moderator_id = factories.person("moderator").id
    with transaction():
        commands.undo_move(db.session.get_one(Person, moderator_id), db.session.get_one(Move, move_id))


def chain(length: int = 3) -> tuple[Thread, list[int]]:
    """Return a thread with a chain of answers below its first post, and another beginning beside it."""
    thread = factories.thread()
    numbers = [db.session.scalars(select(Post.id).where(Post.thread_id == thread.id)).one()]
    for _number in range(length):
        numbers.append(factories.post(thread, parent_id=numbers[-1]).id)
    return thread, numbers


def refused(thread: Thread, parent_id: int | None) -> bool:
    said = ""
    try:
        factories.post(db.session.get_one(Thread, thread.id), parent_id=parent_id)
    except Conflict as error:
        said = error.message
    assert said in {"", f"Dieser Zweig ist geschlossen: {WHY}"}
    return bool(said)


def test_nobody_answers_in_a_closed_branch_and_everywhere_else_they_do(app: Flask) -> None:
    """T-25: at the post, at every level below it, and not above or beside it."""
    thread, posts = chain()
    close(posts[1])
    assert [refused(thread, number) for number in posts] == [False, True, True, True]
    assert not refused(thread, None)
    by_moderator(commands.reopen_branch, posts[1], reason=WHY)
    assert not refused(thread, posts[3])
    assert check() == []


def test_a_refused_answer_keeps_its_text_and_the_draft(app: Flask, sign_in: SignIn) -> None:
    """T-25, T-09: 409 with the reason, the text in the form, the draft in the list with a note."""
    thread, posts = chain()
    ada = factories.person()
    writer = sign_in(ada)
    with transaction():
        drafts.save_draft(
            db.session.get_one(Person, ada.id),
            "post.publish",
            f"post:{posts[2]}",
            fields={"text": TEXT},
            form="form",
            seen=0,
        )
    close(posts[1])
    answer = writer.submit(f"/themen/{thread.id}/antworten", text=TEXT, parent=str(posts[2]))
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert WHY in page
    assert TEXT in page
    asked = writer.get(f"/beitraege/{posts[2]}/antworten")
    assert asked.status_code == 409
    assert WHY in asked.get_data(as_text=True)
    listed = writer.get("/entwuerfe").get_data(as_text=True)
    assert TEXT in listed
    assert "ist inzwischen geschlossen" in listed


def test_an_own_post_in_a_closed_branch_cannot_be_changed_but_taken_back(app: Flask, sign_in: SignIn) -> None:
    """T-25: changing is writing; taking back is a right that no lock ends."""
    thread = factories.thread()
    ada = factories.person()
    post = factories.post(thread, ada)
    close(post.id)
    author = sign_in(ada)
    version = str(db.session.get_one(Post, post.id).version)
    answer = author.submit(f"/beitraege/{post.id}/bearbeiten", text=TEXT, version=version, reason="")
    assert answer.status_code == 409
    assert WHY in answer.get_data(as_text=True)
    assert TEXT in answer.get_data(as_text=True)
    assert author.submit(f"/beitraege/{post.id}/loeschen").status_code == 303


def test_reading_and_reporting_stay_possible(client: Visitor, sign_in: SignIn) -> None:
    """T-25: the reason stands at the branch, in every view, on the branch's own page and below a tombstone."""
    thread, posts = chain(5)
    close(posts[1])
    citizen = sign_in(factories.person())
    pages = [thread.url, f"{thread.url}?ansicht=flach", f"/beitraege/{posts[1]}/zweig", f"/beitraege/{posts[3]}/zweig"]
    for page in pages:
        html = citizen.get(page).get_data(as_text=True)
        assert html.count(WHY) == 1, page
        assert f"/beitraege/{posts[2]}/antworten" not in html
        assert f"/beitraege/{posts[1]}/antworten" not in html
    html = citizen.get(thread.url).get_data(as_text=True)
    assert f"/beitraege/{posts[0]}/antworten" in html
    assert "weitere Antwort" in html
    assert client.get(f"/melden/post/{posts[2]}").status_code == 200
    assert client.get(f"/beitraege/{posts[2]}").status_code == 302
    by_moderator(commands.hide_post, posts[1], ground="Regel 1")
    assert client.get(thread.url).get_data(as_text=True).count(WHY) == 1


def test_a_post_whose_closed_beginning_is_on_another_page_says_so(app: Flask, client: Visitor) -> None:
    """T-05, T-25: in the flat view an answer may stand pages behind the post at which the reason is read."""
    app.config["POSTS_PER_PAGE"] = 2
    thread, posts = chain()
    close(posts[1])
    html = client.get(f"{thread.url}?ansicht=flach&seite=2").get_data(as_text=True)
    assert WHY not in html
    assert html.count("Dieser Zweig ist geschlossen") == 2
    assert f'href="/beitraege/{posts[1]}"' in html


def test_a_closed_thread_stays_closed(app: Flask) -> None:
    """T-25: opening a branch opens nothing of a thread that is closed, and the thread's reason is said first."""
    thread, posts = chain()
    close(posts[1])
    moderator_id = factories.person("moderator").id
    with transaction():
        actor, found = db.session.get_one(Person, moderator_id), db.session.get_one(Thread, thread.id)
        commands.close_thread(actor, found, reason="Das ganze Thema ruht.")
    by_moderator(commands.reopen_branch, posts[1], reason=WHY)
    with pytest.raises(Conflict, match="ganze Thema ruht"):
        factories.post(db.session.get_one(Thread, thread.id), parent_id=posts[1])
    close(posts[2])
    with transaction():
        commands.reopen_thread(
            db.session.get_one(Person, moderator_id), db.session.get_one(Thread, thread.id), reason=WHY
        )
    assert refused(thread, posts[3])
    assert not refused(thread, posts[1])


def test_a_branch_inside_a_closed_one_opens_only_with_both(app: Flask) -> None:
    """T-25: each lock is its own."""
    thread, posts = chain()
    close(posts[1])
    close(posts[2])
    by_moderator(commands.reopen_branch, posts[1], reason=WHY)
    assert not refused(thread, posts[1])
    assert refused(thread, posts[3])
    by_moderator(commands.reopen_branch, posts[2], reason=WHY)
    assert not refused(thread, posts[3])
    for command, values in ((commands.reopen_branch, {"reason": WHY}), (commands.close_branch, {"reason": WHY})):
        if command is commands.close_branch:
            close(posts[2])
        with pytest.raises(Conflict):
            by_moderator(command, posts[2], **values)
    assert db.session.get_one(Thread, thread.id).has_closed_branches


def test_only_moderation_and_office_close_branches(app: Flask, sign_in: SignIn) -> None:
    """E-16: of branches that they may read."""
    thread, posts = chain()
    citizen, moderator = sign_in(factories.person()), sign_in(factories.person("moderator"))
    assert "Zweig schließen" not in citizen.get(thread.url).get_data(as_text=True)
    assert citizen.get(f"/beitraege/{posts[1]}/schliessen").status_code == 403
    assert citizen.submit(f"/beitraege/{posts[1]}/schliessen", reason=WHY).status_code == 403
    assert moderator.submit(f"/beitraege/{posts[1]}/schliessen", reason="").status_code == 422
    answer = moderator.submit(f"/beitraege/{posts[1]}/schliessen", reason=WHY)
    assert answer.status_code == 303
    assert moderator.submit(f"/beitraege/{posts[1]}/schliessen", reason=WHY).status_code == 409
    assert "Zweig wieder öffnen" in moderator.get(thread.url).get_data(as_text=True)
    assert citizen.submit(f"/beitraege/{posts[1]}/oeffnen", reason=WHY).status_code == 403
    assert sign_in(factories.person("staff")).submit(f"/beitraege/{posts[1]}/oeffnen", reason=WHY).status_code == 303
    assert db.session.scalars(select(ClosedBranch)).all() == []
    with pytest.raises(Forbidden):
        commands.close_branch(factories.person(), db.session.get_one(Post, posts[1]), reason=WHY)


def test_the_log_names_the_branch_and_never_the_words(app: Flask) -> None:
    """E-05: one row for closing, one for opening."""
    _thread, posts = chain()
    close(posts[1])
    by_moderator(commands.reopen_branch, posts[1], reason=WHY)
    of_branch = LoggedEvent.type.like("Branch%")
    rows = db.session.scalars(select(LoggedEvent).where(of_branch).order_by(LoggedEvent.id.desc())).all()
    assert [row.type for row in rows] == ["BranchReopened", "BranchClosed"]
    assert all(row.data["post_id"] == posts[1] and WHY not in str(row.data) for row in rows)


def test_moves_out_of_a_closed_branch_leave_the_lock_and_undoing_brings_back_under_it(app: Flask) -> None:
    """T-20, T-23, T-25: what is taken out can be answered in its new place."""
    thread, posts = chain()
    other = factories.thread()
    close(posts[1])
    number = move(thread.id, [posts[2]], other.id)
    assert not refused(other, posts[3])
    assert refused(thread, posts[1])
    undo(number)
    assert refused(thread, posts[3])
    assert check() == []


def test_a_closed_branch_stays_closed_wherever_it_is_moved(app: Flask) -> None:
    """T-20, T-21, T-25: split, merge and back again; the other thread itself stays open."""
    thread, posts = chain()
    other = factories.thread()
    close(posts[1])
    number = move(thread.id, [posts[1]], other.id)
    assert refused(other, posts[3])
    assert not refused(other, None)
    assert not db.session.get_one(Thread, thread.id).has_closed_branches
    undo(number)
    assert refused(thread, posts[3])
    assert not db.session.get_one(Thread, other.id).has_closed_branches
    moderator_id = factories.person("moderator").id
    with transaction():
        commands.merge_threads(
            db.session.get_one(Person, moderator_id),
            db.session.get_one(Thread, thread.id),
            target=db.session.get_one(Thread, other.id),
            reason=WHY,
            confirmed=True,
        )
    assert refused(other, posts[2])
    assert not refused(other, posts[0])
    assert check() == []


def test_answers_that_arrive_while_the_branch_is_closed_are_there_before_or_refused(app: Flask) -> None:
    """T-25, E-19: real threads; what was written stands before the lock in the log, and nothing after it."""
    thread, posts = chain()
    people = [factories.person().id for _ in range(6)]
    thread_id, moderator_id = thread.id, factories.person("moderator").id

    def answer(person_id: int) -> Callable[[], object]:
        return lambda: commands.publish_post(
            db.session.get_one(Person, person_id),
            db.session.get_one(Thread, thread_id),
            text="Ich antworte gerade noch!",
            parent_id=posts[3],
        )

    def lock() -> None:
        commands.close_branch(db.session.get_one(Person, moderator_id), db.session.get_one(Post, posts[1]), reason=WHY)

    acts = [*(answer(number) for number in people[:3]), lock, *(answer(number) for number in people[3:])]
    refusals = at_once(app, acts, refused=(ForumError,))
    log = db.session.scalars(
        select(LoggedEvent.type)
        .where(LoggedEvent.type.in_(["PostPublished", "BranchClosed"]))
        .order_by(LoggedEvent.id.desc())
        .limit(len(people) - refusals + 1)
    ).all()
    assert log[0] == "BranchClosed"
    assert db.session.get_one(Post, posts[3]).child_count == len(people) - refusals
    assert refused(thread, posts[3])
    assert check() == []


def test_a_branch_that_is_closed_while_it_moves_is_closed_where_it_arrives(app: Flask) -> None:
    """T-20, T-25: whoever was first."""
    for _round in range(3):
        thread, posts = chain()
        other = factories.thread()
        thread_id, other_id, moderator_id = thread.id, other.id, factories.person("moderator").id

        def lock(post_id: int = posts[1], moderator_id: int = moderator_id) -> None:
            actor = db.session.get_one(Person, moderator_id)
            commands.close_branch(actor, db.session.get_one(Post, post_id), reason=WHY)

        def take(
            post_id: int = posts[1],
            thread_id: int = thread_id,
            other_id: int = other_id,
            moderator_id: int = moderator_id,
        ) -> None:
            actor, source = db.session.get_one(Person, moderator_id), db.session.get_one(Thread, thread_id)
            target = db.session.get_one(Thread, other_id)
            commands.move_posts(actor, source, [post_id], target=target, reason=WHY, confirmed=True)

        refusals = at_once(app, [lock, take], refused=(ForumError,))
        there = db.session.get_one(Thread, other_id)
        assert refused(there, posts[2]) == (refusals == 0)
        assert there.has_closed_branches == (refusals == 0)
        assert check() == []


def test_a_large_thread_asks_once_for_its_closed_branches(app: Flask, client: Visitor) -> None:
    """T-04: one statement however many there are, none where there are none."""
    thread = grown(*[(3, 3)] * 8)
    tops = db.session.scalars(select(Post.id).where(Post.thread_id == thread.id, Post.depth == 1)).all()
    for number in tops[:6]:
        close(number)
    found = queries.closed_branches([db.session.get_one(Thread, thread.id)])
    assert len(found) == 6
    assert queries.closed_branches([factories.thread()]) == []
    assert client.get(thread.url).get_data(as_text=True).count(WHY) == 6
    citizen = factories.signed_in(app, factories.person())
    counted = []
    for number in tops[6:9]:
        counted.append(queries_of(lambda: citizen.get(thread.url)))
        close(number)
    assert len(set(counted)) == 1


def test_the_consistency_check_finds_a_lock_that_nobody_would_ask_for(app: Flask) -> None:
    """E-07: and puts it right on request."""
    thread, posts = chain()
    close(posts[1])
    with transaction():
        db.session.get_one(Thread, thread.id).has_closed_branches = False
    assert [finding.check for finding in check()] == ["closed branches of a thread"]
    counts.repair()
    assert refused(thread, posts[2])
    assert check() == []


def test_the_interface_for_programs_says_so_too(app: Flask, client: Visitor) -> None:
    """E-31: closed posts are marked, and writing there is a problem with the reason."""
    thread, posts = chain()
    close(posts[1])
    items = client.get(f"/api/v1/threads/{thread.id}/posts").get_json()["items"]
    assert [item["closed"] for item in items] == [False, True, True, True]
    body = {"text": TEXT, "parent_id": posts[3]}
    answer = client.post(f"/api/v1/threads/{thread.id}/posts", json=body, headers=bearer(factories.person()))
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert WHY in answer.get_json()["detail"]


def test_a_branch_closes_at_a_set_time(app: Flask, client: Visitor, work: Callable[[], int]) -> None:
    """T-25: until then everybody writes and reads when it closes; from that moment on nobody does, and those in it hear."""
    thread, posts = chain()
    at = clock.now() + timedelta(hours=2)
    by_moderator(commands.close_branch, posts[1], reason=WHY, at=at)
    work()
    assert not refused(thread, posts[2])
    assert "Dieser Zweig schließt am" in client.get(thread.url).get_data(as_text=True)
    assert announced() == []
    with pytest.raises(Conflict, match="schon geschlossen"):
        close(posts[1])
    with clock.frozen_at(at):
        assert refused(thread, posts[2])
        with transaction():
            assert commands.take_scheduled_steps() == 1
        with transaction():
            assert commands.take_scheduled_steps() == 0
    assert announced() == [posts[1]]
    assert check() == []


def test_a_set_time_can_be_taken_back_and_one_that_is_over_means_now(app: Flask) -> None:
    thread, posts = chain()
    by_moderator(commands.close_branch, posts[1], reason=WHY, at=clock.now() + timedelta(hours=2))
    by_moderator(commands.reopen_branch, posts[1], reason=WHY)
    with clock.shifted_by(timedelta(hours=3)):
        assert not refused(thread, posts[2])
    by_moderator(commands.close_branch, posts[1], reason=WHY, at=clock.now() - timedelta(hours=2))
    assert refused(thread, posts[2])
    assert announced() == [posts[1]]


def announced() -> list[int]:
    """Return the posts whose branches were said to be closed."""
    told = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "BranchClosed").order_by(LoggedEvent.id))
    return [event.data["post_id"] for event in told]


def test_the_form_takes_a_time_of_braunschweig(app: Flask, sign_in: SignIn) -> None:
    """T-25, E-09: a day that nobody means is refused at its field, and what was typed stays."""
    _thread, posts = chain()
    moderator = sign_in(factories.person("moderator"))
    where = f"/beitraege/{posts[1]}/schliessen"
    answer = moderator.submit(where, reason=WHY, at="9999-12-31T10:00")
    assert answer.status_code == 422
    assert WHY in answer.text
    assert moderator.submit(where, reason=WHY, at="2090-01-01T10:00").status_code == 303
    assert db.session.scalars(select(ClosedBranch)).one().at == datetime(2090, 1, 1, 9, tzinfo=UTC)
