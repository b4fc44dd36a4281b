"""Writing, answering, editing and removing posts, through the pages."""

from collections.abc import Callable
from threading import Thread as Runner
from threading import current_thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from forum.accounts.models import Person
from forum.core import counts
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.discussions import commands
from forum.discussions.models import Post, PostRevision, PostState, SpaceKind, Thread
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def test_somebody_starts_a_thread_and_another_answers(client: Visitor, sign_in: SignIn) -> None:
    space = factories.space()
    ada, ben = factories.person(), factories.person()
    answer = sign_in(ada).submit(f"/raeume/{space.slug}/neu", title="Ampeln am Ring", text="Sind **zu kurz** grün.")
    assert answer.status_code == 303
    page = sign_in(ben).get(answer.location)
    assert "Sind <strong>zu kurz</strong> grün." in page.get_data(as_text=True)
    first = db.session.scalars(select(Post)).one()
    thread = db.session.scalars(select(Thread)).one()
    answer = sign_in(ben).submit(f"/themen/{thread.id}/antworten", text="Das sehe ich auch so.", parent=str(first.id))
    assert answer.location == f"/beitraege/{first.id + 1}"
    shown = client.get(answer.location, follow_redirects=True).get_data(as_text=True)
    assert "Das sehe ich auch so." in shown
    assert f"Antwort auf {ada.handle}" in shown


def test_reading_order_is_depth_first(app: Flask) -> None:
    """T-01: answers stand below what they answer, older ones first, whatever the order of writing."""
    thread = factories.thread(text="Der erste Beitrag")
    first = db.session.scalars(select(Post)).one()
    second = factories.post(thread, text="zweiter oben")
    below_first = factories.post(thread, text="unter erstem", parent_id=first.id)
    below_second = factories.post(thread, text="unter zweitem", parent_id=second.id)
    deepest = factories.post(thread, text="ganz unten", parent_id=below_first.id)
    order = db.session.scalars(select(Post.id).order_by(Post.path)).all()
    assert order == [first.id, below_first.id, deepest.id, second.id, below_second.id]
    counts = {post.id: (post.child_count, post.descendant_count) for post in db.session.scalars(select(Post))}
    assert counts[first.id] == (1, 2)
    assert counts[second.id] == (1, 1)


def test_an_edit_keeps_the_older_version_and_a_stale_one_shows_both(sign_in: SignIn, client: Visitor) -> None:
    """T-11, T-13: nothing is overwritten silently, and nothing typed is lost."""
    ada = factories.person()
    factories.thread(ada, text="Die alte Fassung")
    post = db.session.scalars(select(Post)).one()
    path = f"/beitraege/{post.id}/bearbeiten"
    assert sign_in(ada).submit(path, text="Die neue Fassung", version="1").status_code == 303
    late = sign_in(ada).submit(path, text="Die andere Fassung", version="1")
    assert late.status_code == 409
    page = late.get_data(as_text=True)
    assert "Die neue Fassung" in page
    assert "Die andere Fassung" in page
    history = client.get(f"/beitraege/{post.id}/verlauf").get_data(as_text=True)
    assert "Die alte Fassung" in history


def test_a_deleted_post_leaves_the_tree_whole(sign_in: SignIn, client: Visitor) -> None:
    """T-07, S-06: a tombstone stands in its place, its text is gone."""
    ada = factories.person()
    thread = factories.thread(ada, text="Geheimnis-Kanarienvogel")
    post = db.session.scalars(select(Post)).one()
    factories.post(thread, text="Eine Antwort darauf", parent_id=post.id)
    assert sign_in(ada).submit(f"/beitraege/{post.id}/loeschen").status_code == 303
    page = client.get(thread.url).get_data(as_text=True)
    assert "Kanarienvogel" not in page
    assert "Eine Antwort darauf" in page
    assert "gelöscht" in page


@pytest.mark.parametrize("text", ["", "kurz", "x" * 20_001])
def test_bad_texts_come_back_as_typed(sign_in: SignIn, text: str) -> None:
    thread = factories.thread()
    answer = sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", text=text)
    assert answer.status_code == 422
    assert text[:100] in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Post)) == 1


@pytest.mark.parametrize("parent", ["9" * 30, "0", "-1", "keine"])
def test_an_impossible_parent_is_refused_plainly(sign_in: SignIn, parent: str) -> None:
    """E-17, E-21: never an error of the database, and the text is kept."""
    thread = factories.thread()
    fields = {"text": "Eine Antwort auf nichts", "parent": parent}
    answer = sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", **fields)
    assert answer.status_code == 422
    assert fields["text"] in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Post)) == 1


def test_a_closed_thread_takes_no_answer_and_gives_the_text_back(sign_in: SignIn) -> None:
    """T-25: the answer is 409 with the reason, and the text is kept."""
    thread = factories.thread()
    staff = factories.person("staff")
    assert sign_in(staff).submit(f"/themen/{thread.id}/schliessen", reason="Frage ist beantwortet").status_code == 303
    answer = sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", text="Ich hätte noch etwas")
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Frage ist beantwortet" in page
    assert "Ich hätte noch etwas" in page


def test_closed_spaces_do_not_exist_for_others(client: Visitor, sign_in: SignIn) -> None:
    """E-17: what one may not see answers 404, by every address."""
    staff = factories.person("staff")
    space = factories.space(SpaceKind.STAFF)
    thread = factories.thread(staff, space)
    post = db.session.scalars(select(Post)).one()
    for who in (client, sign_in(factories.person())):
        for path in (f"/raeume/{space.slug}", f"/themen/{thread.id}", f"/beitraege/{post.id}"):
            assert who.get(path).status_code == 404
    assert sign_in(staff).get(thread.url).status_code == 200


