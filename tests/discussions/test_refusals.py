"""What the state of things forbids is refused with its reason, and nothing is changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core import clock
from forum.core.db import db, transaction
from forum.core.errors import Conflict, TooOften
from forum.discussions import commands
from forum.discussions.models import Post, Reaction, ReactionKind, Space, Thread, ThreadKind
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

WHY = "Weil es so besser ist."
TEXT = "Ein Beitrag, der lang genug ist."
Act = Callable[[Person, Thread], object]


def merged() -> tuple[int, int]:
    """Return a thread that lives on in another, and the other."""
    space = factories.space()
    one, two = factories.thread(within=space), factories.thread(within=space)
    ids, staff = (one.id, two.id), factories.person("staff").id
    with transaction():
        commands.merge_threads(
            db.session.get_one(Person, staff),
            db.session.get_one(Thread, ids[0]),
            target=db.session.get_one(Thread, ids[1]),
            reason=WHY,
            confirmed=True,
        )
    return ids


ACTS: dict[str, Act] = {
    "close": lambda who, thread: commands.close_thread(who, thread, reason=WHY),
    "reopen": lambda who, thread: commands.reopen_thread(who, thread, reason=WHY),
    "arrange": lambda who, thread: commands.arrange_thread(
        who, thread, commands.Arrangement(kind=ThreadKind.DISCUSSION, archived=True, reason=WHY)
    ),
    "summarise": lambda who, thread: commands.summarise_thread(
        who, thread, text="Bisher wurde viel gesagt.", version=0
    ),
    "move": lambda who, thread: commands.move_thread(
        who,
        thread,
        space=db.session.scalars(select(Space).order_by(Space.id.desc())).first(),
        reason=WHY,
        confirmed=True,
    ),
    "merge": lambda who, thread: commands.merge_threads(
        who,
        thread,
        target=db.session.scalars(select(Thread).order_by(Thread.id.desc())).first(),
        reason=WHY,
        confirmed=True,
    ),
    "publish": lambda who, thread: commands.publish_post(who, thread, text=TEXT),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_happens_in_a_thread_that_lives_on_in_another(app: Flask, act: str) -> None:
    """T-21: its posts are elsewhere, so no act of curation may move its empty shell; counts stay right."""
    empty, _full = merged()
    factories.thread(within=factories.space())
    staff = factories.person("staff").id
    with pytest.raises(Conflict), transaction():
        ACTS[act](db.session.get_one(Person, staff), db.session.get_one(Thread, empty))
    assert check() == []


def test_an_archived_space_takes_no_posts(app: Flask, sign_in: Callable[[Person], Visitor], client: Visitor) -> None:
    """Its page says so, and so does every thread in it; the text stays, reading goes on."""
    space, author = factories.space(), factories.person()
    thread = factories.thread(author, space)
    post = factories.post(thread, author)
    number, space_id, staff = thread.id, space.id, factories.person("staff").id
    with transaction():
        commands.archive_space(db.session.get_one(Person, staff), db.session.get_one(Space, space_id))
    writer = sign_in(author)
    answer = writer.submit(f"/themen/{number}/antworten", text=TEXT)
    assert answer.status_code == 409
    assert "Dieser Raum liegt im Archiv." in answer.text
    assert TEXT in answer.text
    assert writer.submit(f"/beitraege/{post.id}/bearbeiten", text=TEXT, version="1").status_code == 409
    page = client.get(thread.url, follow_redirects=True)
    assert "Dieser Raum liegt im Archiv." in page.text


def test_an_edit_that_comes_too_late_hears_why(app: Flask, sign_in: Callable[[Person], Visitor]) -> None:
    """T-13, T-25: somebody answered, or the thread was closed, while the author was writing; the form stays."""
    author, staff = factories.person(), factories.person("staff").id
    answered, closed = factories.thread(), factories.thread()
    posts = [factories.post(thread, author).id for thread in (answered, closed)]
    closed_id = closed.id
    factories.post(answered, parent_id=posts[0])
    with transaction():
        commands.close_thread(db.session.get_one(Person, staff), db.session.get_one(Thread, closed_id), reason=WHY)
    writer = sign_in(author)
    for post_id, why in zip(posts, ("wurde schon geantwortet", WHY), strict=True):
        answer = writer.submit(f"/beitraege/{post_id}/bearbeiten", text=f"{TEXT} Und mehr.", version="1")
        assert answer.status_code == 409
        assert why in answer.text
        assert f"{TEXT} Und mehr." in answer.text
    assert (
        sign_in(factories.person()).submit(f"/beitraege/{posts[0]}/bearbeiten", text=TEXT, version="1").status_code
        == 403
    )


@pytest.mark.parametrize("fields", [{"text": ""}, {"text": TEXT, "entwurf": "1"}, {"text": TEXT, "version": "1"}])
def test_a_stranger_gets_nothing_of_the_form(
    app: Flask, sign_in: Callable[[Person], Visitor], fields: dict[str, str]
) -> None:
    """E-16: not by a form that is sent empty, as a draft or whole, and of a hidden post neither words nor files."""
    post = factories.post(factories.thread(), text="Ein Geheimnis, das verborgen wurde.")
    post_id, moderator = post.id, factories.person("moderator").id
    with transaction():
        commands.hide_post(db.session.get_one(Person, moderator), db.session.get_one(Post, post_id), ground="Werbung")
    answer = sign_in(factories.person()).submit(f"/beitraege/{post_id}/bearbeiten", **fields)
    assert answer.status_code in {403, 410}
    assert "Ein Geheimnis" not in answer.text


def test_an_answer_to_what_moved_away_hears_so(app: Flask) -> None:
    thread, other = factories.thread(), factories.thread()
    elsewhere, who = factories.post(other).id, factories.person().id
    number = thread.id
    with pytest.raises(Conflict, match="nicht mehr in diesem Thema"), transaction():
        commands.publish_post(
            db.session.get_one(Person, who), db.session.get_one(Thread, number), text=TEXT, parent_id=elsewhere
        )


@pytest.mark.parametrize("slow", [0, 30])
def test_many_posts_of_one_person_at_once_keep_their_pause(
    app: Flask, slow: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-26, T-28, E-19: eight windows of one person, one post; the others are told to wait."""
    monkeypatch.setitem(app.config, "POST_PAUSE", 0 if slow else 10)
    number, who = factories.thread().id, factories.person().id
    with transaction():
        db.session.get_one(Thread, number).slow_minutes = slow

    def write() -> None:
        with clock.shifted_by(timedelta(days=2)):  # A newcomer pauses longer by another setting.
            commands.publish_post(db.session.get_one(Person, who), db.session.get_one(Thread, number), text=TEXT)

    assert at_once(app, [write] * 8, refused=(TooOften,)) == 7
    assert db.session.scalar(select(func.count()).where(Post.author_id == who)) == 1


def test_nobody_agrees_and_disagrees_at_once(app: Flask) -> None:
    """T-16: the later word counts, and the counts equal the rows."""
    post, who = factories.post(factories.thread()).id, factories.person().id
    for kind in (ReactionKind.AGREE, ReactionKind.HELPFUL, ReactionKind.DISAGREE):
        with transaction():
            commands.react(db.session.get_one(Person, who), db.session.get_one(Post, post), kind)
    kept = db.session.scalars(select(Reaction.kind).where(Reaction.post_id == post)).all()
    assert sorted(kept) == ["disagree", "helpful"]
    there = db.session.get_one(Post, post)
    assert (there.agree, there.disagree, there.helpful) == (0, 1, 1)
