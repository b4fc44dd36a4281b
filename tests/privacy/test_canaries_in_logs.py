"""Nothing secret is written into the log, whatever somebody does at the door and whatever fails there (E-37, P-11)."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.factors import waiting_secret
from forum.accounts.models import Person
from forum.core import worker
from forum.core.db import db
from forum.core.faults import course
from forum.core.mail import Mail
from forum.web import errors
from tests import factories
from tests.accounts.devices import code_of
from tests.accounts.oidc import Service
from tests.accounts.test_providers import come_in, service
from tests.core.test_mail import served
from tests.factories import PASSWORD, Visitor

__all__ = ["service"]

SignIn = Callable[[Person], Visitor]
ADDRESS, WORD, HANDLE = "203.0.113.77", "Kanarienvogel", "Kanarienrufer"
EMAIL, OTHER = f"{WORD}@example.org", f"zweiter-{WORD}@example.org"
NEW_PASSWORD = f"ein neuer Satz vom {WORD}"


class Log:
    """All that a test wrote: lines of the forum, whatever libraries say, and what went to the error output."""

    def __init__(self, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
        self._capsys, self._caplog, self._read = capsys, caplog, ""

    def __call__(self) -> str:
        out, err = self._capsys.readouterr()
        self._read += out + err
        return self._read + "\n".join(f"{one.name} {one.getMessage()} {one.exc_text}" for one in self._records())

    def _records(self) -> list[logging.LogRecord]:
        """Return what libraries say, but for the mail server of the tests."""
        return [one for one in self._caplog.records if one.name != "mail.log"]

    def told(self, *secrets: str) -> list[str]:
        """Return those of these that stand anywhere, whatever their case."""
        assert all(secrets), "nothing stands everywhere"
        text = self().casefold()
        return [one for one in secrets if one.casefold() in text]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[Log]:
    """Read everything, also what is usually not worth a line."""
    with caplog.at_level(logging.DEBUG, logger="forum"), caplog.at_level(logging.INFO):
        yield Log(capsys, caplog)


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser at an address that is a canary."""
    made = factories.visitor(app)
    made.environ_base["REMOTE_ADDR"] = ADDRESS
    return made


def secret_of_mail(path: str) -> str:
    """Return the secret of the newest link of this kind."""
    texts = db.session.scalars(select(Mail.text).order_by(Mail.id.desc()))
    return next(found[1] for text in texts if (found := re.search(rf"{path}/([\w.-]+)", text)))


def test_the_door_leaves_no_secret_in_the_log(app: Flask, client: Visitor, log: Log) -> None:
    """E-37, E-27: signing up, confirming, signing in wrongly and rightly, by a link, a reset, and a second step."""
    fields = {"email": EMAIL, "handle": HANDLE, "password": PASSWORD, "rules": "y"}
    assert client.submit("/registrieren", **fields).status_code == 303
    confirm = secret_of_mail("bestaetigen")
    client.get(f"/bestaetigen/{confirm}")
    assert client.submit(f"/bestaetigen/{confirm}", password=PASSWORD).status_code == 303
    client.submit("/abmelden")
    assert client.submit("/anmelden", email=EMAIL, password=NEW_PASSWORD).status_code == 422
    client.submit("/anmelden/link", email=EMAIL)
    client.submit("/passwort-vergessen", email=EMAIL)
    worker.run_until_idle()
    link, reset = secret_of_mail("anmelden/link"), secret_of_mail("passwort-neu")
    client.get(f"/anmelden/link/{link}")
    client.get(f"/passwort-neu/{reset}")
    assert client.submit(f"/passwort-neu/{reset}", password=NEW_PASSWORD).status_code == 303
    assert client.submit("/anmelden", email=EMAIL, password=NEW_PASSWORD).status_code == 303
    client.submit("/konto/zweiter-faktor/app", password=NEW_PASSWORD)
    secret = waiting_secret(db.session.scalars(select(Person).where(Person.handle == HANDLE)).one())
    assert secret is not None
    code = code_of(secret)
    page = client.submit("/konto/zweiter-faktor/app/code", code=code).text
    spare = re.findall(r"<code>([a-z0-9-]+)</code>", page)
    assert len(spare) == 10
    client.submit("/abmelden")
    step = client.submit("/anmelden", email=EMAIL, password=NEW_PASSWORD).location
    client.submit(step, code="000000")
    assert client.submit(step, code=spare[0]).status_code == 303
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    written = log()
    assert '"route": "/anmelden/zweiter-schritt/<token>"' in written
    secrets = (confirm, link, reset, step.partition("?")[0].rpartition("/")[2], secret, *spare, cookie.value)
    assert log.told(ADDRESS, WORD, HANDLE, PASSWORD, NEW_PASSWORD, *secrets) == []


