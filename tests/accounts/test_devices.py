"""Where somebody is signed in, mails about new devices, and signing in by a link from a mail."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.models import KnownDevice, Person, SignIn
from forum.core import clock, worker
from forum.core.db import db
from forum.core.mail import Mail
from forum.core.tokens import digest
from forum.web.devices import device
from tests import factories
from tests.factories import PASSWORD, Visitor

SignedIn = Callable[[Person], Visitor]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"
)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
EDGE = CHROME + " Edg/140.0"


def subjects() -> list[str]:
    return list(db.session.scalars(select(Mail.subject).order_by(Mail.id)))


def enter(client: Visitor, email: str, agent: str) -> None:
    fields = {"email": email, "password": PASSWORD, "once": "x" * 20 + str(clock.now().timestamp())}
    assert client.post("/anmelden", data=fields, headers={"User-Agent": agent}).status_code == 303


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        (CHROME, "Chrome, Linux"),
        (EDGE, "Edge, Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_by_browser_and_system(app: Flask, agent: str, name: str) -> None:
    """P-10: no version, no model, nothing that makes one device out of many."""
    with app.test_request_context(headers={"User-Agent": agent}):
        assert device() == name


def test_a_new_kind_of_device_is_told_by_mail(app: Flask) -> None:
    """I-12: not the first one, and each once."""
    email = factories.person().email
    enter(factories.visitor(app), email, FIREFOX)
    enter(factories.visitor(app), email, FIREFOX)
    assert subjects() == []
    enter(factories.visitor(app), email, SAFARI)
    enter(factories.visitor(app), email, SAFARI)
    assert subjects() == ["Anmeldung auf einem neuen Gerät"]
    text = db.session.scalars(select(Mail.text)).one()
    assert "Safari, iPhone" in text
    assert "/konto/anmeldungen" in text


def test_a_device_without_a_name_is_a_new_kind_too(app: Flask) -> None:
    """I-12: whoever says nothing of the browser is told of as well, once, as an unknown device."""
    email = factories.person().email
    enter(factories.visitor(app), email, FIREFOX)
    enter(factories.visitor(app), email, "x")
    enter(factories.visitor(app), email, "")
    assert subjects() == ["Anmeldung auf einem neuen Gerät"]
    assert "Unbekanntes Gerät, " in db.session.scalars(select(Mail.text)).one()


def test_a_device_is_new_when_all_others_are_forgotten(app: Flask) -> None:
    """I-12: only the very first sign-in of an account is told by no mail, not one after half a year."""
    email = factories.person().email
    enter(factories.visitor(app), email, FIREFOX)
    with clock.shifted_by(timedelta(days=181)):
        accounts.forget_old_sign_ins()
        enter(factories.visitor(app), email, FIREFOX)
        assert subjects() == ["Anmeldung auf einem neuen Gerät"]


def test_somebody_sees_where_they_are_signed_in_and_ends_it(app: Flask) -> None:
    """E-26, I-12: one device, or all others at once; the present one stays."""
    person = factories.person()
    email, number = person.email, person.id
    here, phone, third = (factories.visitor(app) for _each in range(3))
    for client, agent in ((here, FIREFOX), (phone, SAFARI), (third, CHROME)):
        enter(client, email, agent)
    page = here.get("/konto/anmeldungen").text
    assert re.findall(r"<p><strong>(.*?)</strong>", page) == ["Chrome, Linux", "Safari, iPhone", "Firefox, Windows"]
    one = db.session.scalars(select(SignIn.digest).where(SignIn.device == "Safari, iPhone")).one()
    assert here.submit("/konto/anmeldungen/beenden", anmeldung=one).status_code == 303
    assert phone.get("/konto").status_code == 303
    assert third.get("/konto").status_code == 200
    assert here.submit("/konto/anmeldungen/beenden").status_code == 303
    assert third.get("/konto").status_code == 303
    assert here.get("/konto").status_code == 200
    assert len(db.session.scalars(select(SignIn).where(SignIn.person_id == number)).all()) == 1


def test_nobody_ends_a_sign_in_of_somebody_else(app: Flask, sign_in: SignedIn) -> None:
    other = factories.person()
    key = factories.sign_in_key(other)
    client = sign_in(factories.person())
    assert client.submit("/konto/anmeldungen/beenden", anmeldung=digest(key)).status_code == 404
    assert client.submit("/konto/anmeldungen/beenden").status_code == 303
    assert db.session.get(SignIn, digest(key)) is not None


def test_kinds_of_devices_are_forgotten(app: Flask) -> None:
    """P-10: after half a year, by the job that forgets old sign-ins."""
    enter(factories.visitor(app), factories.person().email, FIREFOX)
    accounts.forget_old_sign_ins()
    row = db.session.scalars(select(KnownDevice)).one()
    name = row.name
    db.session.rollback()
    with clock.shifted_by(timedelta(days=181)):
        accounts.forget_old_sign_ins()
    assert name == "Firefox, Windows"
    assert not db.session.scalars(select(KnownDevice)).all()


def link() -> str:
    text = db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    match = re.search(r"http://[^/]+(/anmelden/link/\S+)", text)
    assert match, text
    return match[1]


def test_a_link_from_a_mail_signs_in_once(client: Visitor) -> None:
    """I-08, E-27: a click on its page, so that programs that only open links sign nobody in; it leads on."""
    person = factories.person()
    handle = person.handle
    assert client.submit("/anmelden/link", email=person.email, weiter="/ideen").status_code == 303
    worker.run_until_idle()
    path = link()
    assert client.get(path).status_code == 200
    assert client.get("/konto").status_code == 303
    assert client.submit(path).location == "/ideen"
    assert handle in client.get("/konto").text
    client.submit("/abmelden")
    assert client.get(path).status_code == 404
    assert client.submit(path).status_code == 422


def test_a_link_for_nobody_says_nothing(client: Visitor) -> None:
    """I-14: an unknown address gets the same answer and no mail; an unconfirmed one the mail that confirms it."""
    known = factories.person()
    answers = [client.submit("/anmelden/link", email=email) for email in (known.email, "nobody@example.org")]
    worker.run_until_idle()
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/registrieren/mail")}
    assert db.session.scalars(select(Mail.to_address)).all() == [known.email]
    client.submit("/registrieren", email="neu@example.org", handle="Neuling", password=PASSWORD, rules="y")
    client.submit("/anmelden/link", email="neu@example.org")
    worker.run_until_idle()
    assert subjects()[-1] == subjects()[-2]
