"""Mails over a real SMTP server: sent once, kept while the server is away, never sent for what was rolled back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, message_from_string
from email.message import Message
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forum.accounts.checks import email_problems
from forum.core import clock, mail
from forum.core.db import db, transaction
from forum.core.events import Delivery
from forum.core.mail import Draft, Mail
from tests.core.certificates import Signed, certificate
from tests.serving import free_port


class Postbox:
    """A mailbox behind a real SMTP server on this machine."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.recipients: list[str] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.recipients += envelope.rcpt_tos
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"


@contextmanager
def served(app: Flask, *, takes_umlauts: bool) -> Iterator[Postbox]:
    box = Postbox()
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=takes_umlauts)
    controller.start()
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_SECURITY="none")
    yield box
    controller.stop()


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    with served(app, takes_umlauts=True) as box:
        yield box


def write(address: str = "ada@example.org") -> None:
    with transaction():
        mail.queue(address, "confirm", handle="Ädä", url="http://localhost/x")


def parts(letter: Message) -> list[Any]:
    """Return the parts of a letter, the simplest first."""
    return list(letter.get_payload())


def test_a_mail_arrives_with_umlauts_and_headers(postbox: Postbox, work: Callable[[], int]) -> None:
    """P-16, X-17: as plain text and as HTML, no remote parts, marked as automatic."""
    write()
    work()
    (letter,) = postbox.letters
    assert letter["To"] == "ada@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parts(letter)] == ["text/plain", "text/html"]
    assert all("Hallo Ädä," in part.get_payload(decode=True).decode() for part in parts(letter))
    work()
    assert len(postbox.letters) == 1
    assert db.session.scalars(select(Mail)).one().sent_at is not None


def test_what_was_delivered_is_kept_nowhere_but_in_the_postbox(postbox: Postbox, work: Callable[[], int]) -> None:
    """E-27, P-10: links in letters open accounts; the row keeps that a letter went out, and nothing that opens anything."""
    with transaction():
        draft = Draft("ada@example.org", "confirm", values={"handle": "Ada", "url": "http://localhost/geheim"})
        (row,) = mail.queue_all([replace(draft, unsubscribe="http://localhost/ende", calendar="METHOD:REQUEST\r\n")])
        number = row.id
    work()
    (letter,) = postbox.letters
    assert "http://localhost/geheim" in parts(letter)[0].get_payload(decode=True).decode()
    kept = db.session.get_one(Mail, number)
    assert (kept.text, kept.unsubscribe, kept.calendar) == ("", "", "")
    assert (kept.to_address, bool(kept.subject), bool(kept.sent_at)) == ("ada@example.org", True, True)


def test_what_waits_keeps_its_text_until_it_is_delivered(app: Flask, postbox: Postbox, work: Callable[[], int]) -> None:
    """E-27, E-03: a refused letter loses nothing, and the next try sends all of it."""
    postbox.refused = {"ada@example.org"}
    write()
    work()
    assert "http://localhost/x" in db.session.scalars(select(Mail.text)).one()
    postbox.refused = set()
    with clock.shifted_by(timedelta(minutes=5)):
        work()
    assert "http://localhost/x" in parts(postbox.letters[0])[0].get_payload(decode=True).decode()
    assert db.session.scalars(select(Mail.text)).one() == ""


def test_the_demo_keeps_its_letters_readable(app: Flask, work: Callable[[], int]) -> None:
    """E-27: it has no mail server, and its page is the only postbox there is."""
    write()
    work()
    assert "http://localhost/x" in db.session.scalars(select(Mail.text)).one()


def test_a_letter_to_nobody_waits_no_longer_and_keeps_nothing(postbox: Postbox, work: Callable[[], int]) -> None:
    """P-06, E-27: whoever was erased meanwhile has no address: nothing of it is kept, and others get theirs."""
    write("")
    write()
    work()
    assert len(postbox.letters) == 1
    assert [(row.text, bool(row.sent_at)) for row in db.session.scalars(select(Mail))] == [("", True)] * 2


def test_a_mail_has_one_recipient(postbox: Postbox, work: Callable[[], int]) -> None:
    """E-36: whatever stands in the row, the server is never told of a second address."""
    write("ada@example.org, ben@example.org")
    work()
    assert "ben@example.org" not in postbox.recipients