def test_only_authors_edit_their_posts(sign_in: SignIn) -> None:
    factories.thread()
    post = db.session.scalars(select(Post)).one()
    for roles in ((), ("staff",), ("moderator",), ("admin",)):
        answer = sign_in(factories.person(*roles)).submit(
            f"/beitraege/{post.id}/bearbeiten", text="Das ist jetzt meins", version="1"
        )
        assert answer.status_code == 403


def test_one_form_sent_twice_is_one_post(sign_in: SignIn) -> None:
    """E-02: the same one-time key gives the same answer and one row."""
    thread = factories.thread()
    client = sign_in(factories.person())
    fields = {"text": "Nur einmal, bitte.", "once": "k" * 22, "csrf_token": client.csrf}
    first = client.post(f"/themen/{thread.id}/antworten", data=fields)
    second = client.post(f"/themen/{thread.id}/antworten", data=fields)
    assert first.location == second.location
    assert db.session.scalar(select(func.count()).select_from(Post)) == 2


def test_many_answers_at_once_all_find_their_place(app: Flask) -> None:
    """T-01: counters equal a recount after a race with real threads."""
    thread = factories.thread()
    people = [factories.person() for _ in range(8)]
    number, first_id = thread.id, db.session.scalars(select(Post.id)).one()

    def answer(person_id: int) -> Callable[[], object]:
        return lambda: [
            commands.publish_post(
                db.session.get_one(Person, person_id),
                db.session.get_one(Thread, number),
                text="Alle zugleich!",
                parent_id=first_id,
            )
            for _ in range(3)
        ]

    at_once(app, [answer(person.id) for person in people])
    parent = db.session.get_one(Post, first_id)
    assert (parent.child_count, parent.descendant_count) == (24, 24)
    assert db.session.get_one(Thread, number).post_count == 25
    assert len(set(db.session.scalars(select(Post.path)))) == 25


def test_hidden_posts_show_their_ground_only(client: Visitor, app: Flask) -> None:
    thread = factories.thread(text="Böses Kanarienvogel-Wort")
    moderator = factories.person("moderator")
    with transaction():
        post = db.session.scalars(select(Post)).one()
        commands.hide_post(moderator, post, ground="Regel 3: Beleidigung")
    page = client.get(thread.url).get_data(as_text=True)
    assert "Kanarienvogel" not in page
    assert "Regel 3: Beleidigung" in page
    assert db.session.scalars(select(Post.state)).one() == PostState.HIDDEN


def test_a_new_language_and_a_new_text_are_one_step(app: Flask) -> None:
    """T-11, T-39: one version more, and the one before it is kept under its own number."""
    ada = factories.person()
    post = factories.post(factories.thread(), ada)
    ada_id, post_id, said = ada.id, post.id, post.source
    with transaction():
        commands.edit_post(
            db.session.get_one(Person, ada_id),
            db.session.get_one(Post, post_id),
            text="More light, please.",
            version=1,
            language="en",
        )
    post = db.session.get_one(Post, post_id)
    assert (post.version, post.language, post.source) == (2, "en", "More light, please.")
    assert "en" in db.session.get_one(Thread, post.thread_id).languages.split()
    assert [(row.version, row.source) for row in db.session.scalars(select(PostRevision))] == [(1, said)]


def test_an_answer_while_a_post_is_edited_neither_waits_for_ever_nor_is_lost(app: Flask, database: str) -> None:
    """T-11, T-28: the answer comes in just before the editor's row of the thread is held; one of both is first."""
    ada, ben, thread = factories.person(), factories.person(), factories.thread()
    ada_id, ben_id, thread_id = ada.id, ben.id, thread.id
    post_id = factories.post(thread, ada).id
    db.session.rollback()
    failures: list[BaseException] = []

    def answer() -> None:
        with app.app_context():
            try:
                with transaction():
                    found = db.session.get_one(Thread, thread_id)
                    who = db.session.get_one(Person, ben_id)
                    commands.publish_post(who, found, text="Meine Antwort darauf.", parent_id=post_id)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
            finally:
                db.session.remove()

    runner = Runner(target=answer)

    def interfere(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        holds_thread = sql.startswith("UPDATE thread") or ("FROM thread" in sql and "FOR UPDATE" in sql)
        if current_thread() is not runner and runner.ident is None and holds_thread:
            runner.start()
            if database == "postgresql":
                runner.join(timeout=10)

    def holding(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if current_thread() is not runner and sql.startswith("UPDATE post") and runner.ident is None:
            runner.start()  # The post is held before the thread: whoever answers holds the thread and waits for the post.
            runner.join(timeout=1)

    event.listen(db.engine, "before_cursor_execute", interfere)
    event.listen(db.engine, "after_cursor_execute", holding)
    refused = False
    try:
        with transaction():
            actor, post = db.session.get_one(Person, ada_id), db.session.get_one(Post, post_id)
            commands.edit_post(actor, post, text="More light, please.", version=1, language="en")
    except Conflict:
        refused = True
    finally:
        event.remove(db.engine, "before_cursor_execute", interfere)
        event.remove(db.engine, "after_cursor_execute", holding)
        runner.join()
    assert not failures
    db.session.expire_all()
    post = db.session.get_one(Post, post_id)
    assert post.child_count == 1
    # What was answered is not changed any more; on SQLite one writes after the other anyway.
    assert refused == (database == "postgresql") == (post.version == 1)
    assert counts.differences() == []
