"""Passkeys: adding one, signing in with it, and every answer that no device of ours gave (I-07)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts import passkey_protocol
from forum.accounts.factors import factors_of, has_second_factor
from forum.accounts.models import Challenge, Passkey, Person, Standing
from forum.accounts.passkey_protocol import Site, Untrue
from forum.core import clock
from forum.core.db import db, transaction
from forum.core.mail import Mail
from tests import factories
from tests.accounts.devices import PRESENT, KeyHolder, set_up_app
from tests.factories import PASSWORD, Visitor

SignIn = Callable[[Person], Visitor]
ORIGIN = "http://localhost"
SITE = Site("localhost", ORIGIN)


def again(person: Person) -> Person:
    return db.session.get_one(Person, person.id)


def add(client: Visitor, device: KeyHolder, name: str = "Mein Telefon", **changes: Any) -> Any:
    """Add the key of a device by the page, and return the answer."""
    question = client.submit("/konto/passkeys/frage", password=PASSWORD).get_json()
    answer = device.create(question, changes.pop("origin", ORIGIN), **changes)
    return client.submit("/konto/passkeys/neu", password=PASSWORD, name=name, answer=answer)


def ask(client: Visitor) -> dict[str, Any]:
    question: dict[str, Any] = client.submit("/anmelden/passkey/frage").get_json()
    return question


def send(client: Visitor, answer: str) -> int:
    return client.submit("/anmelden/passkey", answer=answer, weiter="/konto").status_code


def test_somebody_adds_a_passkey_and_signs_in_with_nothing_else(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """I-07: the first way, without address, password and second step."""
    person = factories.person()
    device, here, elsewhere = KeyHolder(), sign_in(person), sign_in(person)
    assert add(here, device).text.count("<li><code>") == 10
    assert "Mein Telefon" in here.get("/konto/zweiter-faktor").text
    assert elsewhere.get("/konto").status_code == 303, "what was begun with a password only ends"
    assert "ein Passkey hinzugefügt" in (db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or "")
    answer = client.submit("/anmelden/passkey", answer=device.get(ask(client), ORIGIN), weiter="/ideen")
    assert (answer.status_code, answer.location) == (303, "/ideen")
    assert again(person).handle in client.get("/konto").text
    row = db.session.scalars(select(Passkey)).one()
    assert (row.sign_count, row.used_on) == (1, clock.today())


def test_a_password_alone_no_longer_signs_in(client: Visitor, sign_in: SignIn) -> None:
    """I-09: a passkey is a second factor for whoever still uses the password."""
    person = factories.person()
    device = KeyHolder()
    add(sign_in(person), device)
    answer = client.submit("/anmelden", email=person.email, password=PASSWORD)
    assert answer.location.startswith("/anmelden/zweiter-schritt/")
    assert 'data-passkey="get"' in client.get(answer.location).text
    assert send(client, device.get(ask(client), ORIGIN)) == 303


def test_no_device_is_asked_for_a_key_without_the_password(sign_in: SignIn) -> None:
    """A borrowed device adds nothing."""
    client = sign_in(factories.person())
    assert client.submit("/konto/passkeys/frage", password="falsch falsch").status_code == 422
    question = client.submit("/konto/passkeys/frage", password=PASSWORD).get_json()
    answer = KeyHolder().create(question, ORIGIN)
    wrong = client.submit("/konto/passkeys/neu", password="falsch falsch", name="Telefon", answer=answer)
    assert wrong.status_code == 422
    assert not db.session.scalars(select(Passkey)).all()


def test_untrue_answers_for_a_new_key_are_refused(sign_in: SignIn) -> None:
    """I-07: another site's origin, a device that nobody unlocked, a question to somebody else, no answer at all."""
    person, other = factories.person(), factories.person()
    client, others = sign_in(person), sign_in(other)
    assert add(client, KeyHolder(), origin="https://evil.example").status_code == 422
    assert add(client, KeyHolder(), flags=PRESENT).status_code == 422
    question = others.submit("/konto/passkeys/frage", password=PASSWORD).get_json()
    for answer in (KeyHolder().create(question, ORIGIN), "", "{}", "null", "[1]", "nichts", '{"response": {}}'):
        sent = client.submit("/konto/passkeys/neu", password=PASSWORD, name="Telefon", answer=answer)
        assert sent.status_code == 422
    device = KeyHolder()
    assert add(client, device).status_code == 200
    assert add(client, device).status_code == 422, "a key is there once"
    assert add(others, device).status_code == 422


