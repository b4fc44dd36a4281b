"""A thing as the moderation sees it, and what it takes to hide and restore a kind of things."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from forum.core.errors import Conflict
from forum.core.permissions import Actor
from forum.files.models import File
from forum.files.queries import attached
from forum.moderation.models import Case, Outcome

# In rooms for these every moderator reads; words from other rooms go into no paper that all moderators read.
READ_BY_ALL = frozenset({"public", "members"})


# What is hidden leaves a note in its place for everybody who could read it (S-06).
LEAVES_A_NOTE = frozenset({"post", "idea", "contribution", "question"})


class TextChanged(Conflict):
    """Somebody decides about words that are not those any more (M-03)."""


def mark_of(text: str, files: str = "") -> str:
    """Return the mark of a text that was looked at, with the digests of its files."""
    return sha256(f"{' '.join(text.split())}\n{files}".encode()).hexdigest()[:32]


def proof_of(file: File) -> dict[str, Any]:
    """Return what is kept of a file in notices and statements: enough to prove later which it was (M-20)."""
    return {"name": file.name, "sha256": file.sha256, "size": file.size}


def joined(*said: str) -> str:
    """Return texts of one thing as the one that somebody judges."""
    return "\n\n".join(one for one in said if one)


@dataclass(frozen=True)
class Target:
    """A thing as the moderation sees it."""

    kind: str
    id: int
    author_id: int | None
    title: str
    text: str
    version: int
    url: str
    is_hidden: bool
    thing: Any
    notifiers: frozenset[int] = frozenset()
    # What notices and statements keep of it, where that is less than the text that this viewer reads.
    kept: str | None = None
    # What earlier versions say that are hidden, with bars for what is blackened; empty for all who do not decide (M-21).
    hidden_before: str = ""
    # Everybody who wrote it, where that is more than one person (N-06).
    author_ids: frozenset[int] = frozenset()
    # Where it stands, when it was published, in which language and as what type: a statement of reasons says so.
    space_id: int | None = None
    published_at: datetime | None = None
    language: str = "de"
    content_type: str = "TEXT"
    # Under which purpose files hang on it.
    purpose: str = ""

    @property
    def files(self) -> list[dict[str, Any]]:
        """What is kept of its files: enough to prove later which they were (M-20)."""
        rows = [self.thing] if self.kind == "file" else []
        if self.purpose:
            rows = list(attached(self.purpose, [self.id], hidden=True).get(self.id, ()))
        return [proof_of(row) for row in rows]

    @property
    def digests(self) -> str:
        """The digests of its files in one line, in an order that says nothing."""
        return " ".join(sorted(file["sha256"] for file in self.files))

    @property
    def mark(self) -> str:
        """What tells its present words and files from others, so that a decision notices when they changed (M-03).

        Blanks say nothing. An account is no text: it goes on writing, and a decision about it means all of that.
        """
        return "" if self.kind == "account" else mark_of(self.text, self.digests)

    @property
    def evidence(self) -> str:
        """What notices and statements keep; everybody reads it who reads those."""
        return self.text if self.kept is None else self.kept

    @property
    def involved(self) -> frozenset[int]:
        """Who must not decide about the thing: its authors and those who reported it."""
        return self.notifiers | self.author_ids | ({self.author_id} if self.author_id is not None else frozenset())


@dataclass(frozen=True)
class Kind:
    """One kind of content and the commands that hide and restore it."""

    label: Any
    load: Callable[[Actor, int], Target]
    hide: Callable[..., object]
    restore: Callable[..., object]
    # What follows when the moderation finds nothing wrong: a text that waited is published.
    clear: Callable[[Actor, Any], object] = lambda _actor, _thing: None
    # What undoing at once does, where that is not the same as restoring.
    undo: Callable[..., object] | None = None
    # What is kept of the thing when it is hidden, and handed to ``restore``: by the names of its fields.
    keeps: tuple[str, ...] = ()
    # How many things one decision hides, where that is more than one; the public log says it (M-18).
    counts: Callable[[Actor, Any], int] | None = None


def barred(case: Case, target: Target) -> Target:
    """Return the thing with the people who must not decide about it (M-24).

    They are those who reported it, and whose decision about it did not hold when somebody complained (S-04).
    """
    return replace(target, notifiers=people_barred(case))


def people_barred(case: Case) -> frozenset[int]:
    """Return who must not decide about the thing of a case besides its authors."""
    reversed_ones = [one for one in case.complaints if one.outcome == Outcome.REVERSED]
    again = [one.statement.imposed_by for one in reversed_ones if one.statement is not None]
    overruled = {one.against_id for one in reversed_ones}.union(*again)
    people = overruled | {notice.person_id for notice in case.notices}
    return frozenset(number for number in people if number is not None)


def concerning(case: Case, target: Target, author_id: int | None) -> Target:
    """Return the thing with those who must not decide about a measure; it may concern somebody else than its author."""
    others = frozenset() if author_id is None else frozenset({author_id})
    return barred(case, replace(target, author_ids=target.author_ids | others))
