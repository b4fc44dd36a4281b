"""What somebody else added for signing in is taken back by the link of the letter about it (I-08, I-12, E-27)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.commands.factors import note_change, note_new_factor
from forum.accounts.events import FactorChange
from forum.accounts.factors import Factors, factors_of
from forum.accounts.leaving import leave
from forum.accounts.models import ApiToken, OneTimeLink, Passkey, Person, ProviderIdentity
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from tests import factories
from tests.accounts.devices import set_up_app
from tests.factories import PASSWORD, Visitor

SignIn = Callable[[Person], Visitor]
PATH = "/anmeldung-nicht-gewollt"
NEW_PASSWORD = "ein ganz anderer Satz"
DAY = timedelta(days=1)


def again(number: int) -> Person:
    return db.session.get_one(Person, number)


def links(address: str, path: str = PATH) -> list[str]:
    """Return the links of this kind in the letters to an address, the first one first."""
    texts = db.session.scalars(select(Mail.text).where(Mail.to_address == address).order_by(Mail.id))
    return [found[1] for text in texts if (found := re.search(rf"http://[^/]+({path}/\S+)", text))]


def passkey(number: int) -> None:
    """Add a passkey as its page does it, but for the device."""
    with transaction():
        person, made_at = again(number), now()
        values = {"public_key": b"x", "sign_count": 0, "name": "x", "made_at": made_at}
        db.session.add(Passkey(person_id=number, credential=str(made_at).encode(), **values))
        db.session.flush()
        note_new_factor(person, person, FactorChange.PASSKEY_ADDED, sign_in="", since=made_at)


def service(number: int) -> None:
    with transaction():
        person, made_at = again(number), now()
        values = {"provider": "bund", "subject": str(made_at)}
        db.session.add(ProviderIdentity(person_id=number, made_at=made_at, **values))
        note_change(person, person, FactorChange.PROVIDER_ADDED, since=made_at)


def app_with_codes(number: int) -> None:
    set_up_app(again(number))


def key(number: int) -> None:
    with transaction():
        person = again(number)
        accounts.make_own_token(person, person, password=PASSWORD, name="x", scopes=["write"], days=30)


def doors(number: int) -> list[object]:
    """Return whatever opens an account beside its password."""
    tables = (Passkey, ProviderIdentity)
    rows = [row for table in tables for row in db.session.scalars(select(table).where(table.person_id == number))]
    person = again(number)
    keys = select(ApiToken.id).where(ApiToken.person_id == number, ApiToken.epoch == person.epoch)
    had = factors_of(person)
    return [*rows, *db.session.scalars(keys), *([had] if had.app or had.codes else [])]


def take_back(client: Visitor, path: str) -> str:
    """Follow a link of a letter to a new password, and return the address of the account then."""
    assert client.get(path).status_code == 200
    answer = client.submit(path)
    assert answer.status_code == 303
    assert client.submit(answer.location, password=NEW_PASSWORD).status_code == 303
    return answer.location


@pytest.mark.parametrize("added", [app_with_codes, passkey, service, key], ids=lambda one: one.__name__)
def test_the_letter_about_something_new_takes_it_back(
    app: Flask, client: Visitor, sign_in: SignIn, added: Callable[[int], None]
) -> None:
    """I-08, I-12: whoever knew the password is out, what they added is gone, and the owner gets in by the new one."""
    person = factories.person()
    number, email, thief = person.id, person.email, sign_in(person)
    added(number)
    (path,) = links(email)
    assert doors(number)
    take_back(client, path)
    assert doors(number) == []
    assert thief.get("/konto").status_code == 303
    assert client.get(path).status_code == 404
    client = factories.visitor(app)
    assert client.submit("/anmelden", email=email, password=PASSWORD).status_code == 422
    assert client.submit("/anmelden", email=email, password=NEW_PASSWORD).location == "/"
    assert client.get("/konto").status_code == 200


def test_of_several_letters_each_takes_all_back_and_what_is_older_stays(app: Flask, client: Visitor) -> None:
    """I-08: so nobody has to find the first one; what counts for longer than the links do is the owner's."""
    person = factories.person()
    number, email = person.id, person.email
    with frozen_at(now() - 15 * DAY):
        passkey(number)
    app_with_codes(number)
    service(number)
    (late, first, newest) = links(email)
    assert client.get(late).status_code == 404
    take_back(client, newest)
    assert [type(one) for one in doors(number)] == [Passkey, Factors]
    assert client.get(first).status_code == 404


