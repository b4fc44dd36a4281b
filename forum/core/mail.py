"""Mails: written in the transaction of the change, sent by the worker over SMTP, kept readable in the demo.

A mail is a row first (E-03), so nothing is sent for a change that was rolled back, and nothing is lost when the mail
server is away: the delivery is tried again with growing pauses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid
from smtplib import SMTP, SMTP_SSL, SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from ssl import create_default_context
from time import monotonic
from typing import ClassVar

import structlog
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Model, db, transaction
from forum.core.events import Event, LoggedEvent, Subscriber, record
from forum.core.html_mail import html_part
from forum.core.permissions import SYSTEM
from forum.core.text import clean_line

UNSUBSCRIBE = "List-Unsubscribe"
# Seconds for the letters of one delivery; well below the worker's lease.
LONGEST_SENDING = 120.0

_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)

log = structlog.get_logger()


class Mail(Model):
    """One mail to one address. Links inside open accounts, so its text goes when it is delivered, the row days later (P-10).

    Only the demo, which has no mail server, keeps the texts: there the page with the mails is the postbox.
    """

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    # The address that ends such mails with one click (RFC 8058); mails that a person asked for have none.
    unsubscribe: Mapped[str] = mapped_column(String(500), default="")
    # An appointment for the calendar that comes with the letter (``forum.core.calendar``); most have none.
    calendar: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True, kw_only=True)
class MailQueued(Event):
    """A mail waits to be sent, and with it ``more`` that were written in the same step."""

    about: ClassVar[str] = "mail"
    mail_id: int
    more: tuple[int, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What it takes to write a mail: ``values`` fill ``templates/mail/<template>.txt``."""

    to_address: str
    template: str
    language: str = "de"
    values: Mapping[str, object] = field(default_factory=dict)
    unsubscribe: str = ""
    calendar: str = ""


def queue(to_address: str, template: str, *, language: str = "de", **values: object) -> Mail:
    """Write a mail from ``templates/mail/<template>.txt``: its first line is the subject, the rest the text.

    The template is plain text; the HTML part is made from it when the mail is sent (``forum.core.html_mail``).
    """
    return queue_all([Draft(to_address, template, language, values)])[0]


def queue_all(drafts: Sequence[Draft]) -> list[Mail]:
    """Write several mails that go out over one connection."""
    mails = [written(draft) for draft in drafts]
    db.session.add_all(mails)
    db.session.flush()
    if mails:
        first, *more = (mail.id for mail in mails)
        record(SYSTEM, MailQueued(mail_id=first, more=tuple(more)), audience="system")
    return mails


def written(draft: Draft) -> Mail:
    """Return the mail as it would be sent, without keeping it anywhere."""
    with force_locale(draft.language):
        # Rendered without the frame of a page, since nobody is looking at one.
        rendered = current_app.jinja_env.get_template(f"mail/{draft.template}.txt").render(draft.values)
    subject, _, text = rendered.strip().partition("\n")
    return Mail(
        to_address=draft.to_address,
        subject=clean_line(subject)[:250],
        text=text.strip() + "\n",
        language=draft.language,
        unsubscribe=draft.unsubscribe,
        calendar=draft.calendar,
        created_at=now(),
    )


def absolute(path: str) -> str:
    """Return the full address of a path of this site, from the settings and never from what a request claims."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


class _WholeAddresses(EmailPolicy):
    """Folds long headers, but never the address that ends mails: encoded in pieces, no mail program knows it."""

    def fold(self, name: str, value: str) -> str:
        """Return a header as text."""
        return f"{name}: {value}{self.linesep}" if name == UNSUBSCRIBE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as it goes over the wire."""
        return self.fold(name, value).encode() if name == UNSUBSCRIBE else super().fold_binary(name, value)


class Unwritable(Exception):
    """An address that no header can name: what stands there would be read as another one, as several, or as none."""


def _name_recipient(letter: EmailMessage, address: str) -> None:
    try:
        letter["To"] = address
        named = [one.addr_spec for one in letter["To"].addresses]
    except (ValueError, MessageError) as error:
        raise Unwritable from error
    if named != [address]:
        raise Unwritable


