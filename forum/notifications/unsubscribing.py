"""The signed word in every mail that ends such mails, without a sign-in (RFC 8058, P-16).

It says whose mails and which ones, and nothing else can be done with it: it is signed for this purpose alone, bound to the
person and the address, and expires (E-27). It may be used again, since ending twice ends once.
"""

from dataclasses import dataclass

from flask import current_app, url_for

from forum.accounts.models import Person
from forum.core import mail
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.signing import sign, signed
from forum.core.tokens import keyed_digest
from forum.notifications.levels import REASONS, Group
from forum.notifications.models import Message
from forum.notifications.placing import Place

PURPOSE = "notifications.unsubscribe"
# Mails are read late; this long after a mail its link still works.
LIFE_SECONDS = 400 * 24 * 3600


@dataclass(frozen=True)
class Scope:
    """Which mails end: those about one thing, those of one group, or all; ``word`` is the kind, ``value`` which one."""

    word: str
    value: str = ""

    @property
    def thing(self) -> tuple[str, int] | None:
        """The thing whose mails end, if it is one."""
        return (self.word, int(self.value)) if self.word in {"thread", "idea", "project", "space"} else None

    @property
    def group(self) -> Group | None:
        """The group of messages whose mails end, if it is one."""
        return Group(self.value) if self.word == "group" else None


ALL = Scope("mails")


@dataclass(frozen=True)
class Ending:
    """What a token stands for: a person, what one click ends, and the kind of message that brought the mail."""

    person: Person
    scope: Scope
    group: Group | None


def scope_of(place: Place, reason: str) -> Scope:
    """Return which mails one click under a single message ends: those about the same thing, or of the same group."""
    if REASONS[reason].least is None or not place.around:
        return Scope("group", REASONS[reason].group)
    wanted = "space" if reason == "thread" else ""
    kind, number = next((thing for thing in place.around if thing[0] == wanted), place.around[0])
    return Scope(kind, str(number))


def address(person: Person, scope: Scope, message: Message | None = None) -> str:
    """Return the full address that ends such mails."""
    group = REASONS[message.reason].group.value if message is not None else ""
    content = [person.id, _mark(person), scope.word, scope.value, group]
    token = sign(PURPOSE, content)
    # Whoever is not signed in reads the page in the language of the mail.
    spoken = {} if person.language == "de" else {"sprache": person.language}
    return mail.absolute(url_for("notifications.unsubscribe", token=token, _external=False, **spoken))


def read(token: str) -> Ending:
    """Return what a token stands for. Raises NotFound when it is forged, expired, foreign or for another purpose."""
    try:
        number, mark, word, value, group = signed(PURPOSE, token, max_age=LIFE_SECONDS)
    except (ValueError, TypeError) as error:
        raise NotFound from error
    person = db.session.get(Person, number)
    if person is None or mark != _mark(person):
        raise NotFound
    return Ending(person, Scope(word, value), Group(group) if group else None)


def _mark(person: Person) -> str:
    """Return a sign of the address, so that the link ends with it: an address may have another owner later."""
    return keyed_digest(str(current_app.secret_key), f"{PURPOSE}\n{person.email_key}")[:16]
