"""An app with codes, codes on paper, and roles that rest without them (I-09)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts import commands as accounts
from forum.accounts.factors import SECRET_OF_APP, factors_of, has_second_factor, waiting_secret
from forum.accounts.models import Authenticator, OneTimeLink, Person, RecoveryCode
from forum.accounts.queries import words_of
from forum.core import clock, worker
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.core.sealing import opened
from tests import factories
from tests.accounts.devices import code_of, set_up_app
from tests.factories import PASSWORD, Visitor

SignIn = Callable[[Person], Visitor]
STEP = "/anmelden/zweiter-schritt/"


def again(person: Person) -> Person:
    return db.session.get_one(Person, person.id)


def first_step(client: Visitor, email: str, target: str = "/konto") -> str:
    """Do the first step of signing in and return where the second one is."""
    answer = client.submit("/anmelden", email=email, password=PASSWORD, weiter=target)
    assert answer.status_code == 303
    assert answer.location.startswith(STEP)
    return str(answer.location)


def newest_mail() -> str:
    return db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""


def test_an_app_counts_once_its_first_code_was_typed(app: Flask, sign_in: SignIn) -> None:
    """I-09: the password comes first, the secret is shown until then only, and the codes on paper once."""
    person = factories.person()
    client, number, email = sign_in(person), person.id, person.email
    assert client.submit("/konto/zweiter-faktor/app", password="falsch falsch").status_code == 422
    assert client.submit("/konto/zweiter-faktor/app", password=PASSWORD).location == "/konto/zweiter-faktor/app/code"
    secret = waiting_secret(db.session.get_one(Person, number))
    assert secret is not None
    page = client.get("/konto/zweiter-faktor/app/code").text
    assert "<svg" in page
    assert secret in page.replace(" ", "")
    assert not has_second_factor(db.session.get_one(Person, number))
    assert client.submit("/konto/zweiter-faktor/app/code", code="000 00").status_code == 422
    page = client.submit("/konto/zweiter-faktor/app/code", code=code_of(secret)).text
    codes = re.findall(r"<code>([a-z0-9-]+)</code>", page)
    assert len(codes) == 10
    assert client.get("/konto/zweiter-faktor/app/code").status_code == 303
    assert "10 Codes" in client.get("/konto/zweiter-faktor").text
    assert "eine App mit Codes eingerichtet" in newest_mail()
    assert first_step(factories.visitor(app), email)


def test_secrets_lie_nowhere_as_they_are(app: Flask) -> None:
    """I-09, E-27: the secret of the app is sealed with the site's key, codes on paper are digests."""
    person = factories.person()
    secret, codes = set_up_app(person)
    row = db.session.get_one(Authenticator, person.id)
    assert secret not in row.secret
    assert opened(row.secret, SECRET_OF_APP) == secret
    kept = db.session.scalars(select(RecoveryCode.digest)).all()
    assert len(kept) == len(codes) == 10
    assert not set(codes) & set(kept)
    app.config["SECRET_KEY"] = "another key of the site, long enough too"
    assert opened(row.secret, SECRET_OF_APP) is None


def test_signing_in_takes_a_second_step(client: Visitor) -> None:
    """I-09: the password alone opens nothing; a code works once."""
    person = factories.person()
    email = person.email
    secret, _codes = set_up_app(person)
    step = first_step(client, email)
    assert client.get("/konto").status_code == 303
    assert client.get(step).status_code == 200
    for wrong in ("123", "abcdef", "١٢٣٤٥٦", f"{(int(code_of(secret)) + 1) % 10**6:06}", "x" * 60):
        assert client.submit(step, code=wrong).status_code == 422
    code = code_of(secret, steps=1)
    answer = client.submit(step, code=f"{code[:3]} {code[3:]}")
    assert (answer.status_code, answer.location) == (303, "/konto")
    assert client.get("/konto").status_code == 200
    client.submit("/abmelden")
    assert client.get(step).location.startswith("/anmelden"), "each address works once"
    assert client.submit(first_step(client, email), code=code).status_code == 422


def test_a_code_on_paper_works_once_and_is_told(client: Visitor) -> None:
    """I-09: for whoever has lost the telephone, also when the site's key was lost and no code of the app can be read."""
    person = factories.person()
    email = person.email
    _secret, codes = set_up_app(person)
    client.application.config["SECRET_KEY"] = "another key of the site, long enough too"
    assert client.submit(first_step(client, email), code=codes[0].upper().replace("-", " ")).status_code == 303
    assert client.get("/konto").status_code == 200
    assert "mit einem Ihrer Ersatzcodes" in newest_mail()
    client.submit("/abmelden")
    assert client.submit(first_step(client, email), code=codes[0]).status_code == 422
    assert factors_of(again(person)).codes == 9


