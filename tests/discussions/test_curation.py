"""Splitting, merging and moving: addresses, counts, rights and search right afterwards, and undoing."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core.db import db, transaction
from forum.core.errors import Conflict, ForumError
from forum.core.events import LoggedEvent
from forum.discussions import commands
from forum.discussions.models import DEEPEST, Move, Post, PostState, Space, SpaceKind, Thread, ThreadKind
from tests import factories
from tests.discussions.growing import grown
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
WHY = "Gehört an einen anderen Ort."


def state() -> list[tuple[Any, ...]]:
    """Return where every post stands and what is counted, for a comparison before and after."""
    db.session.expire_all()
    posts = select(
        Post.id, Post.thread_id, Post.parent_id, Post.depth, Post.path, Post.child_count, Post.descendant_count
    )
    threads = select(
        Thread.id, Thread.space_id, Thread.audience, Thread.post_count, Thread.top_count, Thread.last_post_at
    )
    spaces = select(Space.id, Space.thread_count)
    return [tuple(row) for part in (posts, threads, spaces) for row in db.session.execute(part.order_by("id"))]


def act(command: Callable[..., Any], *ids: Any, **values: Any) -> int:
    """Let a moderator act in a transaction of its own."""
    moderator = factories.person("moderator")
    with transaction():
        rows = [db.session.get_one(kind, number) if isinstance(number, int) else number for kind, number in ids]
        named = {name: db.session.get_one(*pair) if isinstance(pair, tuple) else pair for name, pair in values.items()}
        made = command(db.session.get_one(Person, moderator.id), *rows, **named)
        return made.id if made is not None else 0


def split(thread: Thread, posts: list[int], **changes: Any) -> int:
    values = {"title": "Ein eigenes Thema", "space": (Space, thread.space_id), "reason": WHY, "confirmed": False}
    return act(commands.split_thread, (Thread, thread.id), (None, posts), **{**values, **changes})


def test_a_split_takes_branches_along_and_leaves_a_notice_on_both_sides(
    app: Flask, client: Visitor, work: Callable[[], int]
) -> None:
    """T-20, T-08: counts, addresses and search hits are right at once."""
    thread = grown((2, 2), (1,), ())
    tops = db.session.scalars(select(Post).where(Post.depth == 0).order_by(Post.id)).all()
    chosen = [tops[1].id, tops[2].id]
    below = db.session.scalars(select(Post.id).where(Post.parent_id == chosen[0])).first()
    assert below is not None
    url = thread.url
    move = db.session.get_one(Move, split(thread, [*chosen, below]))
    made = db.session.get_one(Thread, move.to_thread_id)
    assert (made.post_count, made.top_count, made.title) == (9, 2, "Ein eigenes Thema")
    assert db.session.get_one(Thread, thread.id).post_count == 2
    assert check() == []
    for page, other in ((url, made.url), (made.url, url)):
        html = client.get(page).get_data(as_text=True)
        assert WHY in html
        assert other in html
    answer = client.get(f"/beitraege/{below}")
    assert answer.status_code == 302
    assert answer.location.startswith(made.url)
    work()
    assert made.url in client.get("/suche?q=eigenes").get_data(as_text=True)


def test_a_merge_keeps_time_order_addresses_and_followers_of_the_old_address(
    app: Flask, client: Visitor, work: Callable[[], int]
) -> None:
    """T-21."""
    one, other = grown((1,), ()), grown((1,), ())
    old = one.url
    numbers = db.session.scalars(select(Post.id).where(Post.thread_id == one.id)).all()
    act(commands.merge_threads, (Thread, one.id), target=(Thread, other.id), reason=WHY, confirmed=True)
    target = db.session.get_one(Thread, other.id)
    assert client.get(old).location == target.url
    assert check() == []
    html = client.get(target.url).get_data(as_text=True)
    tops = db.session.scalars(select(Post).where(Post.thread_id == other.id, Post.depth == 0)).all()
    by_time = [post.id for post in sorted(tops, key=lambda post: (post.created_at, post.id))]
    places = [html.index(f'id="beitrag-{number}"') for number in by_time]
    assert places == sorted(places)
    for number in numbers:
        assert client.get(f"/beitraege/{number}").location.startswith(target.url)
    assert "Thema Nummer" in client.get(target.url).get_data(as_text=True)
    space = db.session.get_one(Space, one.space_id)
    assert old not in client.get(f"/raeume/{space.slug}").get_data(as_text=True)


def test_a_thread_in_another_space_is_for_its_readers_at_once(
    app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """T-22, E-17, E-18: asked first, then rights, search and permanent addresses follow."""
    thread = factories.thread(title="Kanarienvogel am Fenster", text="Ein Kanarienvogel, ganz öffentlich.")
    post = db.session.scalars(select(Post)).one()
    closed = factories.space(SpaceKind.STAFF)
    staff = sign_in(factories.person("staff"))
    form = {"space": str(closed.id), "reason": WHY}
    asked = staff.submit(f"/themen/{thread.id}/verschieben", **form)
    assert asked.status_code == 422
    assert "andere Menschen" in asked.get_data(as_text=True)
    assert client.get(thread.url).status_code == 200
    work()
    assert staff.submit(f"/themen/{thread.id}/verschieben", confirmed="y", **form).status_code == 303
    for path in (thread.url, post.url):
        assert client.get(path).status_code == 404
        assert sign_in(factories.person()).get(path).status_code == 404
    assert "am Fenster" not in client.get("/suche?q=kanarienvogel").get_data(as_text=True)
    work()
    assert "am Fenster" in staff.get("/suche?q=kanarienvogel").get_data(as_text=True)
    assert check() == []


def test_undoing_gives_the_former_state(app: Flask) -> None:
    """T-23: of each kind of move, also after people went on writing."""
    thread, other = grown((3, 2), (1,)), grown((), (2,))
    closed = factories.space()
    chosen = db.session.scalars(select(Post.id).where(Post.thread_id == thread.id, Post.depth == 1)).all()
    moves: list[Callable[[], int]] = [
        lambda: split(db.session.get_one(Thread, thread.id), list(chosen)),
        lambda: act(
            commands.move_posts,
            (Thread, thread.id),
            (None, list(chosen[:2])),
            target=(Thread, other.id),
            reason=WHY,
            confirmed=True,
        ),
        lambda: act(commands.merge_threads, (Thread, thread.id), target=(Thread, other.id), reason=WHY, confirmed=True),
        lambda: act(commands.move_thread, (Thread, thread.id), space=(Space, closed.id), reason=WHY, confirmed=True),
    ]
    for move in moves:
        before = state()
        number = move()
        assert check() == []
        after = state()
        assert after != before
        act(commands.undo_move, (Move, number))
        now_there = [row for row in state() if row in before]
        assert now_there == before
        assert check() == []
        with pytest.raises(Conflict):
            act(commands.undo_move, (Move, number))


def test_what_was_written_meanwhile_stays_with_what_it_answers(app: Flask) -> None:
    """T-23: nothing is lost by undoing."""
    thread = grown((1,))
    root = db.session.scalars(select(Post.id).where(Post.depth == 0).order_by(Post.id.desc())).first()
    number = split(thread, [root or 0])
    made = db.session.get_one(Thread, db.session.get_one(Move, number).to_thread_id)
    reply = factories.post(made, parent_id=root)
    fresh = factories.post(made)
    act(commands.undo_move, (Move, number))
    assert db.session.get_one(Post, reply.id).thread_id == thread.id
    assert db.session.get_one(Post, fresh.id).thread_id == made.id
    assert db.session.get_one(Thread, made.id).merged_into_id is None
    assert check() == []


def test_a_later_move_must_be_undone_first(app: Flask) -> None:
    thread, other = grown((), ()), factories.thread()
    posts = db.session.scalars(select(Post.id).where(Post.thread_id == thread.id).order_by(Post.id)).all()
    first = split(thread, [posts[0]])
    second = act(
        commands.move_posts,
        (Thread, thread.id),
        (None, [posts[1]]),
        target=(Thread, other.id),
        reason=WHY,
        confirmed=True,
    )
    with pytest.raises(Conflict):
        act(commands.undo_move, (Move, first))
    act(commands.undo_move, (Move, second))
    act(commands.undo_move, (Move, first))


def test_only_moderation_and_office_move(app: Flask, sign_in: SignIn) -> None:
    """E-16: and of threads in closed rooms moderators know nothing."""
    thread, other = factories.thread(), factories.thread()
    closed = factories.thread(factories.person("staff"), factories.space(SpaceKind.STAFF))
    number = act(
        commands.move_posts,
        (Thread, thread.id),
        (None, [db.session.scalars(select(Post.id).where(Post.thread_id == thread.id)).one()]),
        target=(Thread, other.id),
        reason=WHY,
        confirmed=True,
    )
    citizen, moderator = sign_in(factories.person()), sign_in(factories.person("moderator"))
    for page in ("ordnen", "zusammenfuehren", "verschieben"):
        assert citizen.get(f"/themen/{thread.id}/{page}").status_code == 403
        assert moderator.get(f"/themen/{thread.id}/{page}").status_code == 200
        assert moderator.get(f"/themen/{closed.id}/{page}").status_code == 404
    assert citizen.submit(f"/verschiebungen/{number}/zuruecknehmen").status_code == 403
    refused = moderator.submit(f"/themen/{other.id}/zusammenfuehren", target=str(closed.id), reason=WHY)
    assert refused.status_code == 422
    assert "Dieses Thema gibt es nicht." in refused.get_data(as_text=True)
    assert closed.title not in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"beitrag": "999999", "title": "Ein neues Thema"},
        {"beitrag": "x", "title": "Ein neues Thema"},
        {"wohin": "anderes", "target": "/ideen/4"},
        {"wohin": "anderes", "target": "99999999999999"},
        {"space": "abc", "title": "Ein neues Thema"},
    ],
)
def test_choices_that_cannot_be_are_refused_and_kept(sign_in: SignIn, fields: dict[str, str]) -> None:
    thread = grown((1,))
    values = {"reason": "Ein Grund, der stehen bleibt.", "space": str(thread.space_id), **fields}
    answer = sign_in(factories.person("moderator")).submit(f"/themen/{thread.id}/ordnen", **values)
    assert answer.status_code == 422
    assert "Ein Grund, der stehen bleibt." in answer.get_data(as_text=True)
    assert check() == []


def test_the_page_splits_by_what_was_ticked(sign_in: SignIn, client: Visitor) -> None:
    """T-20: without scripts, with one undo button on the notice."""
    thread = grown((1,), ())
    first = db.session.scalars(select(Post.id).where(Post.child_count == 1)).one()
    moderator = sign_in(factories.person("moderator"))
    form = {"beitrag": str(first), "title": "Ein eigenes Thema", "space": str(thread.space_id), "reason": WHY}
    answer = moderator.submit(f"/themen/{thread.id}/ordnen", wohin="neu", **form)
    assert answer.status_code == 303
    page = moderator.get(answer.location).get_data(as_text=True)
    assert "2 Beiträge kamen hierher aus" in page
    assert "Rückgängig machen" in page
    assert "Rückgängig machen" not in client.get(answer.location).get_data(as_text=True)
    number = db.session.scalars(select(Move.id)).one()
    assert moderator.submit(f"/verschiebungen/{number}/zuruecknehmen").location == thread.url
    assert client.get(answer.location).location == thread.url


def test_answers_that_arrive_while_their_parent_moves_are_kept_or_refused_plainly(app: Flask) -> None:
    """T-01, T-20: the tree and its counts stay whole, whoever was first."""
    thread, other = grown((2,), ()), factories.thread()
    root = db.session.scalars(select(Post.id).where(Post.child_count == 2)).one()
    people = [factories.person().id for _ in range(6)]
    moderator_id, thread_id, other_id = factories.person("moderator").id, thread.id, other.id

    def answer(person_id: int) -> Callable[[], object]:
        return lambda: commands.publish_post(
            db.session.get_one(Person, person_id),
            db.session.get_one(Thread, thread_id),
            text="Ich antworte gerade darauf!",
            parent_id=root,
        )

    def move() -> None:
        moderator, target = db.session.get_one(Person, moderator_id), db.session.get_one(Thread, other_id)
        source = db.session.get_one(Thread, thread_id)
        commands.move_posts(moderator, source, [root], target=target, reason=WHY, confirmed=True)

    at_once(
        app,
        [*(answer(number) for number in people[:3]), move, *(answer(number) for number in people[3:])],
        refused=(ForumError,),
    )
    assert check() == []
    assert db.session.get_one(Post, root).thread_id == other_id


@pytest.mark.parametrize("removal", ["hidden", "deleted"])
def test_an_answer_to_what_was_hidden_or_deleted_meanwhile_is_refused(app: Flask, removal: str) -> None:
    """S-06, T-07: it stands below its parent and before the removal in the log, or nowhere; its writer keeps the text."""
    thread, author = factories.thread(), factories.person()
    root = factories.post(thread, author).id
    thread_id, author_id, moderator_id = thread.id, author.id, factories.person("moderator").id
    people = [factories.person().id for _number in range(4)]

    def answer(person_id: int) -> Callable[[], object]:
        return lambda: commands.publish_post(
            db.session.get_one(Person, person_id),
            db.session.get_one(Thread, thread_id),
            text="Darauf antworte ich!",
            parent_id=root,
        )

    def remove() -> None:
        found = db.session.get_one(Post, root)
        if removal == "hidden":
            commands.hide_post(db.session.get_one(Person, moderator_id), found, ground="Regel 1")
        else:
            commands.delete_post(db.session.get_one(Person, author_id), found)

    acts = [*(answer(number) for number in people[:2]), remove, *(answer(number) for number in people[2:])]
    refusals = at_once(app, acts, refused=(Conflict,))
    parent = db.session.get_one(Post, root)
    assert parent.state == removal
    answers = db.session.scalars(select(Post).where(Post.author_id.in_(people))).all()
    assert len(answers) == len(people) - refusals == parent.child_count
    for post in answers:
        assert (post.parent_id, post.thread_id, post.depth) == (root, thread_id, 1)
        assert post.path.startswith(parent.path)
    types = ["PostPublished", "PostHidden", "PostDeleted"]
    log = select(LoggedEvent.type).where(LoggedEvent.type.in_(types)).order_by(LoggedEvent.id.desc())
    assert db.session.scalars(log).first() != "PostPublished"
    with pytest.raises(Conflict), transaction():
        answer(people[0])()
    assert check() == []


def write_below(thread_id: int, parents: list[int]) -> None:
    """Answer each of these posts that can be answered."""
    for number in parents:
        with suppress(Conflict):
            factories.post(db.session.get_one(Thread, thread_id), parent_id=number)


def remove_each(posts: list[int]) -> None:
    """Let their authors take these posts back, every second one hidden before by the moderation."""
    for place, number in enumerate(posts):
        with transaction():
            found = db.session.get_one(Post, number)
            if found.state == PostState.VISIBLE and place % 2:
                commands.hide_post(factories._inside("moderator"), found, ground="Regel 1")
            elif found.state == PostState.VISIBLE:
                commands.delete_post(db.session.get_one(Person, found.author_id), found)


def test_a_branch_ends_at_level_500_and_goes_on_beside_its_last_post(app: Flask, client: Visitor) -> None:
    """T-01: the path fits into an index of every database, the answer is kept and its page found."""
    thread = grown([1] * (DEEPEST - 1))
    last = db.session.scalars(select(Post).order_by(Post.depth.desc())).first()
    assert last is not None
    assert last.depth == DEEPEST - 1
    deepest = factories.post(thread, parent_id=last.id)
    assert (deepest.depth, deepest.parent_id) == (DEEPEST, last.id)
    beside = [factories.post(thread, parent_id=deepest.id) for _number in range(2)]
    for post in beside:
        assert (post.depth, post.parent_id) == (DEEPEST, last.id)
        answer = client.get(f"/beitraege/{post.id}")
        assert f'id="beitrag-{post.id}"' in client.get(answer.location).get_data(as_text=True)
    assert db.session.scalar(select(func.max(Post.depth))) == DEEPEST
    assert check() == []


def test_random_moves_keep_the_tree_whole(app: Flask) -> None:
    """T-01, E-44: whatever is written, removed, split, moved and undone, every count equals its recount, never below 0."""

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def walk(data: st.DataObject) -> None:
        thread = grown((2, 2), (1, 1), ())
        other = factories.thread(within=db.session.get_one(Space, thread.space_id))
        done: list[int] = []
        for _step in range(data.draw(st.integers(1, 4))):
            here = data.draw(st.sampled_from([thread.id, other.id]))
            ids = db.session.scalars(select(Post.id).where(Post.thread_id == here).order_by(Post.id)).all()
            if not ids:
                continue
            chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True))
            step = data.draw(st.sampled_from(["write", "remove", "move", "move"]))
            if step != "move":
                write_below(here, chosen) if step == "write" else remove_each(chosen)
                assert check() == []
                continue
            there = other.id if here == thread.id else thread.id
            done.append(
                act(
                    commands.move_posts,
                    (Thread, here),
                    (None, chosen),
                    target=(Thread, there),
                    reason=WHY,
                    confirmed=True,
                )
            )
            assert check() == []
        for number in reversed(done):
            act(commands.undo_move, (Move, number))
        assert check() == []
        least = [func.min(Post.child_count), func.min(Post.descendant_count)]
        assert min(db.session.execute(select(*least)).one()) >= 0
        assert min(db.session.execute(select(func.min(Thread.post_count), func.min(Thread.top_count))).one()) >= 0

    walk()


def test_words_moved_to_a_closed_room_leave_quotes_and_answers(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """E-18, T-14: what is closed now is quoted nowhere else, and is no official answer of an open thread."""
    thread = factories.thread(kind=ThreadKind.QUESTION)
    staff, closed = factories.person("staff"), factories.space(SpaceKind.STAFF)
    office = sign_in(staff)
    office.submit(f"/themen/{thread.id}/antworten", text="Der Kanarienvogel zieht im März um.", mark="staff")
    answer = db.session.scalars(select(Post.id).where(Post.mark == "staff")).one()
    assert office.submit(f"/beitraege/{answer}/antwort", an="1").status_code == 303
    fields = {"text": "Das freut mich sehr.", "quoted": str(answer), "quote": ""}
    assert sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", **fields).status_code == 303
    assert client.get(thread.url).get_data(as_text=True).count("Kanarienvogel") == 3
    form = {"beitrag": str(answer), "title": "Nur für uns hier", "space": str(closed.id), "reason": WHY}
    assert office.submit(f"/themen/{thread.id}/ordnen", wohin="neu", confirmed="y", **form).status_code == 303
    assert "Kanarienvogel" not in client.get(thread.url).get_data(as_text=True)
    assert "Kanarienvogel" not in office.get(thread.url).get_data(as_text=True)
