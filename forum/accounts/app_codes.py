"""One-time codes of an app on a telephone (TOTP, RFC 6238): six digits, a new code every half minute."""

from hmac import compare_digest

import pyotp

from forum.core.clock import now

STEP = 30
# The clock of a telephone may be one step off, either way.
DRIFT = 1


def new_secret() -> str:
    """Return 160 bits of chance in the letters that apps understand."""
    return pyotp.random_base32()


def address(secret: str, *, name: str, issuer: str) -> str:
    """Return the address that an app reads from the picture, or that opens it on the same device."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_of(secret: str, code: str, after: int) -> int | None:
    """Return the half minute to which a code belongs, if it is near now and later than ``after``; else nothing."""
    totp, present = pyotp.TOTP(secret), int(now().timestamp()) // STEP
    for step in range(present - DRIFT, present + DRIFT + 1):
        if step > after and compare_digest(totp.at(step * STEP).encode(), code.encode()):
            return step
    return None


def spelled(secret: str) -> str:
    """Return the secret in groups of four, for whoever types it."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