def test_a_sign_in_service_leaves_no_secret_in_the_log(client: Visitor, log: Log, service: Service) -> None:
    """E-37, I-04: neither code, state nor token, whether the answer is true or forged."""
    service.knows("nutzer-1", email=EMAIL, given_name=WORD, acr="STORK-QAA-Level-3")
    answer = come_in(client, "nutzer-1")
    token = answer.location.rpartition("/")[2]
    come_in(client, "nutzer-1", state=f"state-of-{WORD}", code=f"code-of-{WORD}")
    service.claims = {"aud": WORD}
    come_in(client, "nutzer-1")
    assert '"route": "/anmelden/dienst/<name>/zurueck"' in log()
    secret = "what only the service and the forum know"
    assert log.told(ADDRESS, WORD, "nutzer-1", token, secret) == []


def test_a_mail_server_that_refuses_leaves_no_address_in_the_log(app: Flask, client: Visitor, log: Log) -> None:
    """E-37: it answers with the address that it does not know, and so does the fault; the log says kind and place."""
    with served(app, takes_umlauts=True) as box:
        box.refused.add(EMAIL)
        client.submit("/registrieren", email=EMAIL, handle=HANDLE, password=PASSWORD, rules="y")
        worker.run_until_idle()
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=9)
    client.submit("/registrieren", email=OTHER, handle=f"{HANDLE}2", password=PASSWORD, rules="y")
    worker.run_until_idle()
    written = log()
    assert "smtplib.SMTPRecipientsRefused" in written
    assert "delivery.failed" in written
    assert log.told(WORD, HANDLE, PASSWORD, ADDRESS) == []


def test_an_error_of_ours_leaves_no_words_in_the_log(
    app: Flask, sign_in: SignIn, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E-37, E-30: where it happened and of what kind it was, with the reference of the page; not what it quoted."""

    def fail(**_values: Any) -> None:
        try:
            int(f"{WORD} wrote this")
        except ValueError as error:
            raise RuntimeError(f"cannot save the text of {WORD}") from error

    thread = factories.thread()
    # Tests let errors through; here they end as they do everywhere else.
    monkeypatch.setitem(app.error_handler_spec[None][None], Exception, errors._unexpected)
    monkeypatch.setitem(app.view_functions, "posts.reply", fail)
    answer = sign_in(factories.person()).submit(f"/themen/{thread.id}/antworten", text=f"Ein Beitrag vom {WORD}.")
    assert answer.status_code == 500
    lines = [json.loads(one) for one in log().splitlines() if one.startswith("{")]
    (line,) = [one for one in lines if one["event"] == "request.failed"]
    assert line["reference"] in answer.text
    assert "builtins.ValueError\n" in line["exception"]
    assert line["exception"].endswith("builtins.RuntimeError")
    assert f'File "{Path(__file__)}"' in line["exception"]
    assert log.told(WORD) == []


def test_the_course_of_an_error_that_leads_back_to_itself_ends() -> None:
    """E-37: an error may be its own cause."""
    error = OSError(5, WORD)
    error.__cause__ = error
    assert course(error) == "builtins.OSError 5"
