"""Taking a name out of what others wrote and what jobs stored: with an @, in an address, as a value, in letters (P-07).

A name that stands in a sentence like any other word stays, for nobody can tell it from the word.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Table, Text, cast, delete, func, or_, select, update

from forum.accounts.models import NOBODY, AddressChange, FormerHandle, Person
from forum.accounts.queries import email_key
from forum.core.db import Model, db
from forum.core.mail import Mail
from forum.privacy.inventory import holdings
from forum.privacy.inventory.kinds import Holding
from forum.search.models import AskedWords

# Where an address for letters stood.
REMOVED = "[entfernt]"
# Columns that are made from a text; the inventory knows of them by the text.
COMPUTED = ("excerpt", "title_key")


@dataclass(frozen=True)
class Traces:
    """The names that somebody goes by or went by, and the addresses; ``instead`` is the name that stands there then."""

    handles: tuple[str, ...]
    emails: tuple[str, ...]
    instead: str = NOBODY

    @classmethod
    def of(cls, person: Person) -> "Traces":
        """Return those of a person, also the name that the moderation took out of sight and what was given up lately.

        An address that somebody wished for and never proved may be anybody's, so nothing that names it is touched.
        """
        hidden = (person.withheld or {}).get("handle")
        former = db.session.scalars(select(FormerHandle.handle).where(FormerHandle.person_id == person.id))
        left = db.session.scalars(select(AddressChange.former).where(AddressChange.person_id == person.id))
        names, addresses = (person.handle, hidden, *former), (person.email, *left)
        return cls(tuple({name for name in names if name}), tuple({one for one in addresses if one}))

    def needles(self, *, as_words: bool) -> set[str]:
        """Return what is looked for in the database: names behind an @ and in addresses, or also as mere words.

        No database folds all letters, and JSON is stored with escapes, so each is there in all its spellings.
        """
        names = self.handles if as_words else [start + name for name in self.handles for start in ("@", "/leute/")]
        plain = {spelling for word in (*names, *self.emails) for spelling in (word, word.casefold())}
        return plain | {json.dumps(word)[1:-1] for word in plain}

    def without(self, text: str) -> str:
        """Return a text without the addresses, and with another name behind an @ and in addresses of profiles."""
        if text.casefold() in {email.casefold() for email in self.emails}:
            return ""  # A field for an address; nothing is sent to nowhere.
        for name in self.handles:
            text = re.sub(rf"(@|/leute/){re.escape(name)}(?![\w-])", rf"\g<1>{self.instead}", text, flags=re.IGNORECASE)
        for email in self.emails:
            text = re.sub(re.escape(email), REMOVED, text, flags=re.IGNORECASE)
        return text

    def outside(self, text: str) -> str:
        """Return a letter without any of the names, also where they stand as words."""
        for name in self.handles:
            text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self.instead, text, flags=re.IGNORECASE)
        return self.without(text)

    def inside(self, value: Any, *, exactly: bool) -> Any:
        """Return stored values without the names; with ``exactly`` also where a value is nothing but a name."""
        if isinstance(value, dict):
            return {key: self.inside(one, exactly=exactly) for key, one in value.items()}
        if isinstance(value, list):
            return [self.inside(one, exactly=exactly) for one in value]
        if isinstance(value, str):
            return self.instead if exactly and value in self.handles else self.without(value)
        return value


def sweep(traces: Traces) -> dict[str, set[int]]:
    """Take the names out of all tables that are not frozen; return the numbers of rows that changed, by table."""
    changed: dict[str, set[int]] = defaultdict(set)
    if not (traces.handles or traces.emails):
        return changed
    for holding in holdings():
        if holding.texts and not holding.frozen and holding.table not in {"person", "mail", "mention"}:
            changed[holding.table] |= _sweep_table(holding, traces)
    _sweep_letters(traces)
    _sweep_searches(traces)
    return changed


def swept(traces: Traces) -> dict[str, tuple[int, ...]]:
    """Take the names out of all tables; return which threads, posts and ideas read otherwise now, for the event."""
    changed = sweep(traces)
    db.session.expire_all()
    return {f"{table}s": tuple(sorted(changed[table])) for table in ("thread", "post", "idea")}


def _sweep_table(holding: Holding, traces: Traces) -> set[int]:
    table = Model.metadata.tables[holding.table]
    keys = list(table.primary_key.columns)
    columns = [table.c[name] for name in (*holding.texts, *COMPUTED) if name in table.c]
    found = or_(*(_holds(column, traces.needles(as_words=column.name in holding.names)) for column in columns))
    wanted = select(*dict.fromkeys((*keys, *columns))).where(found)
    numbers = set()
    for row in db.session.execute(wanted).mappings().all():
        values = {}
        for column in columns:
            after = traces.inside(row[column], exactly=column.name in holding.names)
            if after != row[column]:
                length = getattr(column.type, "length", None)
                values[column.name] = after[:length] if length else after
        if values:
            _store(table, keys, row, values)
            numbers |= {row[key] for key in keys if key.name == "id"}
    return numbers


def _holds(column: Any, needles: Collection[str]) -> ColumnElement[bool]:
    text = cast(column, Text) if isinstance(column.type, JSON) else column
    return or_(
        *(way.contains(needle, autoescape=True) for needle in sorted(needles) for way in (text, func.lower(text)))
    )


def _store(table: Table, keys: Collection[Any], row: Any, values: dict[str, Any]) -> None:
    if "renderer" in table.c:
        values["renderer"] = 0  # The HTML is made anew from the source.
    same = [key == row[key] for key in keys]
    db.session.execute(update(table).where(*same).values(**values))


def _sweep_letters(traces: Traces) -> None:
    """Remove letters to the person and letters to others that are sent and name the person; change those that wait."""
    for email in traces.emails:
        forget_letters_to(email)
    needles = traces.needles(as_words=True)
    found = or_(*(_holds(column, needles) for column in (Mail.subject, Mail.text, Mail.calendar)))
    for mail in db.session.scalars(select(Mail).where(found)).all():
        before = (mail.subject, mail.text, mail.calendar)
        after = tuple(traces.outside(words) for words in before)
        if after == before:
            continue
        if mail.sent_at is not None:
            db.session.delete(mail)
        else:
            mail.subject, mail.text, mail.calendar = after[0][:250], after[1], after[2]
    db.session.flush()


def _sweep_searches(traces: Traces) -> None:
    """Forget how often somebody was searched for."""
    found = _holds(AskedWords.words, traces.needles(as_words=True))
    for row in db.session.scalars(select(AskedWords).where(found)).all():
        if traces.outside(row.words) != row.words:
            db.session.delete(row)
    db.session.flush()


def forget_letters_to(email: str) -> None:
    """Remove the letters to an address, sent or not, however somebody wrote it who gave it as theirs.

    No database folds letters as the key of an address does. Letters lie there for days only, so all addresses are looked at.
    """
    key = email_key(email)
    same = [one for one in db.session.scalars(select(Mail.to_address).distinct()) if key and email_key(one) == key]
    if same:
        db.session.execute(delete(Mail).where(Mail.to_address.in_(same)))
