"""What is new for somebody, and how far they have read (T-27)."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update

from forum.accounts.models import Person
from forum.core.clock import frozen_at, now, shifted_by
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.discussions import commands, queries
from forum.discussions.models import Post, Space, SpaceRead, Thread, ThreadRead
from tests import factories
from tests.discussions.growing import grown
from tests.discussions.test_reading import posts_on, questions
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
A_MINUTE = timedelta(minutes=1)


def spread(thread: Thread) -> list[Post]:
    """Give the posts of a thread that was laid out by rows moments of their own, a second apart, and return them."""
    number = thread.id
    begin = now() - timedelta(hours=5)
    with transaction():
        posts = db.session.scalars(select(Post).where(Post.thread_id == number).order_by(Post.id)).all()
        for place, post in enumerate(posts):
            db.session.execute(
                update(Post).where(Post.id == post.id).values(created_at=begin + timedelta(seconds=place))
            )
        db.session.execute(
            update(Thread).where(Thread.id == number).values(last_post_at=begin + timedelta(seconds=len(posts)))
        )
    db.session.expire_all()
    return list(db.session.scalars(select(Post).where(Post.thread_id == number).order_by(Post.created_at)))


def reader() -> Person:
    """Return somebody who came long before anything that the tests write."""
    return factories.person(created_at=now() - timedelta(days=400))


def read(person: Person, thread: Thread, shown: Sequence[int]) -> None:
    """Report that these posts were on the screen."""
    person_id, thread_id = person.id, thread.id
    with transaction():
        commands.mark_posts_read(db.session.get_one(Person, person_id), db.session.get_one(Thread, thread_id), shown)


def count(person: Person, thread: Thread) -> int:
    """Return how many posts of a thread are new for a person."""
    thread = db.session.get_one(Thread, thread.id)
    return queries.unread(db.session.get_one(Person, person.id), [thread])[thread.id].count


def marks(table: type[ThreadRead] | type[SpaceRead], person: Person) -> int:
    """Return how many rows a person has."""
    return db.session.scalar(select(func.count()).where(table.person_id == person.id)) or 0


def test_what_was_shown_is_read_and_what_comes_is_new(app: Flask) -> None:
    """T-27."""
    person, thread = reader(), factories.thread()
    first = db.session.scalars(select(Post.id)).one()
    assert count(person, thread) == 1
    read(person, thread, [first])
    assert count(person, thread) == 0
    factories.post(thread)
    assert count(person, thread) == 1
    assert queries.unread(Nobody(), [thread]) == {}


def test_own_and_removed_posts_are_not_new(app: Flask) -> None:
    """T-27, E-18."""
    person, thread = reader(), factories.thread()
    factories.post(thread, person)
    hidden = factories.post(thread)
    assert count(person, thread) == 2
    with transaction():
        commands.hide_post(factories._inside("moderator"), db.session.get_one(Post, hidden.id), ground="Regel 1")
    assert count(person, thread) == 1


def test_after_forty_days_nothing_is_new_and_the_row_goes(app: Flask) -> None:
    """T-27: the cutoff; forgetting the row changes nothing that anybody sees."""
    person, thread = reader(), factories.thread()
    read(person, thread, [db.session.scalars(select(Post.id)).one()])
    commands.forget_old_marks()
    assert marks(ThreadRead, person) == 1
    with shifted_by(timedelta(days=41)):
        assert count(person, thread) == 0
        late = factories.post(thread)
        assert count(person, thread) == 1
        commands.forget_old_marks()
        assert marks(ThreadRead, person) == 0
        assert queries.first_unread(person, thread) == queries.FirstUnread(late.id, late.created_at)


def test_what_was_there_before_somebody_came_is_not_new(app: Flask) -> None:
    """T-27: a newcomer has missed nothing."""
    thread = factories.thread()
    newcomer = factories.person()
    assert count(newcomer, thread) == 0
    factories.post(thread)
    assert count(newcomer, thread) == 1


def test_a_mark_stops_before_a_post_that_was_not_shown(app: Flask) -> None:
    """T-27: a new post on another page stays new, however far somebody has read on this one."""
    person, thread = reader(), grown(*[()] * 9)
    posts = [post.id for post in spread(thread)]
    read(person, thread, [*posts[:3], *posts[5:]])
    assert count(person, thread) == 7
    first = queries.first_unread(db.session.get_one(Person, person.id), db.session.get_one(Thread, thread.id))
    assert first is not None
    assert first.id == posts[3]
    read(person, thread, posts[3:])
    assert count(person, thread) == 0


def test_posts_of_other_threads_move_no_mark(app: Flask) -> None:
    """T-27: what a page reports is not believed beyond its thread."""
    person, thread = reader(), factories.thread()
    elsewhere = factories.post(factories.thread())
    read(person, thread, [elsewhere.id, 10**9])
    assert count(person, thread) == 1
    assert marks(ThreadRead, person) == 0


def test_a_thousand_threads_read_by_space_leave_one_row(app: Flask) -> None:
    """T-27: the row-count test."""
    person, space = reader(), factories.space()
    person_id, space_id = person.id, space.id
    author_id, moment = factories.person().id, now()
    values = {"space_id": space_id, "author_id": author_id, "audience": "public", "writers": "members"}
    rows = [
        {**values, "title": f"Thema {number}", "created_at": moment, "last_post_at": moment} for number in range(1000)
    ]
    other = factories.thread()
    with transaction():
        db.session.execute(insert(Thread), rows)
        inside = db.session.scalars(select(Thread.id).where(Thread.space_id == space_id)).all()
        db.session.execute(
            insert(ThreadRead), [{"person_id": person_id, "thread_id": one, "until": moment} for one in inside]
        )
    read(person, other, db.session.scalars(select(Post.id)).all())
    assert marks(ThreadRead, person) == 1001
    with transaction():
        actor = db.session.get_one(Person, person_id)
        commands.mark_space_read(actor, db.session.get_one(Space, space_id), now())
    assert marks(ThreadRead, person) == 1
    assert marks(SpaceRead, person) == 1


def test_two_windows_never_move_a_mark_back(app: Flask) -> None:
    """T-27, E-19: whichever comes last, the later moment stays."""
    person, thread = reader(), factories.thread()
    person_id, thread_id, space_id = person.id, thread.id, thread.space_id
    moments = [thread.created_at + timedelta(milliseconds=number) for number in (5, 1, 3, 2, 4, 0)]

    def in_window(moment: datetime, whole_space: bool) -> Callable[[], object]:
        def act() -> None:
            actor = db.session.get_one(Person, person_id)
            if whole_space:
                commands.mark_space_read(actor, db.session.get_one(Space, space_id), moment)
            else:
                commands.mark_thread_read(actor, db.session.get_one(Thread, thread_id), moment)

        return act

    at_once(app, [in_window(moment, whole_space=False) for moment in moments])
    assert db.session.scalars(select(ThreadRead.until)).one() == moments[0]
    at_once(app, [in_window(moment, whole_space=True) for moment in moments])
    assert db.session.scalars(select(SpaceRead.until)).one() == moments[0]
    read(person, thread, [db.session.scalars(select(Post.id)).one()])
    assert count(person, thread) == 0


def test_time_never_runs_backwards_within_a_thread(app: Flask) -> None:
    """T-27, T-40: a post that waited for another one is newer than it, so nobody who read that one misses it."""
    thread = factories.thread()
    author_id, number = factories.person().id, thread.id
    late = factories.post(thread)
    with frozen_at(late.created_at - A_MINUTE), transaction():
        author = db.session.get_one(Person, author_id)
        early = commands.publish_post(author, db.session.get_one(Thread, number), text="Etwas später eingetroffen.")
        assert early.created_at > db.session.get_one(Post, late.id).created_at
        assert db.session.get_one(Thread, number).last_post_at == early.created_at
    race = [
        lambda: commands.publish_post(
            db.session.get_one(Person, author_id), db.session.get_one(Thread, number), text="Im selben Augenblick."
        )
    ]
    at_once(app, race * 6)
    moments = db.session.scalars(select(Post.created_at).where(Post.thread_id == number).order_by(Post.id)).all()
    assert list(moments) == sorted(set(moments))


def test_what_was_read_stays_read_when_posts_go_into_a_new_thread(app: Flask) -> None:
    """T-20: also when they were read by marking the whole space."""
    by_post, by_space, nobody = reader(), reader(), reader()
    thread, elsewhere = factories.thread(), factories.space()
    moved = factories.post(thread)
    read(by_post, thread, db.session.scalars(select(Post.id)).all())
    with transaction():
        actor = db.session.get_one(Person, by_space.id)
        commands.mark_space_read(actor, db.session.get_one(Thread, thread.id).space, now())  # type: ignore[arg-type]
    number, space_id = thread.id, elsewhere.id
    with transaction():
        move = commands.split_thread(
            factories._inside("moderator"),
            db.session.get_one(Thread, number),
            [moved.id],
            title="Ein neues Thema daraus",
            space=db.session.get_one(Space, space_id),
            reason="Gehört nicht hierher",
            confirmed=True,
        )
        made_id = move.to_thread_id
    made = db.session.get_one(Thread, made_id)
    assert [count(person, made) for person in (by_post, by_space, nobody)] == [0, 0, 1]


def test_what_was_read_stays_read_when_a_thread_goes_to_another_space(app: Flask) -> None:
    """T-22."""
    person, thread, elsewhere = reader(), factories.thread(), factories.space()
    person_id, number, space_id = person.id, thread.id, elsewhere.id
    with transaction():
        found = db.session.get_one(Thread, number)
        assert found.space is not None
        commands.mark_space_read(db.session.get_one(Person, person_id), found.space, now())
    with transaction():
        commands.move_thread(
            factories._inside("moderator"),
            db.session.get_one(Thread, number),
            space=db.session.get_one(Space, space_id),
            reason="Gehört hierher",
            confirmed=True,
        )
    assert count(person, thread) == 0
    factories.post(thread)
    assert count(person, thread) == 1


def test_posts_that_come_by_a_merge_hide_nothing_that_is_new(app: Flask) -> None:
    """T-21: the mark of the thread to which they go stays where it is."""
    person, kept, merged = reader(), factories.thread(), factories.thread()
    read(person, kept, db.session.scalars(select(Post.id).where(Post.thread_id == kept.id)).all())
    factories.post(kept)
    factories.post(merged)
    kept_id, merged_id = kept.id, merged.id
    with transaction():
        commands.merge_threads(
            factories._inside("moderator"),
            db.session.get_one(Thread, merged_id),
            target=db.session.get_one(Thread, kept_id),
            reason="Dasselbe Thema",
            confirmed=True,
        )
    assert count(person, kept) == 3


def test_lists_say_how_many_posts_are_new(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-27: in words; a button marks the whole space, up to the moment at which the list was seen."""
    person, thread = reader(), factories.thread()
    factories.post(thread)
    assert thread.space is not None
    space = thread.space.url
    visitor = sign_in(person)
    for path in ("/", space):
        html = visitor.get(path).get_data(as_text=True)
        assert f'<a class="row__new" href="/themen/{thread.id}/weiter">2 neue' in html
        assert "row__new" not in client.get(path).get_data(as_text=True)
    bis = re.search(r'name="bis" value="([^"]+)"', visitor.get(space).get_data(as_text=True))
    assert bis is not None
    seen_at = bis.group(1).replace("&#43;", "+")
    factories.post(thread)
    answer = visitor.submit(f"{space}/gelesen", bis=seen_at)
    assert answer.location == space
    html = visitor.get(space).get_data(as_text=True)
    assert "1 neuer" in html
    assert "Alles in diesem Raum als gelesen markieren" in html
    visitor.submit(f"{space}/gelesen", bis=(now() + A_MINUTE).isoformat())
    assert "row__new" not in visitor.get(space).get_data(as_text=True)
    factories.post(thread)
    assert "1 neuer" in visitor.get(space).get_data(as_text=True)


