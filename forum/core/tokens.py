"""Random keys and their digests: what opens something is stored hashed, never as it is (E-27)."""

import hashlib
import hmac
import secrets


def random_key() -> str:
    """Return 128 bits of chance as text that is safe in addresses."""
    return secrets.token_urlsafe(16)


def secret_token() -> str:
    """Return 256 bits of chance as text that is safe in addresses."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a token; a token is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(key: str, value: str) -> str:
    """Return a digest that cannot be recomputed without the key."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()