def test_untrue_answers_sign_nobody_in(client: Visitor, sign_in: SignIn) -> None:
    """I-07: wrong origin, wrong site, not unlocked, replayed, a copy, another key, an old question."""
    person = factories.person()
    device = KeyHolder()
    add(sign_in(person), device)
    assert send(client, device.get(ask(client), "https://evil.example")) == 422
    assert send(client, device.get(ask(client), ORIGIN, host="evil.example")) == 422
    assert send(client, device.get(ask(client), ORIGIN, flags=PRESENT)) == 422
    stranger = KeyHolder()
    assert send(client, stranger.get(ask(client), ORIGIN)) == 422
    stranger.number = device.number
    assert send(client, stranger.get(ask(client), ORIGIN)) == 422
    made_up = {"rpId": "localhost", "challenge": "c2VsYnN0IGVyZGFjaHQ"}
    assert send(client, device.get(made_up, ORIGIN)) == 422
    late = ask(client)
    with transaction():
        for row in db.session.scalars(select(Challenge)):
            row.expires_at = clock.now() - timedelta(seconds=1)
    assert send(client, device.get(late, ORIGIN)) == 422
    answer = device.get(ask(client), ORIGIN)
    assert send(client, answer) == 303
    client.submit("/abmelden")
    assert send(client, answer) == 422, "each question is answered once"
    device.uses -= 1
    assert send(client, device.get(ask(client), ORIGIN)) == 422, "a number that does not grow means a copy"
    assert client.get("/konto").status_code == 303


def test_in_production_the_settings_say_which_site_it_is(app: Flask, sign_in: SignIn) -> None:
    """E-23: a host header from elsewhere changes nothing."""
    app.config.update(MODE="production", BASE_URL="https://forum.example.org")
    client = sign_in(factories.person())
    question = client.submit("/konto/passkeys/frage", password=PASSWORD).get_json()
    assert question["rp"]["id"] == "forum.example.org"
    assert add(client, KeyHolder(), origin=ORIGIN).status_code == 422
    assert add(client, KeyHolder(), origin="https://forum.example.org").status_code == 200


def test_nobody_who_may_not_sign_in_does(client: Visitor, sign_in: SignIn) -> None:
    """An erased account opens with no key."""
    person = factories.person()
    device = KeyHolder()
    add(sign_in(person), device)
    with transaction():
        again(person).standing = Standing.ERASED
    assert send(client, device.get(ask(client), ORIGIN)) == 422


def test_a_passkey_is_taken_away_by_its_owner_only(sign_in: SignIn) -> None:
    """I-09: with the password; with the last factor the codes on paper go, with another one they stay."""
    person, other = factories.person(), factories.person()
    client = sign_in(person)
    add(client, KeyHolder())
    number = db.session.scalars(select(Passkey.id)).one()
    path = f"/konto/passkeys/{number}/entfernen"
    assert sign_in(other).get(path).status_code == 404
    assert sign_in(other).submit(path, password=PASSWORD).status_code == 404
    assert client.submit(path, password="falsch falsch").status_code == 422
    set_up_app(again(person))
    client = sign_in(again(person))
    assert client.submit(path, password=PASSWORD).status_code == 303
    assert factors_of(again(person)).codes == 10
    assert has_second_factor(again(person))
    assert client.submit("/konto/zweiter-faktor/app/entfernen", password=PASSWORD).status_code == 303
    assert factors_of(again(person)).codes == 0


def test_questions_tell_nothing_about_accounts(client: Visitor) -> None:
    """I-14: it is the same question whoever asks, and each is new."""
    first, second = ask(client), ask(client)
    assert first.pop("challenge") != second.pop("challenge")
    assert first == second
    assert not first.get("allowCredentials")


def test_old_questions_are_forgotten(client: Visitor) -> None:
    ask(client)
    accounts.forget_old_challenges()
    assert len(db.session.scalars(select(Challenge)).all()) == 1
    with clock.shifted_by(timedelta(minutes=6)):
        accounts.forget_old_challenges()
    assert not db.session.scalars(select(Challenge)).all()


PIECES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("AAAA"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ANSWERS = st.text(max_size=60) | st.fixed_dictionaries(
    {},
    optional={
        "id": PIECES,
        "rawId": PIECES,
        "type": st.just("public-key") | PIECES,
        "response": st.fixed_dictionaries(
            {},
            optional={
                "clientDataJSON": PIECES,
                "attestationObject": PIECES,
                "authenticatorData": PIECES,
                "signature": PIECES,
            },
        )
        | PIECES,
    },
).map(json.dumps)


@given(ANSWERS)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_comes_as_an_answer_is_untrue_and_no_fault(answer: str) -> None:
    """E-22: the parsers of answers meet everything that can be sent."""
    for read in (
        passkey_protocol.challenge_in,
        passkey_protocol.credential_in,
        lambda sent: passkey_protocol.new_key(SITE, sent, b"question"),
        lambda sent: passkey_protocol.proven(SITE, sent, b"question", public_key="AAAA", sign_count=0),
    ):
        try:
            assert isinstance(read(answer), bytes | str)
        except Untrue:
            continue


def test_an_endless_answer_is_untrue() -> None:
    """E-22: deep and long ones, too."""
    for answer in ("[" * 19_000, '{"id": "' + "a" * 30_000 + '"}'):
        with pytest.raises(Untrue):
            passkey_protocol.credential_in(answer)
