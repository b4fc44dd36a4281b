"""Posts in other languages than German: chosen, marked, changed, and read alone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands
from forum.discussions.models import Move, Post, Space, Thread
from tests import factories
from tests.discussions.growing import grown
from tests.discussions.test_reading import questions
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def test_the_form_offers_languages_by_their_own_names_and_begins_with_the_page_s(sign_in: SignIn) -> None:
    """T-39, A-04: German for most, English for whoever reads in English."""
    thread = factories.thread()
    ada, ben = factories.person(), factories.person(language="en")
    page = sign_in(ada).get(thread.url).get_data(as_text=True)
    assert '<option selected value="de">Deutsch</option>' in page
    assert '<option value="tr">Türkçe</option>' in page
    assert '<option selected value="en">English</option>' in sign_in(ben).get(thread.url).get_data(as_text=True)


def test_a_post_says_its_language_where_it_differs_from_the_page_s(sign_in: SignIn, client: Visitor) -> None:
    """A-04: screen readers change their voice; the language can be corrected with the post."""
    ada, thread = factories.person(), factories.thread()
    path = f"/themen/{thread.id}/antworten"
    assert sign_in(ada).submit(path, text="More light, please.", language="en").status_code == 303
    post = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
    assert post is not None
    assert post.language == "en"
    assert 'dir="auto" lang="en"><p>More light' in client.get(thread.url).get_data(as_text=True)
    assert '<div class="prose post__text" dir="auto"><p>More' in client.get(
        thread.url, query_string={"sprache": "en"}
    ).get_data(as_text=True)
    form = sign_in(ada).get(f"/beitraege/{post.id}/bearbeiten").get_data(as_text=True)
    assert '<option selected value="en">' in form
    fields = {"text": "More light, please.", "version": str(post.version), "language": "pl"}
    assert sign_in(ada).submit(f"/beitraege/{post.id}/bearbeiten", **fields).status_code == 303
    assert db.session.get_one(Post, post.id).language == "pl"
    assert db.session.get_one(Thread, thread.id).languages.split() == ["de", "en", "pl"]


@pytest.mark.parametrize("language", ["xx", "de en", "<b>", ""])
def test_a_language_that_is_no_choice_is_refused(sign_in: SignIn, language: str) -> None:
    thread = factories.thread()
    fields = {"text": "Ein Text in keiner Sprache", "language": language}
    answer = sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", **fields)
    assert answer.status_code == 422
    assert fields["text"] in answer.get_data(as_text=True)


def test_one_language_is_read_alone_where_there_are_several(app: Flask, client: Visitor) -> None:
    """T-39: also answers to posts in another language; the choice appears only when there is one."""
    thread = factories.thread(text="Der Beginn auf Deutsch")
    first = db.session.scalars(select(Post)).one()
    assert 'name="nur"' not in client.get(thread.url).get_data(as_text=True)
    factories.post(thread, text="An English answer", parent_id=first.id, language="en")
    page = client.get(thread.url).get_data(as_text=True)
    assert 'name="nur"' in page
    assert "Der Beginn auf Deutsch" in page
    page = client.get(thread.url, query_string={"nur": "en"}).get_data(as_text=True)
    assert "An English answer" in page
    assert "Der Beginn auf Deutsch" not in page
    assert "Der Beginn auf Deutsch" in client.get(thread.url, query_string={"nur": "tr"}).get_data(as_text=True)


def test_pages_of_one_language_lead_to_one_another(app: Flask, client: Visitor) -> None:
    """T-35, T-39: numbered like all pages, and the choice goes along."""
    thread = grown(*((0,) for _ in range(25)), language="en")
    with transaction():
        db.session.get_one(Thread, thread.id).languages = "de en"
    page = client.get(thread.url, query_string={"nur": "en"}).get_data(as_text=True)
    assert "nur=en&amp;seite=2" in page
    page = client.get(thread.url, query_string={"nur": "en", "seite": "9"}).get_data(as_text=True)
    assert page.count('class="post__heading"') == 5


def test_languages_go_along_when_posts_move(app: Flask) -> None:
    """T-20, T-23: both threads know what they hold, also after it is undone."""
    moderator, thread = factories.person("moderator"), factories.thread()
    english = factories.post(thread, text="An English answer", language="en").id
    number, person_id, space_id = thread.id, moderator.id, thread.space_id
    with transaction():
        actor, found = db.session.get_one(Person, person_id), db.session.get_one(Thread, number)
        space = db.session.get_one(Space, space_id)
        values = {"title": "English only", "space": space, "reason": "Andere Sprache", "confirmed": True}
        move = commands.split_thread(actor, found, [english], **values)
        move_id, made = move.id, move.to_thread_id
    assert [db.session.get_one(Thread, one).languages for one in (number, made)] == ["de", "en"]
    with transaction():
        commands.undo_move(db.session.get_one(Person, person_id), db.session.get_one(Move, move_id))
    assert db.session.get_one(Thread, number).languages == "de en"


def test_languages_cost_no_query_per_post(app: Flask, client: Visitor) -> None:
    """T-04: the same number of queries for one language and for five."""
    thread = factories.thread()
    one = questions(app, client, thread.url)
    for language in ("en", "tr", "ar", "pl"):
        factories.post(thread, language=language)
    assert questions(app, client, thread.url) == one


def test_a_language_that_is_offered_no_longer_stays_with_its_posts(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-39: the settings may change; an edit of the text changes nothing else."""
    ada = factories.person()
    post = factories.post(factories.thread(), ada, text="Więcej światła, proszę.", language="pl")
    monkeypatch.setitem(app.config, "POST_LANGUAGES", "de en")
    path = f"/beitraege/{post.id}/bearbeiten"
    assert '<option selected value="pl">Polski</option>' in sign_in(ada).get(path).get_data(as_text=True)
    fields = {"text": "Więcej światła!", "version": "1", "language": "pl"}
    assert sign_in(ada).submit(path, **fields).status_code == 303
    assert db.session.get_one(Post, post.id).language == "pl"
    fields = {"text": "Więcej światła, ale już!", "version": "2", "language": "tr"}
    assert sign_in(ada).submit(path, **fields).status_code == 422