def test_a_page_marks_what_is_new_and_leads_to_the_first_of_it(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-05, T-27: in the tree and in the order of time, on the page where it stands."""
    thread = grown(*[(2,)] * 30)
    posts = spread(thread)
    person = reader()
    visitor = sign_in(person)
    first = visitor.get(thread.url).get_data(as_text=True)
    assert "Zum ersten ungelesenen Beitrag" in first
    assert "post--new" not in first  # All is new to whoever comes for the first time, so nothing is marked.
    read(person, thread, [post.id for post in posts[:70]])
    for view, address in (("baum", f"{thread.url}?seite=2"), ("flach", f"{thread.url}?ansicht=flach&seite=4")):
        page = visitor.get(f"{thread.url}?ansicht={view}").get_data(as_text=True)
        assert "Weiter, wo Sie aufgehört haben" in page
        link = f"/themen/{thread.id}/weiter?ansicht={view}"
        assert f'href="{link}"' in page
        answer = visitor.get(link)
        assert answer.status_code == 302
        assert answer.location == f"{address}#beitrag-{posts[70].id}"
        html = visitor.get(address).get_data(as_text=True)
        assert posts[70].id in posts_on(html)
        assert html.count("post--new") == html.count('<span class="badge badge--success">neu</span>') > 0
    assert "post--new" not in client.get(thread.url).get_data(as_text=True)
    assert client.get(f"/themen/{thread.id}/weiter").status_code == 303
    visitor.submit("/lesen", ansicht="flach", ordnung="aelteste", haltung="", back=thread.url)
    assert "ansicht=flach" in visitor.get(f"/themen/{thread.id}/weiter").location


def test_reading_is_reported_by_a_form_and_never_by_looking(app: Flask, sign_in: SignIn) -> None:
    """T-27: a GET writes nothing; the button without scripts reaches to the end of the page in the order of time."""
    thread = grown(*[()] * 29)
    posts = spread(thread)
    person = reader()
    visitor = sign_in(person)
    flat = visitor.get(f"{thread.url}?ansicht=flach").get_data(as_text=True)
    assert "Bis hierhin gelesen" in flat
    assert "Thema als gelesen markieren" in visitor.get(thread.url).get_data(as_text=True)
    assert marks(ThreadRead, person) == 0
    answer = visitor.submit(f"/themen/{thread.id}/gelesen", bis=posts[19].created_at.isoformat(), back=thread.url)
    assert answer.location == thread.url
    assert count(person, thread) == 10
    shown = ",".join(str(post.id) for post in posts)
    assert visitor.submit(f"/themen/{thread.id}/gelesen", gezeigt=shown).status_code == 204
    assert count(person, thread) == 0
    assert visitor.get(f"/themen/{thread.id}/weiter").location == thread.url


@pytest.mark.parametrize("word", ["", "gestern", "2026-01-01", "9" * 400, "2026-13-01T00:00:00+00:00"])
def test_odd_moments_are_refused(app: Flask, sign_in: SignIn, word: str) -> None:
    """E-21."""
    thread = factories.thread()
    visitor = sign_in(reader())
    assert visitor.submit(f"/themen/{thread.id}/gelesen", bis=word).status_code == 422
    assert visitor.submit(f"/themen/{thread.id}/gelesen", gezeigt="1,x,,99999999999,-3").status_code == 204


def test_closed_rooms_keep_no_marks_of_strangers(app: Flask, sign_in: SignIn) -> None:
    """E-17."""
    space = factories.space("staff")  # type: ignore[arg-type]
    staff = factories.person("staff")
    thread = factories.thread(staff, space)
    visitor = sign_in(reader())
    bis = datetime.now(UTC).isoformat()
    for path in (f"/themen/{thread.id}/gelesen", f"/raeume/{space.slug}/gelesen"):
        assert visitor.submit(path, bis=bis).status_code == 404
    assert visitor.get(f"/themen/{thread.id}/weiter").status_code == 404


def test_lists_ask_the_same_number_of_questions_for_few_and_many(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """E-11: visitors are asked nothing for what is new."""
    space = factories.space()
    factories.thread(within=space)
    visitor = sign_in(reader())
    path = f"/raeume/{space.slug}"
    few = questions(app, client, path), questions(app, visitor, path)
    for _ in range(12):
        factories.post(factories.thread(within=space))
    assert (questions(app, client, path), questions(app, visitor, path)) == few
