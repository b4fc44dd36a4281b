"""Reacting with one click, quoting, and the visible history of a post."""

import re
from collections.abc import Callable
from datetime import timedelta
from time import thread_time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from forum.accounts.models import Person
from forum.cli.consistency import check
from forum.core import counts
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.difference import Change, difference
from forum.core.errors import Conflict, Forbidden, TooOften
from forum.discussions import commands
from forum.discussions.models import Post, PostQuote, Reaction, ReactionKind, SpaceKind
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def first_post() -> Post:
    return db.session.scalars(select(Post).order_by(Post.id)).first()  # type: ignore[return-value]


def test_a_reaction_is_counted_shown_and_taken_back(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-16: one per kind, person and post; the author cannot react to the own post."""
    thread = factories.thread()
    post = first_post()
    fan = sign_in(factories.person())
    for _ in range(2):
        assert fan.submit("/reaktionen", reaktion=f"{post.id}.helpful.1").location == f"/beitraege/{post.id}"
    assert fan.submit("/reaktionen", reaktion=f"{post.id}.objection.1").status_code == 303
    assert (first_post().helpful, first_post().objection) == (1, 1)
    assert "Guter Einwand" in client.get(thread.url).get_data(as_text=True)
    assert 'aria-pressed="true"' in fan.get(thread.url).get_data(as_text=True)
    assert fan.submit("/reaktionen", reaktion=f"{post.id}.helpful.0").status_code == 303
    assert fan.submit("/reaktionen", reaktion=f"{post.id}.helpful.0").status_code == 303
    assert first_post().helpful == 0
    author = sign_in(db.session.get_one(Person, post.author_id))
    assert author.submit("/reaktionen", reaktion=f"{post.id}.helpful.1").status_code == 403
    assert client.submit("/reaktionen", reaktion=f"{post.id}.helpful.1").location.startswith("/anmelden")


@pytest.mark.parametrize(
    "word", ["", "1", "1.helpful", "1.liebe.1", "x.helpful.1", "1.helpful.2", "99999999999.agree.1"]
)
def test_a_reaction_that_is_none_changes_nothing(app: Flask, sign_in: SignIn, word: str) -> None:
    factories.thread()
    assert sign_in(factories.person()).submit("/reaktionen", reaktion=word).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 0


def test_nobody_reacts_in_closed_rooms(app: Flask, sign_in: SignIn) -> None:
    """E-17."""
    factories.thread(factories.person("staff"), factories.space(SpaceKind.STAFF))
    answer = sign_in(factories.person()).submit("/reaktionen", reaktion=f"{first_post().id}.agree.1")
    assert answer.status_code == 404


def test_fifty_people_react_at_once(app: Flask) -> None:
    """T-16, E-19: the figure equals the rows, also when one person clicks many times."""
    factories.thread()
    post_id = first_post().id
    people = [factories.person().id for _ in range(50)]

    def act(person_id: int) -> Callable[[], object]:
        return lambda: commands.react(
            db.session.get_one(Person, person_id), db.session.get_one(Post, post_id), ReactionKind.HELPFUL
        )

    at_once(app, [act(person_id) for person_id in [*people, *people[:10]]])
    assert first_post().helpful == db.session.scalar(select(func.count()).select_from(Reaction)) == 50
    assert check() == []


def test_the_check_finds_and_repairs_a_wrong_figure(app: Flask) -> None:
    """T-32."""
    factories.thread()
    with transaction():
        db.session.execute(update(Post).values(objection=7, descendant_count=3))
    assert {(finding.check, finding.stored, finding.counted) for finding in check()} == {
        ("reactions objection", 7, 0),
        ("all answers below a post", 3, 0),
    }
    counts.repair()
    assert check() == []


def test_reactions_are_capped_by_day_and_author(app: Flask) -> None:
    """T-16: six to one author, twenty in all; the next day it goes on."""
    author, fan = factories.person(), factories.person()
    thread = factories.thread(author)
    posts = [factories.post(thread, author).id for _ in range(7)]

    def react(number: int) -> None:
        with transaction():
            post = db.session.get_one(Post, number)
            commands.react(db.session.get_one(Person, fan.id), post, ReactionKind.AGREE)

    for number in posts[:6]:
        react(number)
    with pytest.raises(TooOften):
        react(posts[6])
    others = [factories.post(thread).id for _ in range(15)]
    for number in others[:14]:
        react(number)
    with pytest.raises(TooOften):
        react(others[14])
    with shifted_by(timedelta(days=1, minutes=1)):
        react(posts[6])


def test_a_quote_names_its_author_and_goes_with_its_source(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-14, A-04: removed words are gone from every quote at once, and back when the post is restored."""
    ada = factories.person()
    thread = factories.thread(ada, text="Die Ampel am Ring ist **viel** zu kurz grün, sagen Kanarienvögel.")
    source = first_post()
    form = sign_in(factories.person()).get(f"/beitraege/{source.id}/antworten?zitat=1").get_data(as_text=True)
    assert "Die Ampel am Ring ist viel zu kurz" in form
    fields = {"text": "Das finde ich auch.", "parent": str(source.id), "quoted": str(source.id)}
    writer = sign_in(factories.person())
    changed = writer.submit(f"/themen/{thread.id}/antworten", quote="Die Ampel ist zu lang grün", **fields)
    assert changed.status_code == 422
    assert "aber nichts ändern" in changed.get_data(as_text=True)
    assert "Das finde ich auch." in changed.get_data(as_text=True)
    kept = writer.submit(f"/themen/{thread.id}/antworten", quote="viel zu kurz grün, sagen Kanarienvögel", **fields)
    assert kept.status_code == 303
    page = client.get(thread.url).get_data(as_text=True)
    assert page.count("Kanarienvögel") == 2
    assert f"{ada.handle} schrieb" in page
    # Read in English, the quoted words are still German.
    assert '<blockquote class="prose" dir="auto" lang="de">viel zu kurz' in client.get(f"{thread.url}?sprache=en").text
    for act, number in ((commands.hide_post, 0), (commands.restore_post, 2)):
        with transaction():
            values = {"ground": "Regel 1"} if act is commands.hide_post else {}
            act(factories._inside("moderator"), db.session.get_one(Post, source.id), **values)
        assert client.get(thread.url).get_data(as_text=True).count("Kanarienvögel") == number


def test_only_posts_of_the_same_thread_are_quoted(app: Flask, sign_in: SignIn) -> None:
    """E-17: a quote cannot bring words out of a closed room."""
    factories.thread(factories.person("staff"), factories.space(SpaceKind.STAFF), text="Nur intern!")
    closed = first_post().id
    thread = factories.thread()
    fields = {"text": "Hört mal her, alle!", "quoted": str(closed), "quote": ""}
    answer = sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", **fields)
    assert answer.status_code == 422
    assert "Nur intern!" not in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(PostQuote)) == 0


