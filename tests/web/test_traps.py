"""The hidden field of forms that anybody may send in: it stops programs, and people never meet it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accessibility.models import BarrierReport
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.mail import Mail
from forum.ideas.models import Idea
from forum.moderation.models import Notice
from tests import factories
from tests.factories import Visitor

REGISTER = {"email": "neu@example.org", "handle": "Neuling", "password": factories.PASSWORD, "rules": "y"}
NOTICE = {"rule": "respekt", "explanation": "Hier wird eine Nachbarin beschimpft.", "good_faith": "y"}
IDEA = {"title": "Bänke am Ölper See", "text": "Am Ölper See fehlen Bänke, auf denen man ausruhen kann."}


def _notice_path() -> str:
    return f"/melden/post/{factories.post(factories.thread()).id}"


FORMS: dict[str, tuple[Callable[[], str], dict[str, str]]] = {
    "register": (lambda: "/registrieren", REGISTER),
    "link": (lambda: "/anmelden/link", {"email": "neu@example.org"}),
    "forgotten": (lambda: "/passwort-vergessen", {"email": "neu@example.org"}),
    "notice": (_notice_path, NOTICE),
    "idea": (lambda: "/ideen/neu", IDEA),
    "barrier": (lambda: "/barrierefreiheit/melden", {"text": "Der Knopf liegt hinter der Leiste."}),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_program_that_fills_in_everything_is_stopped(client: Visitor, name: str) -> None:
    """M-33: nothing is kept or sent; whoever is a person all the same sees the field and reads why."""
    way, fields = FORMS[name]
    path = way()
    people = db.session.scalar(select(func.count(Person.id)))
    answer = client.submit(path, **fields, homepage="https://spam.example")
    assert answer.status_code == 422
    assert "Bitte lassen Sie dieses Feld leer." in answer.text
    for model in (Notice, Idea, Mail, BarrierReport):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert db.session.scalar(select(func.count(Person.id))) == people


@pytest.mark.parametrize("name", FORMS)
def test_a_person_never_meets_the_field(client: Visitor, name: str) -> None:
    """M-33, A-17: it is out of the order of keys and not read aloud; there is no puzzle, and no form asks for speed."""
    way, fields = FORMS[name]
    path = way()
    page = client.get(path).text
    box = re.search(r'<div class="kern-sr-only" aria-hidden="true">.*?</div>', page)
    assert box is not None
    assert 'tabindex="-1"' in box[0]
    assert 'autocomplete="off"' in box[0]
    assert client.submit(path, **fields, homepage="").status_code == 303


def test_an_anonymous_question_is_guarded_too(app: Flask, client: Visitor) -> None:
    """M-33: the check stands before the command, whatever the state of the session."""
    meeting = factories.meeting(factories.committee()).id
    answer = client.submit(f"/sitzungen/{meeting}/fragen", text="Wann kommt die Brücke?", homepage="x")
    assert answer.status_code == 422
    assert "Bitte lassen Sie das Feld" in answer.text
