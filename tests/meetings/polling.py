"""Polls for tests: opened, voted in by whoever may, closed."""

import base64
from typing import Any

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.meetings import commands
from forum.meetings.commands.polls import Receipt
from forum.meetings.commands.polls.envelopes import LENGTH, PUBLIC_KEY
from forum.meetings.models import Poll
from tests import factories

QUESTION = "Wohin mit den Bänken?"
OPTIONS = "Am Fluss\nAm Markt\nIm Park"


def opened(chair: Person, number: int, **data: Any) -> int:
    """Open a poll and return its number."""
    values = {"question": QUESTION, "confirmed": True, **data}
    if values.get("kind", "yes_no") not in ("yes_no", "consent"):
        values.setdefault("options", OPTIONS)
    factories.act(chair, number, "poll.open", **values)
    return newest()


def newest() -> int:
    """Return the number of the newest poll."""
    return db.session.scalars(select(Poll.id).order_by(Poll.id.desc()).limit(1)).one()


def cast(who: Person | int, number: int, poll_id: int, ballot: Any, key: str = "a-key-of-a-test") -> Receipt:
    """Cast a vote without a name."""
    person_id = who if isinstance(who, int) else who.id
    with transaction():
        return commands.cast(db.session.get_one(Person, person_id), number, poll_id, ballot, key)


def poll(poll_id: int) -> Poll:
    """Return a poll as it is now."""
    db.session.rollback()
    return db.session.get_one(Poll, poll_id)


def envelope(letter: str) -> str:
    """Return what looks like an encrypted ballot from outside."""
    return base64.b64encode(letter.encode() * LENGTH).decode()


def public_key(letter: str) -> str:
    """Return what looks like a public key from outside."""
    return base64.b64encode(letter.encode() * PUBLIC_KEY).decode()


def allow_secret_votes(app: Flask, monkeypatch: Any) -> None:
    """Say that experts have reviewed secret votes."""
    monkeypatch.setitem(app.config, "SECRET_VOTES_REVIEWED", True)