def test_no_way_in_goes_around_the_second_step(client: Visitor) -> None:
    """I-08, I-09: neither a new password nor a link from a mail spares it."""
    person = factories.person()
    email = person.email
    secret, _codes = set_up_app(person)
    client.submit("/anmelden/link", email=email)
    worker.run_until_idle()
    answer = client.submit(link_in_mail("/anmelden/link"))
    assert answer.location.startswith(STEP)
    client.submit("/passwort-vergessen", email=email)
    worker.run_until_idle()
    answer = client.submit(link_in_mail("/passwort-neu"), password="ein anderer langer Satz")
    assert answer.location.startswith(STEP)
    assert client.get("/konto").status_code == 303
    assert client.submit(answer.location, code=code_of(secret)).status_code == 303
    assert client.get("/konto").status_code == 200


def link_in_mail(path: str) -> str:
    match = re.search(rf"http://[^/]+({path}/\S+)", newest_mail())
    assert match
    return match[1]


def test_the_second_step_does_not_wait_for_ever(client: Visitor) -> None:
    """After ten minutes the password is asked for again."""
    person = factories.person()
    secret, _codes = set_up_app(person)
    step = first_step(client, person.email)
    with transaction():
        for link in db.session.scalars(select(OneTimeLink)):
            link.expires_at = clock.now() - timedelta(seconds=1)
    assert client.submit(step, code=code_of(secret)).location.startswith("/anmelden?")
    assert client.get("/konto").status_code == 303


def test_codes_are_not_tried_without_end(limited: Flask) -> None:
    """I-13: ten codes in an hour for one account, from whatever network and however often the password is given."""
    person = factories.person()
    email = person.email
    secret, _codes = set_up_app(person)
    steps = [first_step(factories.visitor(limited), email) for _number in range(2)]
    for number in range(10):
        visitor = factories.visitor(limited)
        address = {"REMOTE_ADDR": f"10.{number}.0.1"}
        answer = visitor.post(steps[number % 2], data={"code": "000000"}, environ_overrides=address)
        assert answer.status_code == 422
    answer = factories.visitor(limited).submit(steps[0], code=code_of(secret))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 3600


def test_setting_it_up_ends_other_sign_ins(sign_in: SignIn) -> None:
    """I-12: what was begun with a password only ends, and the present sign-in stays."""
    person = factories.person()
    here, elsewhere, number = sign_in(person), sign_in(person), person.id
    here.submit("/konto/zweiter-faktor/app", password=PASSWORD)
    secret = waiting_secret(db.session.get_one(Person, number))
    assert secret is not None
    assert here.submit("/konto/zweiter-faktor/app/code", code=code_of(secret)).status_code == 200
    assert here.get("/konto").status_code == 200
    assert elsewhere.get("/konto").status_code == 303


def test_taking_it_away_and_new_codes_need_the_password(sign_in: SignIn) -> None:
    """I-09: a borrowed device changes nothing; with the last factor the codes on paper go, too."""
    person = factories.person()
    _secret, codes = set_up_app(person)
    client = sign_in(person)
    for path in ("app/entfernen", "ersatzcodes"):
        assert client.get(f"/konto/zweiter-faktor/{path}").status_code == 200
        assert client.submit(f"/konto/zweiter-faktor/{path}", password="falsch falsch").status_code == 422
    page, again_page = (
        client.submit("/konto/zweiter-faktor/ersatzcodes", password=PASSWORD, once="one-and-the-same-form").text
        for _time in range(2)
    )
    shown = re.findall(r"<code>(.*?)</code>", page)
    assert len(shown) == 10
    assert re.findall(r"<code>(.*?)</code>", again_page) == shown, "a double click loses no codes (E-02)"
    assert not [code for code in codes if code in page]
    assert factors_of(again(person)).codes == 10
    assert client.submit("/konto/zweiter-faktor/app", password=PASSWORD).status_code == 422, "there is one already"
    assert client.submit("/konto/zweiter-faktor/app/entfernen", password=PASSWORD).status_code == 303
    assert not has_second_factor(again(person))
    assert not db.session.scalars(select(RecoveryCode)).all()
    assert client.submit("/konto/zweiter-faktor/ersatzcodes", password=PASSWORD).status_code == 422
    assert client.get("/konto/zweiter-faktor").status_code == 200


