"""Passwords: hashed with argon2id, long enough, and none of the common ones (I-11)."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200

_COMMON = Path(__file__).parent / "data" / "common-passwords.txt"
_hasher = PasswordHasher()


@cache
def _common() -> frozenset[str]:
    return frozenset(line.strip() for line in _COMMON.read_text(encoding="utf-8").splitlines() if line.strip())


def is_common(password: str) -> bool:
    """Tell whether the password, also with digits or marks at its end, is one that everybody tries first."""
    lowered = password.casefold()
    bare = lowered.rstrip("0123456789!?.*#$%&-_")
    return lowered in _common() or bare in _common() or len(set(lowered)) <= 2


def hashed(password: str) -> str:
    """Return the argon2id hash to store; it takes about 0.1 s on purpose."""
    return _hasher.hash(password)


@cache
def _nobodys_hash() -> str:
    return hashed("an account that does not exist")


def fits(stored: str | None, password: str) -> bool:
    """Tell whether the password belongs to the hash; without one it takes equally long and says no (I-14)."""
    try:
        return _hasher.verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with older settings."""
    return _hasher.check_needs_rehash(stored)
