"""Keys with which programs act for people: making one, seeing which there are, ending one (E-38, F-06)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts import commands as accounts
from forum.accounts.commands.keys import LIVES, SCOPES
from forum.accounts.forms import LIFE_LABELS, SCOPE_LABELS
from forum.accounts.models import ApiToken, Person
from forum.accounts.queries import tokens_of
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.tokens import random_key
from forum.web.transaction import Submission, forget_old_submissions
from tests import factories
from tests.factories import PASSWORD, Visitor
from tests.racing import at_once

SignedIn = Callable[[Person], Visitor]
PAGE = "/konto/schluessel"
WANTED = {"name": "Auswertung für den Verein", "scopes": ["read"], "days": "90", "password": PASSWORD}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_somebody_makes_a_key_sees_it_once_and_ends_it(app: Flask, client: Visitor, sign_in: SignedIn) -> None:
    """E-38: it is shown this one time, does what it says, is told by mail, and opens nothing after its end."""
    person = factories.person()
    number = person.id
    own = sign_in(person)
    made = own.submit(f"{PAGE}/neu", **WANTED)
    assert made.status_code == 200, made.text
    key = re.findall(r"<code>(scf_[\w-]+)</code>", made.text)[0]
    assert client.get("/api/v1/ideas", headers=bearer(key)).status_code == 200
    body = {"title": "Ein Titel, der lang genug ist", "body": "Ein Text, der lang genug ist."}
    assert client.post("/api/v1/ideas", json=body, headers=bearer(key)).status_code == 403
    listed = own.get(PAGE).text
    assert "Auswertung für den Verein" in listed
    assert "lesen, was Sie lesen können" in listed
    assert key not in listed
    assert "ein Schlüssel angelegt" in db.session.scalars(select(Mail.text)).one()
    token_id = db.session.scalars(select(ApiToken.id).where(ApiToken.person_id == number)).one()
    assert own.submit(f"{PAGE}/{token_id}/beenden").status_code == 303
    assert client.get("/api/v1/ideas", headers=bearer(key)).status_code == 401
    assert "Kein Programm handelt in Ihrem Namen." in own.get(PAGE).text
    told = db.session.scalars(select(LoggedEvent.type).where(LoggedEvent.type.like("Token%")).order_by(LoggedEvent.id))
    assert told.all() == ["TokenIssued", "TokenEnded"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"password": "falsch"}, "Das Passwort stimmt nicht."),
        ({"scopes": []}, "Bitte wählen Sie, was das Programm darf."),
        ({"scopes": ["admin"]}, "#scopes"),
        ({"days": "9999"}, "aria-invalid"),
        ({"name": ""}, "Bitte"),
    ],
    ids=["wrong password", "nothing", "unknown scope", "for ever", "no name"],
)
def test_what_cannot_be_is_said_at_its_field(
    app: Flask, sign_in: SignedIn, changed: dict[str, object], sentence: str
) -> None:
    """E-17: no key is made, and what was typed is still there."""
    own = sign_in(factories.person())
    answer = own.submit(f"{PAGE}/neu", **{**WANTED, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert PASSWORD not in answer.text
    assert db.session.scalars(select(ApiToken.id)).all() == []


def test_nobody_ends_or_makes_a_key_of_somebody_else(app: Flask, sign_in: SignedIn) -> None:
    """E-16: the page of others answers as if there were no such key, and the commands refuse."""
    owner, other = factories.person(), factories.person()
    numbers = owner.id, other.id
    with transaction():
        accounts.issue_token(owner, owner, name="Programm", scopes=["read"])
    token_id = db.session.scalars(select(ApiToken.id)).one()
    assert sign_in(other).submit(f"{PAGE}/{token_id}/beenden").status_code == 404
    page = sign_in(db.session.get_one(Person, numbers[1])).get(PAGE).text
    assert "Kein Programm handelt in Ihrem Namen." in page
    owner, other = (db.session.get_one(Person, number) for number in numbers)
    with pytest.raises(Forbidden), transaction():
        accounts.end_token(other, owner, token_id)
    owner, other = (db.session.get_one(Person, number) for number in numbers)
    with pytest.raises(Forbidden), transaction():
        accounts.make_own_token(other, owner, password=PASSWORD, name="Dieb", scopes=["read"], days=30)
    assert tokens_of(db.session.get_one(Person, numbers[0]))[0].id == token_id


def test_only_keys_that_hold_are_listed_and_counted(app: Flask) -> None:
    """E-38: ten at most; what is over or from before a change of password makes room."""
    number = factories.person().id

    def one_more(name: str) -> None:
        with transaction():
            person = db.session.get_one(Person, number)
            accounts.make_own_token(person, person, password=PASSWORD, name=name, scopes=["read"], days=30)

    for place in range(10):
        one_more(f"Nr. {place}")
    with pytest.raises(Invalid, match="Mehr als 10"):
        one_more("Nr. 11")
    with transaction():
        tokens_of(db.session.get_one(Person, number))[-1].expires_at = now()
    assert tokens_of(db.session.get_one(Person, number))[-1].name == "Nr. 1"
    one_more("Nr. 11")
    with transaction():
        person = db.session.get_one(Person, number)
        accounts.change_password(person, person, old=PASSWORD, new="ganz andere Worte dafür")
    assert tokens_of(db.session.get_one(Person, number)) == []


def test_of_two_last_keys_at_once_one_is_made(app: Flask) -> None:
    """E-38: the number holds also where a form is sent twice in the same moment."""
    number = factories.person().id

    def one_more() -> None:
        person = db.session.get_one(Person, number)
        accounts.make_own_token(person, person, password=PASSWORD, name="Programm", scopes=["read"], days=30)

    for _place in range(9):
        with transaction():
            one_more()
    assert at_once(app, [one_more] * 3, refused=(Invalid,)) == 2
    assert len(tokens_of(db.session.get_one(Person, number))) == 10


def test_the_form_offers_what_there_is() -> None:
    """E-38: every scope and every term has its words."""
    assert tuple(SCOPE_LABELS) == SCOPES
    assert tuple(LIFE_LABELS) == LIVES


def test_the_same_form_shows_the_same_key_for_some_minutes(app: Flask, sign_in: SignedIn) -> None:
    """E-02, E-27: a double click or a new load loses no key; one was made, and nothing of it can be read in the database."""
    own = sign_in(factories.person())
    once = random_key()
    pages = [own.submit(f"{PAGE}/neu", **WANTED, once=once).text for _time in range(2)]
    (key,) = {re.search(r"scf_\w+", page).group() for page in pages}  # type: ignore[union-attr]
    assert len(db.session.scalars(select(ApiToken.id)).all()) == 1
    (kept,) = db.session.scalars(select(Submission.shown).where(Submission.shown != ""))
    assert key not in kept
    with transaction():
        db.session.execute(update(Submission).values(at=now() - timedelta(minutes=11)))
    assert key not in own.submit(f"{PAGE}/neu", **WANTED, once=once).text
    forget_old_submissions()
    assert db.session.scalars(select(Submission.shown).where(Submission.shown != "")).all() == []
    assert len(db.session.scalars(select(ApiToken.id)).all()) == 1
