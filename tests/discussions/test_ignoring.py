"""Ignoring a person: posts fold to one line for one reader, and nothing else changes."""

from collections.abc import Callable

from flask import Flask

from forum.accounts.models import Person
from forum.discussions.models import ThreadKind
from tests import factories
from tests.discussions.test_reading import questions
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
FOLDED = "– anzeigen</summary>"


def test_posts_of_an_ignored_person_fold_to_one_line(sign_in: SignIn, client: Visitor) -> None:
    """T-37: for the one who wished it, until it is taken back; counts stay, and nobody else sees a difference."""
    ada, ben = factories.person(), factories.person()
    thread = factories.thread()
    factories.post(thread, ben, text="Das sagt Ben.")
    reader = sign_in(ada)
    answer = reader.submit(f"/leute/{ben.handle}/ausblenden", an="1")
    assert (answer.status_code, answer.location) == (303, f"/leute/{ben.handle}")
    page = reader.get(thread.url).get_data(as_text=True)
    assert page.count(FOLDED) == 1
    assert f"<summary>Beitrag von {ben.handle} {FOLDED}" in page
    assert "Das sagt Ben." in page
    assert "2 Beiträge" in page
    for other in (client, sign_in(ben), sign_in(factories.person())):
        assert FOLDED not in other.get(thread.url).get_data(as_text=True)
    assert ben.handle in reader.get("/konto/ausgeblendet").get_data(as_text=True)
    assert "Wieder anzeigen" in reader.get(ben.url).get_data(as_text=True)
    answer = reader.submit(f"/leute/{ben.handle}/ausblenden", an="0", back="/konto/ausgeblendet")
    assert answer.location == "/konto/ausgeblendet"
    assert FOLDED not in reader.get(thread.url).get_data(as_text=True)
    assert "Sie blenden niemanden aus." in reader.get("/konto/ausgeblendet").get_data(as_text=True)


def test_what_is_said_in_office_is_never_folded(sign_in: SignIn) -> None:
    """T-37: official answers and words of the moderation stay, private ones of the same people fold."""
    office, moderator, ada = factories.person("staff"), factories.person("moderator"), factories.person()
    thread = factories.thread(kind=ThreadKind.QUESTION)
    factories.post(thread, office, text="Eine Auskunft der Stabsstelle.", mark="staff")
    factories.post(thread, moderator, text="Bitte bleiben Sie sachlich.", mark="moderator")
    factories.post(thread, office, text="Und meine eigene Meinung.")
    reader = sign_in(ada)
    for person in (office, moderator):
        reader.submit(f"/leute/{person.handle}/ausblenden", an="1")
    page = reader.get(thread.url).get_data(as_text=True)
    assert page.count(FOLDED) == 1
    assert page.index(FOLDED) > page.index("Bitte bleiben Sie sachlich.")


def test_nobody_ignores_themselves_or_without_an_account(sign_in: SignIn, client: Visitor) -> None:
    ada = factories.person()
    assert sign_in(ada).submit(f"/leute/{ada.handle}/ausblenden", an="1").status_code == 403
    assert sign_in(ada).submit("/leute/Niemand-da/ausblenden", an="1").status_code == 404
    assert client.post(f"/leute/{ada.handle}/ausblenden", data={"an": "1"}).status_code in {303, 401}
    assert "ausblenden" not in client.get(ada.url).get_data(as_text=True)
    assert "ausblenden" not in sign_in(ada).get(ada.url).get_data(as_text=True)


def test_ignoring_costs_one_query_and_visitors_none(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """T-04, T-37: the same number for one author and for many, with people ignored and without."""
    thread, ada, ben = factories.thread(), factories.person(), factories.person()
    reader = sign_in(ada)
    member, visitor = questions(app, reader, thread.url), questions(app, client, thread.url)
    for _number in range(3):
        factories.post(thread)
    factories.post(thread, ben)
    reader.submit(f"/leute/{ben.handle}/ausblenden", an="1")
    assert questions(app, reader, thread.url) == member
    assert questions(app, client, thread.url) == visitor
