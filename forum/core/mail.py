"""Mails: written in the transaction of the change, sent by the worker over SMTP, kept readable in the demo.

A mail is a row first (E-03), so nothing is sent for a change that was rolled back, and nothing is lost when the mail
server is away: the delivery is tried again with growing pauses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from smtplib import SMTP, SMTP_SSL
from typing import ClassVar

import structlog
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Model, db, transaction
from forum.core.events import Event, LoggedEvent, Subscriber, record
from forum.core.permissions import SYSTEM
from forum.core.text import clean_line

log = structlog.get_logger()


class Mail(Model):
    """One mail to one address; rows go after some days (P-10), since links inside them open accounts."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True, kw_only=True)
class MailQueued(Event):
    """A mail waits to be sent."""

    about: ClassVar[str] = "mail"
    mail_id: int


def queue(to_address: str, template: str, *, language: str = "de", **values: object) -> Mail:
    """Write a mail from ``templates/mail/<template>.txt``: its first line is the subject, the rest the text.

    The template is plain text, so nothing in it can run or load anything (P-16).
    """
    with force_locale(language):
        # Rendered without the frame of a page, since nobody is looking at one.
        rendered = current_app.jinja_env.get_template(f"mail/{template}.txt").render(values)
    subject, _, text = rendered.strip().partition("\n")
    mail = Mail(
        to_address=to_address,
        subject=clean_line(subject)[:250],
        text=text.strip() + "\n",
        language=language,
        created_at=now(),
    )
    db.session.add(mail)
    db.session.flush()
    record(SYSTEM, MailQueued(mail_id=mail.id), audience="system")
    return mail


def absolute(path: str) -> str:
    """Return the full address of a path of this site, from the settings and never from what a request claims."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def message(mail: Mail) -> EmailMessage:
    """Return the mail as it goes over the wire."""
    letter = EmailMessage()
    letter["From"] = current_app.config["MAIL_FROM"]
    letter["To"] = mail.to_address
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.created_at)
    letter["Message-ID"] = make_msgid(
        idstring=str(mail.id), domain=current_app.config["MAIL_FROM"].rpartition("@")[2].rstrip(">")
    )
    letter["Content-Language"] = mail.language
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.text)
    return letter


def _send(rows: Sequence[LoggedEvent]) -> None:
    ids = [row.subject_id for row in rows]
    mails = db.session.scalars(select(Mail).where(Mail.id.in_(ids), Mail.sent_at.is_(None)).order_by(Mail.id)).all()
    if mails and current_app.config["MAIL_SERVER"]:
        _send_over_smtp([(mail.to_address, message(mail)) for mail in mails])
    for mail in mails:
        log.info("mail.sent", mail=mail.id)
    db.session.rollback()
    with transaction():
        for mail in db.session.scalars(select(Mail).where(Mail.id.in_(ids), Mail.sent_at.is_(None))):
            mail.sent_at = now()


def _send_over_smtp(letters: Sequence[tuple[str, EmailMessage]]) -> None:
    config = current_app.config
    connect = SMTP_SSL if config["MAIL_SECURITY"] == "tls" else SMTP
    with connect(config["MAIL_SERVER"], config["MAIL_PORT"], timeout=20) as server:
        if config["MAIL_SECURITY"] == "starttls":
            server.starttls()
        if config["MAIL_USERNAME"]:
            server.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"])
        for address, letter in letters:
            server.send_message(letter, to_addrs=[address])


SUBSCRIBER = Subscriber("mail.send", (MailQueued,), _send, inside_transaction=False)


def forget_old_mails() -> None:
    """Remove mails that are older than the configured number of days."""
    with transaction():
        limit = now() - timedelta(days=current_app.config["MAIL_KEEP_DAYS"])
        db.session.execute(delete(Mail).where(Mail.created_at < limit))
