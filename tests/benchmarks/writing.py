"""The requests of somebody who is signed in and writes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.tokens import random_key
from tests import factories


def cookie(app: Flask, person_id: int = 1) -> tuple[str, str]:
    """Return the cookie and the CSRF token of a person who is signed in."""
    with app.app_context():
        person = db.session.get_one(Person, person_id)
        session = {"_user_id": factories.sign_in_key(person), "_fresh": True, "csrf_token": "benchmark"}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps("benchmark")
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(session)}", str(token)


def replying(thread_id: int, head: dict[str, str], token: str) -> Callable[[int], Any]:
    """Make the request that publishes one more reply."""
    headers = {**head, "Content-Type": "application/x-www-form-urlencoded"}

    def request(number: int) -> tuple[str, str, bytes, dict[str, str]]:
        fields = {"text": f"Antwort Nummer {number}, damit es weitergeht.", "csrf_token": token, "once": random_key()}
        return "POST", f"/themen/{thread_id}/antworten", urlencode(fields).encode(), headers

    return request
