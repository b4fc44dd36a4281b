"""Threads that ask the same are shown before a second one is opened."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db
from forum.discussions.models import SpaceKind, Thread
from forum.discussions.similar import related_threads, similar_threads
from tests import factories, indexes
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def test_similar_titles_are_found_with_and_without_the_index(app: Flask, work: Callable[[], int]) -> None:
    """N-04 for threads: the words decide, in either spelling; the most similar comes first."""
    ada = factories.person()
    best = factories.thread(title="Fehlende Bänke am Ölper See")
    factories.thread(title="Bänke in der Innenstadt")
    factories.thread(title="Nachtbusse am Wochenende")
    indexes.lose(app)
    titles = [row.title for row in similar_threads(ada, "Bänke fehlen am Ölper See")]
    assert titles[0] == best.title
    work()
    titles = [row.title for row in similar_threads(ada, "Bänke fehlen am Ölper See")]
    assert titles[0] == best.title
    assert "Nachtbusse am Wochenende" not in titles
    assert similar_threads(ada, "und der") == []


def test_what_one_may_not_read_is_not_similar(
    app: Flask, sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """E-18: closed threads of others are no hint, with the index and without; visitors ask nothing."""
    staff = factories.person("staff")
    secret = factories.thread(staff, factories.space(SpaceKind.STAFF), title="Geheime Baustelle am Ring")
    path, title = "/themen/aehnlich?titel=Geheime Baustelle am Ring", secret.title
    indexes.lose(app)
    for _look in range(2):
        assert title not in sign_in(factories.person()).get(path).get_data(as_text=True)
        assert title in sign_in(staff).get(path).get_data(as_text=True)
        work()
    assert client.get(path).status_code == 303


def test_without_scripts_the_last_click_asks_once(sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-04 for threads: the text stays, the list is shown, the second click publishes."""
    first = factories.thread(title="Trinkbrunnen am Hagenmarkt")
    work()
    client, path = sign_in(factories.person()), f"/raeume/{factories.space().slug}/neu"
    fields = {"title": "Trinkbrunnen am Hagenmarkt!", "text": "Da fehlt einer im Sommer."}
    asked = client.submit(path, **fields)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert first.url in page
    assert "Noch nicht veröffentlicht" in page
    assert "Da fehlt einer im Sommer.</textarea>" in page
    assert 'name="similar_seen" value="1"' in page
    assert db.session.scalar(select(func.count()).select_from(Thread)) == 1
    assert client.submit(path, **fields, similar_seen="1").status_code == 303
    assert client.submit(path, title="Etwas ganz anderes", text="Dazu gibt es noch nichts.").status_code == 303


def test_a_thread_leads_to_others_about_the_same(
    app: Flask, sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """E-18: itself is not among them, nor what the reader may not read; the page of the thread pays nothing for it."""
    staff = factories.person("staff")
    thread = factories.thread(title="Fehlende Bänke am Ölper See")
    other = factories.thread(title="Mehr Bänke am Ölper See")
    secret = factories.thread(staff, factories.space(SpaceKind.STAFF), title="Geheime Bänke am Ölper See")
    path = f"/themen/{thread.id}/verwandt"
    indexes.lose(app)
    for _look in range(2):
        assert [row.id for row in related_threads(factories.person(), thread)] == [other.id]
        app.extensions["page_cache"].clear()
        page = client.get(path).get_data(as_text=True)
        assert (other.url in page, secret.title in page) == (True, False)
        assert secret.title in sign_in(staff).get(path).get_data(as_text=True)
        work()
    assert path in client.get(thread.url).get_data(as_text=True)
    assert client.get(f"/themen/{secret.id}/verwandt").status_code == 404