@pytest.mark.parametrize(
    "role", ["moderator", "staff", "board", "admin", "legal", "dpo", "trusted_flagger", "unit:3", "space:7:moderator"]
)
def test_a_role_rests_until_there_is_a_second_factor(app: Flask, role: str) -> None:
    """I-09: in production, for each role; the person takes part like everybody else meanwhile."""
    person = factories.person(role)
    assert role in again(person).words, "the demo asks nobody"
    app.config["MODE"] = "production"
    db.session.info.clear()
    assert role not in again(person).words
    assert role in again(person).resting
    assert "members" in again(person).words
    assert role not in words_of([person.id])[person.id], "sockets ask so"
    set_up_app(person)
    db.session.info.clear()
    assert role in again(person).words
    assert not again(person).resting
    assert role in words_of([person.id])[person.id]


@pytest.mark.parametrize("mode", ["production", "Production", "prod", ""])
def test_only_the_demo_does_without(app: Flask, mode: str) -> None:
    """I-09, E-32: no other word opens what rests."""
    person = factories.person("admin")
    app.config["MODE"] = mode
    db.session.info.clear()
    assert again(person).resting == {"admin"}


def test_a_seat_in_a_committee_rests_as_well(app: Flask) -> None:
    """I-09: experts, chairs and clerks hold their words by a seat."""
    _meeting, chair, members = factories.running_meeting()
    for person in (chair, *members):
        held = {word for word in again(person).words if word.startswith("committee:")}
        assert held
        app.config["MODE"] = "production"
        db.session.info.clear()
        assert again(person).resting >= held
        assert not again(person).words & held
        app.config["MODE"] = "demo"
        db.session.info.clear()


def test_the_city_says_whose_roles_rest(app: Flask) -> None:
    """I-09: the setting names parts of role words."""
    app.config.update(MODE="production", SECOND_FACTOR_ROLES="admin")
    assert "staff" in factories.person("staff").words
    db.session.info.clear()
    assert "admin" not in factories.person("admin").words


def test_nobody_is_locked_out(app: Flask, client: Visitor) -> None:
    """I-09: a resting role leads to the page that sets a factor up, says so on every page, and lets its owner go on."""
    app.config["MODE"] = "production"
    person = factories.person("staff", "moderator")
    answer = client.submit("/anmelden", email=person.email, password=PASSWORD, weiter="/ideen")
    assert answer.location == "/konto/zweiter-faktor?weiter=/ideen"
    page = client.get(answer.location).text
    assert "Stabsstelle" in page
    assert "Später einrichten und weiter" in page
    assert "Ihre Aufgaben ruhen" in client.get("/ideen").text
    assert client.get("/stabsstelle").status_code == 403
    assert client.submit("/konto/zweiter-faktor/app", password=PASSWORD).status_code == 303
    secret = waiting_secret(again(person))
    assert secret is not None
    assert client.submit("/konto/zweiter-faktor/app/code", code=code_of(secret)).status_code == 200
    assert client.get("/stabsstelle").status_code == 200
    assert "Ihre Aufgaben ruhen" not in client.get("/ideen").text


def test_a_key_of_a_program_uses_no_resting_role(app: Flask) -> None:
    """I-09: a token acts for its owner and can do no more than they can."""
    person = factories.person("staff")
    with transaction():
        token = accounts.issue_token(again(person), again(person), name="Programm", scopes=["read"])
    inside = factories.thread(person, factories.space(factories.SpaceKind.STAFF))
    path, headers = f"/api/v1/threads/{inside.id}", {"Authorization": f"Bearer {token}"}
    assert factories.visitor(app).get(path, headers=headers).status_code == 200
    app.config["MODE"] = "production"
    assert factories.visitor(app).get(path, headers=headers).status_code == 404


def test_the_administration_helps_whoever_has_lost_everything(app: Flask, client: Visitor) -> None:
    """I-09: by the command line, told by mail; nobody else may, and all sign-ins end."""
    person = factories.person()
    set_up_app(person)
    here = factories.signed_in(app, person)
    clerk = factories.person("staff")
    with pytest.raises(Forbidden), transaction():
        accounts.remove_factors(again(clerk), again(person))
    result = app.test_cli_runner().invoke(args=["forum", "user", "forget-factors", person.handle])
    assert result.exit_code == 0, result.output
    assert not has_second_factor(again(person))
    assert here.get("/konto").status_code == 303
    assert "wie mit Ihnen besprochen" in newest_mail()
    assert client.submit("/anmelden", email=again(person).email, password=PASSWORD).location == "/"
    with transaction():
        accounts.remove_factors(SYSTEM, again(person))
