"""Sealing what must be read again and yet not lie open in the database: it opens only with the site's secret key.

Passwords and tokens are hashed and never read again; this is for the few secrets that both sides have to know.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def sealed(text: str, purpose: str) -> str:
    """Return the text as it may be stored; what was sealed for one purpose opens for no other."""
    return _fernet(purpose).encrypt(text.encode()).decode()


def opened(stored: str, purpose: str) -> str | None:
    """Return the text again, or nothing when it was sealed with another key."""
    try:
        return _fernet(purpose).decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def _fernet(purpose: str) -> Fernet:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key)))