ENCODED = ("=?utf-8?q?victim=40x.de=2C?=@b.example", "=?utf-8?q?=0ABcc=3A_x=40y.de?=@b.example")


@pytest.mark.parametrize("address", [*ENCODED, "ada@example.org, ben@example.org"])
def test_an_address_that_reads_as_another_one_gets_nothing(
    postbox: Postbox, work: Callable[[], int], address: str
) -> None:
    """P-16, E-08, E-36: nothing goes to whom an encoded word names, nothing is tried for ever, and others get theirs."""
    write(address)
    write()
    work()
    assert postbox.recipients == ["ada@example.org"]
    assert [(row.text, bool(row.sent_at)) for row in db.session.scalars(select(Mail))] == [("", True)] * 2


PIECES = st.sampled_from(
    ["=?utf-8?q?", "?=", "=40", "=2C", "=0A", "@", "@b.example", "a", ".", "_", "\x07", "\u00ad", "ü"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.characters(), max_size=8).map("".join), st.sampled_from(["", "@b.example"]))
def test_what_passes_for_an_address_is_written_as_this_one(app: Flask, begins: str, ends: str) -> None:
    """E-36, P-16: whatever somebody types, a letter has one recipient, and no line of its head is theirs."""
    address = begins + ends
    if email_problems(address):
        return
    row = Mail(id=1, to_address=address, subject="x", text="x", language="de", unsubscribe="", calendar="")
    row.created_at = clock.now()
    letter = mail.message(row)
    assert [one.addr_spec for one in letter["To"].addresses] == [address]
    head = message_from_string(letter.as_string(policy=letter.policy.clone(utf8=True)), policy=letter.policy)
    assert [one.addr_spec for one in head["To"].addresses] == [address]
    assert head["Bcc"] is None


@pytest.mark.parametrize("address", [*ENCODED, "a\x07@b.example", "a\u00ad@b.example", "a@b.example\u2028"])
def test_no_account_is_opened_for_such_an_address(app: Flask, address: str) -> None:
    """E-36: encoded words and signs that nobody sees are refused where an address is typed."""
    assert email_problems(address)


def test_mails_wait_while_the_server_is_away(app: Flask, postbox: Postbox, work: Callable[[], int]) -> None:
    """E-08, E-03: nothing is lost, and nothing is sent twice."""
    port = app.config["MAIL_PORT"]
    app.config["MAIL_PORT"] = 1
    write()
    work()
    assert postbox.letters == []
    app.config["MAIL_PORT"] = port
    with clock.shifted_by(timedelta(minutes=5)):
        work()
    assert len(postbox.letters) == 1


def test_no_mail_for_what_was_rolled_back(postbox: Postbox, work: Callable[[], int]) -> None:
    with transaction() as change:
        mail.queue("ada@example.org", "confirm", handle="Ada", url="x")
        change.discard()
    work()
    assert postbox.letters == []


def test_a_subject_cannot_smuggle_headers(postbox: Postbox, work: Callable[[], int]) -> None:
    """P-16: line breaks in values stay in the text."""
    with transaction():
        queued = mail.queue("ada@example.org", "confirm", handle="Ada\r\nBcc: evil@example.org", url="x")
        queued.subject = mail.clean_line("Betreff\r\nBcc: evil@example.org")
    work()
    (letter,) = postbox.letters
    assert letter["Bcc"] is None


def test_a_refused_address_holds_nobody_else_up(postbox: Postbox, work: Callable[[], int]) -> None:
    """E-03, E-08: mails written in one step go out one by one; those that arrived are not sent again with the rest."""
    postbox.refused = {"ben@example.org"}
    addresses = ["ada@example.org", "ben@example.org", "cem@example.org"]
    with transaction():
        mail.queue_all([Draft(one, "confirm", values={"handle": "Ada", "url": "x"}) for one in addresses])
    work()
    assert postbox.recipients == ["ada@example.org", "cem@example.org"]
    postbox.refused = set()
    with clock.shifted_by(timedelta(minutes=5)):
        work()
    assert postbox.recipients == ["ada@example.org", "cem@example.org", "ben@example.org"]


