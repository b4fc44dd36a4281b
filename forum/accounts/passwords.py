"""Passwords: hashed with argon2id, long enough, and none of the common ones (I-11)."""

import gzip
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 200

_DATA = Path(__file__).parent / "data"
# What stands in no list of words from elsewhere: the city, its club, and what people here type first.
_OURS = _DATA / "common-passwords.txt"
# The 20,000 that were met most often in breaches; words of fewer letters are no sign of anything.
_BREACHED = _DATA / "breached-passwords.txt.gz"
_SHORTEST_WORD = 4
_hasher = PasswordHasher()


@cache
def _common() -> frozenset[str]:
    ours = _OURS.read_text(encoding="utf-8").split()
    breached = gzip.decompress(_BREACHED.read_bytes()).decode().split()
    return frozenset([*ours, *(word for word in breached if len(word) >= _SHORTEST_WORD)])


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
