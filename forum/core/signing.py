"""Signatures of links, forms and sessions: HMAC with SHA-256, each for one purpose alone (E-27, ASVS 11.4.1)."""

import hashlib
from typing import Any

from flask import current_app
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

DIGEST = hashlib.sha256


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, as Flask has them, but for its digest of 1995."""

    digest_method = staticmethod(DIGEST)


def sign(purpose: str, value: object) -> str:
    """Return a value as text that is safe in addresses, signed for this purpose with the moment."""
    return str(_signer(purpose).dumps(value))


def signed(purpose: str, text: str, *, max_age: int | None = None) -> Any:
    """Return the value that was signed for this purpose, at most so many seconds ago.

    Raises ValueError when the text is forged, too old, or was signed for something else.
    """
    try:
        return _signer(purpose).loads(text, max_age=max_age)
    except BadSignature as error:
        raise ValueError(purpose) from error


def _signer(purpose: str) -> URLSafeTimedSerializer:
    secret = str(current_app.secret_key)
    return URLSafeTimedSerializer(secret, salt=purpose, signer_kwargs={"digest_method": DIGEST})
