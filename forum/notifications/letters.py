"""What a letter says: one message by itself, or several gathered by thread and idea, newest first (T-19).

A person with thousands of messages gets the newest of them and a number: a letter stays readable, and the memory it takes
stays bounded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from forum.accounts.models import Person
from forum.core import mail
from forum.core.mail import Draft
from forum.notifications.levels import REASONS
from forum.notifications.models import Message
from forum.notifications.placing import Place
from forum.notifications.unsubscribing import ALL, address, scope_of

MOST_GROUPS = 15
MOST_LINES = 4
QUOTED = 600


@dataclass(frozen=True)
class Waiting:
    """A message that is due, and where its thing lies today."""

    message: Message
    place: Place
    title: str


@dataclass
class Gathering:
    """The messages about one thread or idea; ``lines`` are the newest, ``count`` is all."""

    title: str
    lines: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many messages have no line of their own."""
        return self.count - len(self.lines)


@dataclass
class Letter:
    """What one person is told in one mail."""

    person: Person
    count: int = 0
    first: Waiting | None = None
    gatherings: dict[Any, Gathering] = field(default_factory=dict)
    left_out: int = 0

    @classmethod
    def of(cls, person: Person, waiting: Iterable[Waiting]) -> "Letter":
        """Gather messages that come newest first."""
        letter = cls(person)
        for one in waiting:
            letter.count += 1
            letter.first = letter.first or one
            letter._add(one)
        return letter

    def _add(self, one: Waiting) -> None:
        # What lies in no thread and belongs to no idea stands by itself.
        key = one.place.around[0] if one.place.around else one.message.id
        gathering = self.gatherings.get(key)
        if gathering is None:
            if len(self.gatherings) == MOST_GROUPS:
                self.left_out += 1
                return
            gathering = self.gatherings[key] = Gathering(one.title)
        gathering.count += 1
        if len(gathering.lines) < MOST_LINES:
            message = one.message
            gathering.lines.append({"kind": message.kind, "data": message.data, "url": mail.absolute(message.url)})

    def draft(self, sources: dict[int, str]) -> Draft:
        """Return the mail; ``sources`` holds the texts of the posts that are told of alone."""
        common: dict[str, Any] = {
            "handle": self.person.handle,
            "settings_url": mail.absolute(url_for("notifications.settings", _external=False)),
        }
        if self.count == 1 and self.first is not None:
            return self._single(self.first, common, sources)
        ending = address(self.person, ALL)
        values = {
            **common,
            "count": self.count,
            "gatherings": list(self.gatherings.values()),
            "left_out": self.left_out,
            "inbox_url": mail.absolute(url_for("notifications.inbox", _external=False)),
            "unsubscribe_url": ending,
        }
        return Draft(self.person.email, "digest", self.person.language, values, unsubscribe=ending)

    def _single(self, one: Waiting, common: dict[str, Any], sources: dict[int, str]) -> Draft:
        message = one.message
        ending = address(self.person, scope_of(one.place, message.reason), message)
        source = sources.get(message.thing_id or 0, "") if message.thing_kind == "post" else ""
        values = {
            **common,
            "kind": message.kind,
            "values": message.data,
            "why": REASONS[message.reason].sentence,
            "quote": quoted(source),
            "url": mail.absolute(message.url),
            "unsubscribe_url": ending,
        }
        return Draft(self.person.email, "message", self.person.language, values, unsubscribe=ending)


def quoted(source: str) -> str:
    """Return the beginning of a text as mails quote: each line behind a sign, cut between words (X-17).

    The source stays as its author wrote it; the HTML part of the mail is rendered from these lines.
    """
    if len(source) > QUOTED:
        source = source[:QUOTED].rsplit(None, 1)[0] + " …"
    return "\n".join(f"> {line}".rstrip() for line in source.splitlines())


def lone_posts(letters: Sequence[Letter]) -> list[int]:
    """Return the numbers of the posts that a letter tells of alone, and so quotes."""
    messages = [letter.first.message for letter in letters if letter.count == 1 and letter.first is not None]
    return [message.thing_id for message in messages if message.thing_kind == "post" and message.thing_id is not None]