def test_the_history_tells_who_changed_what_when_and_why(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """T-11: word by word, and readable without colours."""
    ada = factories.person()
    factories.thread(ada, text="Die alte Ampel steht im Weg.")
    post = first_post()
    path = f"/beitraege/{post.id}/bearbeiten"
    sign_in(ada).submit(path, text="Die neue Ampel steht im Weg.", version="1", reason="Verwechselt")
    html = client.get(f"/beitraege/{post.id}/verlauf").get_data(as_text=True)
    assert "Verwechselt" in html
    assert "[gestrichen:" in html
    pieces = re.findall(r"<(del|ins)><span[^>]*>[^<]*</span>([^<]*)<", html)
    assert pieces == [("del", "alte"), ("ins", "neue")]


def test_newcomers_edit_for_an_hour_and_nobody_once_answered(app: Flask) -> None:
    """T-11: the answer would otherwise reply to something that was never said."""
    ada = factories.person()
    thread = factories.thread(ada)
    post_id = first_post().id

    def edit(text: str, version: int) -> None:
        with transaction():
            post = db.session.get_one(Post, post_id)
            commands.edit_post(db.session.get_one(Person, ada.id), post, text=text, version=version)

    with shifted_by(timedelta(minutes=61)), pytest.raises(Forbidden):
        edit("Zu spät für Neue", 1)
    with shifted_by(timedelta(days=2)):
        edit("Wer länger da ist, darf", 1)
    edit("In der ersten Stunde", 2)
    factories.post(thread, parent_id=post_id)
    with pytest.raises(Conflict):
        edit("Nach der Antwort", 3)


@given(st.text(max_size=200), st.text(min_size=1, max_size=200))
def test_a_difference_loses_no_letter_of_either_text(before: str, after: str) -> None:
    """T-11: whatever was typed, both texts can be read from it."""
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != Change.REMOVED) == after
    if before:
        assert "".join(piece.text for piece in pieces if piece.change != Change.ADDED) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n" * 9_900, "a\n" * 4_000 + "b\n" + "a\n" * 5_899),
        ("ab\n" * 6_600, "ba\n" * 6_600),
        ("a b " * 5_000, "b a " * 5_000),
        (" ".join(map(str, range(4_000))), " ".join(map(str, range(4_000, 0, -1)))),
    ],
)
def test_hostile_texts_are_compared_in_time(before: str, after: str) -> None:
    """T-11, X-08, E-33: where equal pieces are too many, larger pieces are compared; no letter is lost."""
    begun = thread_time()
    pieces = difference(before, after)
    assert thread_time() - begun < 5
    assert "".join(piece.text for piece in pieces if piece.change != Change.REMOVED) == after
    assert "".join(piece.text for piece in pieces if piece.change != Change.ADDED) == before


def test_a_small_change_of_a_long_text_is_a_small_difference() -> None:
    """T-11: what both begin and end with is found before anything is compared."""
    text = "Ein Satz über den Ring. " * 800
    pieces = difference(text + "Hier stand rot. " + text, text + "Hier stand grün. " + text)
    assert [(one.change, one.text) for one in pieces if one.change != Change.KEPT] == [
        (Change.REMOVED, "rot"),
        (Change.ADDED, "grün"),
    ]


def test_many_clicks_at_once_do_not_pass_the_caps(app: Flask) -> None:
    """T-16: real threads; six to one author, however fast one clicks."""
    author, fan = factories.person(), factories.person().id
    thread = factories.thread(author)
    posts = [factories.post(db.session.merge(thread), db.session.merge(author)).id for _ in range(12)]

    def react(number: int) -> Callable[[], object]:
        return lambda: commands.react(
            db.session.get_one(Person, fan), db.session.get_one(Post, number), ReactionKind.AGREE
        )

    assert at_once(app, [react(number) for number in posts], refused=(TooOften,)) == 6
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 6


def test_erased_authors_are_not_one_person(app: Flask) -> None:
    """T-16: nobody knows who they were, so only the day's cap counts."""
    fan = factories.person().id
    thread = factories.thread()
    posts = [factories.post(db.session.merge(thread)).id for _ in range(8)]
    with transaction():
        db.session.execute(update(Post).where(Post.id.in_(posts)).values(author_id=None))
    for number in posts:
        with transaction():
            commands.react(db.session.get_one(Person, fan), db.session.get_one(Post, number), ReactionKind.AGREE)
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 8
