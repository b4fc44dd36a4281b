"""The inventory of personal data: purposes, and under each the tables that serve it (P-05, P-15; DSGVO Art. 30)."""

from collections.abc import Iterator

from forum.privacy.inventory import account, bodies, handling, taking_part
from forum.privacy.inventory.impersonal import IMPERSONAL, published
from forum.privacy.inventory.kinds import Holding, Purpose

__all__ = ["IMPERSONAL", "PURPOSES", "holdings", "published"]

# In the order in which the page tells of them: what concerns everybody comes first.
PURPOSES: tuple[Purpose, ...] = (*account.PURPOSES, *taking_part.PURPOSES, *bodies.PURPOSES, *handling.PURPOSES)


def holdings() -> Iterator[Holding]:
    """Go through all tables that hold something about people."""
    for purpose in PURPOSES:
        yield from purpose.holdings
