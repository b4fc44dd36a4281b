"""Who listens to what: one open socket, and what a package knows about its streams."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forum.core.permissions import Actor


@dataclass(eq=False)
class Listener:
    """One open socket: what it listens to, for which audience, up to which event it was told."""

    sid: str
    stream: str
    subject_id: int
    # The words that it shares with others; its private word stands apart, so that others' batches are made once.
    words: frozenset[str]
    sent: int
    epoch: int = 1
    person_id: int | None = None
    # The digest of the sign-in whose cookie opened the socket; empty for tokens and visitors.
    sign_in: str = ""
    token: str = ""
    needs_snapshot: bool = False
    is_new: bool = True
    # The last event that it heard, which is the ``prev`` of the next one; unknown after connecting.
    heard: int | None = None
    # Up to which event it says that it knows everything (L-53).
    cursor: int = 0
    held_since: float | None = None

    def __post_init__(self) -> None:
        """Begin to count at what the client said it knows."""
        self.cursor = self.sent

    @property
    def own(self) -> str:
        """The word of the account's private audience; empty for visitors."""
        return f"person:{self.person_id}" if self.person_id is not None else ""


@dataclass(frozen=True)
class Row:
    """One event of a stream as it is told: for whom, its number, and everything but ``prev``."""

    audience: str
    seq: int
    event: dict[str, Any]


def chained(rows: Iterable[Row], prev: int) -> list[dict[str, Any]]:
    """Return the events of one audience, each with the number of the one before it (L-41)."""
    batch = []
    for row in rows:
        batch.append({"prev": prev, **row.event})
        prev = row.seq
    return batch


@dataclass(frozen=True)
class Channel:
    """What a package knows about its streams.

    ``read`` returns the next events of a stream after a number, for whomever; ``before`` the number of the last event
    up to a number for an audience; ``snapshot`` the state for an audience, with its ``at_seq``; ``words`` the audience
    of each listener as it holds now, or None when it may no longer listen (L-52); ``actor`` who stands behind a
    listener's commands, loaded afresh.
    """

    namespace: str
    read: Callable[[str, int], list[Row]]
    before: Callable[[str, frozenset[str], int], int]
    snapshot: Callable[[int, frozenset[str]], dict[str, Any]]
    words: Callable[[Sequence[Listener]], dict[str, frozenset[str] | None]]
    actor: Callable[[Listener], Actor]
