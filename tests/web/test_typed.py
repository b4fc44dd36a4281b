"""What error pages give back of what was typed: long texts, and never a secret."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from wtforms import PasswordField

from forum.accounts.models import Person
from forum.web.errors import error_response
from forum.web.forms import SECRET_FIELDS, Form
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
SECRET = "mein bisheriger geheimer satz"
TEXT = "Ein langer Text, der nicht verloren gehen darf."
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def _forms(of: type[Form]) -> Iterator[type[Form]]:
    for form in of.__subclasses__():
        yield form
        yield from _forms(form)


def test_every_field_that_holds_a_secret_is_known(app: Flask) -> None:
    """E-27: each form that the forum has, by the kind of its fields and by what browsers are told of them."""
    found = set()
    with app.test_request_context():
        for form in _forms(Form):
            if not form.__module__.startswith("forum."):
                continue
            for name, field in vars(form).items():
                made = getattr(field, "field_class", None)
                told = str((getattr(field, "kwargs", None) or {}).get("render_kw"))
                if made is PasswordField or re.search("password|one-time", told):
                    found.add(name)
    assert found >= {"password", "old", "new", "code"}
    assert found <= SECRET_FIELDS


def test_no_template_asks_for_a_secret_by_itself() -> None:
    """E-27: such a field would be unknown."""
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text("utf-8")
        assert not re.search("""type=["']password|<input[^>]*autocomplete=["'](one-time|current-|new-)""", text), (
            template
        )


@pytest.mark.parametrize("status", [400, 401, 403, 409, 413, 422, 429, 500])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_error_page_shows_a_secret(app: Flask, status: int) -> None:
    """E-27, E-37: whichever form it was typed into."""
    for name in sorted(SECRET_FIELDS):
        with app.test_request_context("/konto/passwort", method="POST", data={name: SECRET, "text": TEXT}):
            page = error_response(status).get_data(as_text=True)
        assert SECRET not in page, name
        assert TEXT in page


def test_a_stale_form_for_a_new_password_shows_neither_of_them(sign_in: SignIn, client: Visitor) -> None:
    """E-27: without its token, and after the sign-in has ended."""
    fields = {"old": SECRET, "new": "ein ganz neuer geheimer satz"}
    for visitor, status in ((sign_in(factories.person()), 400), (client, 303)):
        answer = visitor.post("/konto/passwort", data=fields)
        assert answer.status_code == status
        assert "geheimer satz" not in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_device_answered_is_no_text(app: Flask) -> None:
    """Nobody has typed it."""
    for path in ("/anmelden/passkey", "/konto/passkeys/neu"):
        with app.test_request_context(path, method="POST", data={"answer": '{"id": "gerätegeheimnis"}'}):
            assert "gerätegeheimnis" not in error_response(429).get_data(as_text=True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_text_has_the_name_that_its_field_had(app: Flask) -> None:
    """A-14: the form that fits best tells it; what no form tells is a text with a number."""
    thread = {"title": "Bänke am Ring und am Wehr", "text": TEXT, "kind": "discussion", "language": "de"}
    for path, data, names in (
        ("/raeume/verkehr/neu", thread, ["Überschrift", "Text"]),
        ("/themen/1/antworten", {"text": TEXT, "language": "de", "parent_id": ""}, ["Ihr Beitrag"]),
        ("/nirgends", {"one": TEXT, "two": TEXT}, ["Ihr Text (1)", "Ihr Text (2)"]),
    ):
        with app.test_request_context(path, method="POST", data=data):
            page = error_response(401).get_data(as_text=True)
        assert re.findall('<label class="kern-label" for="typed-[0-9]">([^<]+)</label>', page) == names
        assert re.findall('data-copy-of="typed-([0-9])"', page) == [str(number + 1) for number in range(len(names))]