def test_an_address_that_the_server_cannot_write_holds_nobody_else_up(app: Flask, work: Callable[[], int]) -> None:
    """E-03, E-08: an older server takes no addresses beyond ASCII; the letters after it arrive all the same."""
    addresses = ["info@m\u00fcller.example", "ben@example.org", "cem@example.org"]
    with transaction():
        mail.queue_all([Draft(one, "confirm", values={"handle": "Ada", "url": "x"}) for one in addresses])
    with served(app, takes_umlauts=False) as postbox:
        work()
    assert postbox.recipients == ["ben@example.org", "cem@example.org"]


def test_a_slow_server_gets_the_rest_later(
    postbox: Postbox, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """E-03: a delivery ends before its lease, so that no second worker sends the same letters."""
    monkeypatch.setattr(mail, "LONGEST_SENDING", 0.0)
    addresses = [f"person{number}@example.org" for number in range(3)]
    with transaction():
        mail.queue_all([Draft(one, "confirm", values={"handle": "Ada", "url": "x"}) for one in addresses])
    for minutes in (0, 1, 3):
        with clock.shifted_by(timedelta(minutes=minutes)):
            work()
        assert postbox.recipients == addresses[: len(postbox.recipients)]
    assert postbox.recipients == addresses


def test_a_mail_can_be_ended_with_one_click(postbox: Postbox, work: Callable[[], int]) -> None:
    """P-16, RFC 8058: two headers, where there is an address that ends such mails; others have none."""
    with transaction():
        values = {"handle": "Ada", "url": "x"}
        end = "https://forum.example.org/abbestellen/" + "x" * 200
        mail.queue_all([Draft("ada@example.org", "confirm", "de", values, unsubscribe=end)])
    write("ben@example.org")
    work()
    first, second = postbox.letters
    assert first["List-Unsubscribe"] == f"<{end}>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["List-Unsubscribe"] is None


def test_old_mails_are_forgotten(app: Flask, work: Callable[[], int]) -> None:
    """P-10: mails hold links that open accounts, so they go after some days."""
    write()
    with clock.shifted_by(timedelta(days=8)):
        mail.forget_old_mails()
    assert db.session.scalars(select(Mail)).all() == []


@contextmanager
def served_safely(app: Flask, signed: Signed, security: str) -> Iterator[tuple[Postbox, list[Any]]]:
    """Serve a postbox over TLS; also return the passwords it was told."""
    box, told = Postbox(), list[Any]()

    def authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
        told.append(data.password)
        return AuthResult(success=True)

    port = free_port()
    asking = {
        "tls_context": signed.serving,
        "require_starttls": True,
        "authenticator": authenticate,
        "auth_required": True,
    }
    # With TLS from the first byte this server knows of none, so it asks for no password there.
    ways: dict[str, Any] = {"ssl_context": signed.serving} if security == "tls" else asking
    controller = Controller(box, hostname="127.0.0.1", port=port, **ways)
    controller.start()
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port, MAIL_SECURITY=security)
    if security == "starttls":
        app.config.update(MAIL_USERNAME="forum", MAIL_PASSWORD="geheim")
    yield box, told
    controller.stop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_no_word_is_said_to_a_mail_server_that_proves_nothing(
    app: Flask, tmp_path: Path, work: Callable[[], int], security: str
) -> None:
    """E-32, E-27: neither letter nor password goes to a certificate that nobody trusts; the delivery waits and says why."""
    signed = certificate(tmp_path)
    with served_safely(app, signed, security) as (box, told):
        write()
        work()
        assert (box.letters, told) == ([], [])
        assert db.session.scalars(select(Mail.sent_at)).one() is None
        assert db.session.scalars(select(Delivery.last_error)).one() == "SSLCertVerificationError"
        app.config["MAIL_CA"] = str(signed.authority)
        with clock.shifted_by(timedelta(minutes=5)):
            work()
        assert len(box.letters) == 1, "the city names its own authority"
        assert told == ([b"geheim"] if security == "starttls" else [])


def test_a_certificate_for_another_server_proves_nothing(app: Flask, tmp_path: Path, work: Callable[[], int]) -> None:
    """E-32: the name is compared, too."""
    signed = certificate(tmp_path, host="127.0.0.2")
    app.config["MAIL_CA"] = str(signed.authority)
    with served_safely(app, signed, "starttls") as (box, told):
        write()
        work()
        assert (box.letters, told) == ([], [])
