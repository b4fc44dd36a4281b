"""Changing the own password on its page."""

from collections.abc import Callable

from flask import Flask

from forum.accounts.models import Person
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
NEW = "ein ganz anderes langes Wort"


def test_one_changes_the_password_and_stays_signed_in_here_only(app: Flask, sign_in: SignIn) -> None:
    """I-12: this device has a new sign-in, all others are out, and the new password opens the account."""
    person = factories.person()
    words = {"email": person.email}
    here, there = sign_in(person), sign_in(person)
    answer = here.submit("/konto/passwort", old=factories.PASSWORD, new=NEW)
    assert (answer.status_code, answer.location) == (303, "/konto")
    assert "Ihr neues Passwort gilt." in here.get("/konto").text
    assert there.get("/konto").status_code == 303
    assert factories.visitor(app).submit("/anmelden", **words, password=factories.PASSWORD).status_code == 422
    assert factories.visitor(app).submit("/anmelden", **words, password=NEW).status_code == 303


def test_a_wrong_or_weak_password_changes_nothing(sign_in: SignIn) -> None:
    """I-11."""
    here = sign_in(factories.person())
    for old, new in (("falsch geraten", NEW), (factories.PASSWORD, "kurz"), (factories.PASSWORD, "1234567890")):
        assert here.submit("/konto/passwort", old=old, new=new).status_code == 422
    assert here.get("/konto").status_code == 200
