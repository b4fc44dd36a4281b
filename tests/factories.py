"""Short ways to a person, a space, an idea: made with the same commands that the pages call.

Each factory opens its own transaction, so a test reads: given these, when that, then this.
"""

from contextvars import Context
from itertools import count
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.core.tokens import random_key
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, Thread

PASSWORD = "ein langer Satz zum Merken"
RAW_TOKEN = "the raw token of a test"

_numbers = count(1)


def person(*roles: str, handle: str = "", **changes: Any) -> Person:
    """Return a confirmed person who holds these roles; PASSWORD opens the account."""
    number = next(_numbers)
    handle = handle or f"Person{number}x"
    with transaction():
        made = accounts.create_confirmed(SYSTEM, email=f"person{number}@example.org", handle=handle, password=PASSWORD)
        for role in roles:
            accounts.grant_role(SYSTEM, made, role, reason="Test")
        for name, value in changes.items():
            setattr(made, name, value)
        number = made.id
    return db.session.get_one(Person, number)


class Visitor(FlaskClient):
    """A client whose requests begin with nothing: no context, no identity, no transaction of the test."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as from outside, and let the test read what it changed."""
        kwargs.setdefault("buffered", True)  # Files are closed at once, not when the response is forgotten.
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
            db.session.info.clear()
        return response

    def submit(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as the page would, with CSRF token and one-time key."""
        with self.session_transaction() as session:
            signed_in = "_user_id" in session
            if signed_in:
                session["csrf_token"] = RAW_TOKEN
        token = {"csrf_token": self.csrf} if signed_in else {}
        return self.post(path, data={"once": random_key(), **token, **fields})

    @property
    def csrf(self) -> str:
        """The token that belongs to the session once ``submit`` was called or the client was signed in."""
        signer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        return str(signer.dumps(RAW_TOKEN))


def visitor(app: Flask) -> Visitor:
    """Return a client without an account."""
    app.test_client_class = Visitor
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client


def signed_in(app: Flask, who: Person) -> Visitor:
    """Return a client whose cookie says that this person is signed in."""
    client = visitor(app)
    with client.session_transaction() as session:
        session["_user_id"] = who.get_id()
        session["_fresh"] = True
        session["csrf_token"] = RAW_TOKEN
    return client


def space(**changes: Any) -> Space:
    """Return a public space."""
    values = {"title": f"Raum Nummer {next(_numbers)}", "description": "Ein Ort für Gespräche.", **changes}
    with transaction():
        number = discussions.open_space(SYSTEM, **values).id
    return db.session.get_one(Space, number)


def thread(author: Person | None = None, within: Space | None = None, **changes: Any) -> Thread:
    """Return a thread with its first post."""
    author, within = author or person(), within or space()
    with transaction():
        values = {"title": f"Thema Nummer {next(_numbers)}", "text": "Was meinen Sie dazu?", **changes}
        number = discussions.start_thread(author, db.session.get_one(Space, within.id), **values).id
    return db.session.get_one(Thread, number)


def post(within: Thread, author: Person | None = None, **changes: Any) -> Post:
    """Return a post in a thread."""
    author = author or person()
    with transaction():
        values = {"text": f"Das ist Beitrag Nummer {next(_numbers)}.", **changes}
        number = discussions.publish_post(author, db.session.get_one(Thread, within.id), **values).id
    return db.session.get_one(Post, number)