@pytest.mark.parametrize("meanwhile", ["password", "leaves", "address"])
def test_whoever_came_in_cannot_take_the_way_back_away(
    app: Flask, client: Visitor, sign_in: SignIn, meanwhile: str
) -> None:
    """E-27, P-06: not by another password, nor by wanting the account gone, nor by another address."""
    person = factories.person()
    number, email = person.id, person.email
    service(number)
    thief = sign_in(again(number))
    if meanwhile == "password":
        assert thief.submit("/konto/passwort", old=PASSWORD, new="ein Satz vom Dieb").status_code == 303
    elif meanwhile == "leaves":
        with transaction():
            leave(again(number), again(number), with_texts=True)
    else:
        assert thief.submit("/konto/adresse", email="dieb@example.org", password=PASSWORD).status_code == 303
        assert thief.submit(links("dieb@example.org", "/adresse-bestaetigen")[0]).status_code == 303
        passkey(number)
    take_back(client, links(email)[0])
    assert doors(number) == []
    assert again(number).email == email
    for path in links("dieb@example.org"):
        assert client.get(path).status_code == 404


def test_taking_an_address_back_ends_what_was_told_to_the_other_one(client: Visitor, sign_in: SignIn) -> None:
    """I-08: a letter that went to the address of whoever came in opens nothing once that is gone."""
    person = factories.person()
    number, email = person.id, person.email
    thief = sign_in(person)
    assert thief.submit("/konto/adresse", email="dieb@example.org", password=PASSWORD).status_code == 303
    assert thief.submit(links("dieb@example.org", "/adresse-bestaetigen")[0]).status_code == 303
    service(number)
    (path,) = links("dieb@example.org")
    assert client.get(path).status_code == 200
    assert client.submit(links(email, "/adresse-nicht-gewollt")[-1]).status_code == 303
    assert client.get(path).status_code == 404
    assert doors(number) == []


def test_a_letter_to_a_former_address_brings_no_address_back_that_its_reader_gave_up(client: Visitor) -> None:
    """I-08: what is told to the present address leaves it as it is."""
    person = factories.person()
    number, former = person.id, person.email
    with transaction():
        accounts.ask_for_address(again(number), again(number), email="neu@example.org", password=PASSWORD)
    assert client.submit(links("neu@example.org", "/adresse-bestaetigen")[0]).status_code == 303
    service(number)
    take_back(client, links("neu@example.org")[0])
    assert again(number).email == "neu@example.org"
    assert client.get(links(former, "/adresse-nicht-gewollt")[-1]).status_code == 200


def test_what_only_removes_or_uses_something_carries_no_such_link(app: Flask) -> None:
    """E-27: a new password is remedy enough there."""
    person = factories.person()
    number, email = person.id, person.email
    app_with_codes(number)
    with transaction():
        accounts.remove_authenticator(again(number), again(number), password=PASSWORD)
    assert len(links(email)) == 1
    assert len(db.session.scalars(select(OneTimeLink)).all()) == 1
    with transaction():
        accounts.issue_token(SYSTEM, again(number), name="Auswertung", scopes=["read"])
    letter = (
        db.session.scalars(select(Mail.text).where(Mail.to_address == email).order_by(Mail.id.desc())).first() or ""
    )
    assert "die dieses Forum betreiben" in letter
    assert "Waren Sie das nicht?" not in letter, "the operators did it, and nobody came into the account"