def message(mail: Mail) -> EmailMessage:
    """Return the mail as it goes over the wire. Raises Unwritable when its address would be another one there."""
    letter = EmailMessage(policy=_WholeAddresses())
    letter["From"] = current_app.config["MAIL_FROM"]
    _name_recipient(letter, mail.to_address)
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.created_at)
    letter["Message-ID"] = make_msgid(
        idstring=str(mail.id), domain=current_app.config["MAIL_FROM"].rpartition("@")[2].rstrip(">")
    )
    letter["Content-Language"] = mail.language
    letter["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        letter[UNSUBSCRIBE] = f"<{mail.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(mail.text)
    letter.add_alternative(html_part(mail.subject, mail.text, mail.language), subtype="html")
    if mail.calendar:
        # The method stands in the header, too: that is how mail programs know an invitation (RFC 6047).
        method = _METHOD.search(mail.calendar)
        words = {"method": method[1] if method else "PUBLISH"}
        letter.add_alternative(mail.calendar, subtype="calendar", params=words)
    return letter


def _send(rows: Sequence[LoggedEvent]) -> None:
    ids = [number for row in rows for number in (row.subject_id, *row.data.get("more", ()))]
    mails = db.session.scalars(select(Mail).where(Mail.id.in_(ids), Mail.sent_at.is_(None)).order_by(Mail.id)).all()
    ready = [(mail.id, mail.to_address, _letter(mail)) for mail in mails]
    letters = [(number, address, letter) for number, address, letter in ready if letter is not None]
    to_nobody = [number for number, _address, letter in ready if letter is None]
    db.session.rollback()
    if to_nobody:
        _mark_sent(to_nobody, **_EMPTY)
    if not letters:
        return
    if current_app.config["MAIL_SERVER"]:
        _send_over_smtp(letters)
    else:
        _mark_sent([number for number, _address, _letter in letters])


def _letter(mail: Mail) -> EmailMessage | None:
    """Return the mail as it goes over the wire, or nothing when it can reach nobody: then nothing of it is kept.

    Whoever was erased meanwhile has no address any more, and an address that cannot be written never will be.
    """
    if not mail.to_address:
        return None
    try:
        return message(mail)
    except Unwritable:
        log.warning("mail.unwritable", mail=mail.id)
        return None


def _send_over_smtp(letters: Sequence[tuple[int, str, EmailMessage]]) -> None:
    """Send the letters over one connection, and mark each at once, so that a later fault repeats none of them.

    Raises what the server said about a letter it refused, once the others are sent, and TimeoutError when a slow server
    takes so long that another worker would soon believe this one dead; what is left is tried again at once.
    """
    refused: Exception | None = None
    until = monotonic() + LONGEST_SENDING
    with _server() as server:
        for place, (number, address, letter) in enumerate(letters):
            if place and monotonic() > until:
                raise TimeoutError("the rest of the letters follows")
            try:
                server.send_message(letter, to_addrs=[address])
            except (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError) as error:
                refused = error
            else:
                _mark_sent([number], **_EMPTY)
    if refused is not None:
        raise refused


@contextmanager
def _server() -> Iterator[SMTP]:
    """Open a connection to the mail server; without "none" nothing is said before its certificate is found to be true."""
    config = current_app.config
    host, port, security = config["MAIL_SERVER"], config["MAIL_PORT"], config["MAIL_SECURITY"]
    context = None if security == "none" else create_default_context(cafile=config["MAIL_CA"] or None)
    with (
        SMTP_SSL(host, port, timeout=20, context=context)
        if security == "tls"
        else SMTP(host, port, timeout=20) as server
    ):
        if security == "starttls":
            server.starttls(context=context)
        if config["MAIL_USERNAME"]:
            server.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"])
        yield server


# What nobody needs once it lies in a postbox, and what would open something (E-27).
_EMPTY = {"text": "", "unsubscribe": "", "calendar": ""}


def _mark_sent(numbers: Sequence[int], **changes: str) -> None:
    with transaction():
        db.session.execute(update(Mail).where(Mail.id.in_(numbers)).values(sent_at=now(), **changes))
    for number in numbers:
        log.info("mail.sent", mail=number)


SUBSCRIBER = Subscriber("mail.send", (MailQueued,), _send, inside_transaction=False)


def forget_old_mails() -> None:
    """Remove mails that are older than the configured number of days."""
    with transaction():
        limit = now() - timedelta(days=current_app.config["MAIL_KEEP_DAYS"])
        db.session.execute(delete(Mail).where(Mail.created_at < limit))
