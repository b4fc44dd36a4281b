"""Taking a name out of what others wrote and what jobs stored: with an @, in an address, as a value, in letters (P-07)."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, Table, Text, cast, delete, exists, false, func, or_, select, update

from forum.accounts.queries import email_key
from forum.core.db import Model, db
from forum.core.mail import Mail
from forum.meetings.models import AgendaItem, Meeting, Poll, SealedText, SpeakerList
from forum.privacy.inventory import holdings, published
from forum.privacy.inventory.kinds import Holding
from forum.privacy.traces import ODD_LETTERS, Traces
from forum.search.models import AskedWords
from forum.surveys.models import Question, Survey

# Columns that are made from a text; the inventory knows of them by the text.
COMPUTED = ("excerpt", "title_key")


def _sealed_as(kind: str, number: Any) -> ColumnElement[bool]:
    """Return the condition that a text of a session got its digest with the minutes (L-80)."""
    return exists().where(SealedText.kind == kind, SealedText.text_id == number, SealedText.salt.is_not(None))


# Rows that lie under a digest from some moment on, and which columns do; these words are never changed then (E-38).
SEALED: Mapping[str, tuple[ColumnElement[bool], frozenset[str]]] = {
    "agenda_item": (_sealed_as("item", AgendaItem.id), frozenset({"title", "withheld_title", "text", "text_html"})),
    "meeting": (_sealed_as("cancellation", Meeting.id), frozenset({"cancel_reason"})),
    "poll": (
        or_(Poll.configuration_hash != "", _sealed_as("poll", Poll.id), _sealed_as("void", Poll.id)),
        frozenset({"question", "options", "configuration", "receipts", "envelopes", "void_reason"}),
    ),
    "speaker_list": (_sealed_as("list", SpeakerList.item_id), frozenset({"reason"})),
    "survey": (Survey.digest != "", frozenset({"title"})),
    "survey_question": (
        exists().where(Survey.id == Question.survey_id, Survey.digest != ""),
        frozenset({"text", "options"}),
    ),
}


def sweep(traces: Traces) -> dict[str, set[int]]:
    """Take the names out of all tables that are not frozen; return the numbers of rows that changed, by table."""
    changed: dict[str, set[int]] = defaultdict(set)
    if not (traces.handles or traces.emails):
        return changed
    for holding in (*holdings(), *published()):
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
    primary = list(table.primary_key.columns)
    columns = [table.c[name] for name in (*holding.texts, *COMPUTED) if name in table.c]
    found = or_(*(_holds(column, traces.plain_letters()) for column in columns))
    is_sealed, sealed = SEALED.get(holding.table, (false(), frozenset()))
    wanted = select(*dict.fromkeys((*primary, *columns)), is_sealed.label("is_sealed")).where(found)
    numbers = set()
    for row in db.session.execute(wanted).mappings().all():
        values = {}
        for column in columns:
            if row["is_sealed"] and column.name in sealed:
                continue
            keys = holding.keys_with_names(column.name)
            after = traces.inside(row[column], exactly=column.name in holding.names, keys=keys)
            if after != row[column]:
                length = getattr(column.type, "length", None)
                values[column.name] = after[:length] if length else after
        if values:
            _store(table, primary, row, values)
            numbers |= {row[key] for key in primary if key.name == "id"}
    return numbers


def _holds(column: Any, letters: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a column may hold a name; no database folds all letters or knows all their spellings."""
    is_json = isinstance(column.type, JSON)
    text = cast(column, Text) if is_json else column
    odd = [json.dumps(one)[1:-1] for one in ODD_LETTERS] if is_json else ODD_LETTERS
    plain = (func.lower(text).contains(one, autoescape=True) for one in sorted(letters))
    return or_(*plain, *(text.contains(one, autoescape=True) for one in odd))


def _store(table: Table, keys: Collection[Any], row: Any, values: dict[str, Any]) -> None:
    if "renderer" in table.c:
        values["renderer"] = 0  # The HTML is made anew from the source.
    same = [key == row[key] for key in keys]
    db.session.execute(update(table).where(*same).values(**values))


def _sweep_letters(traces: Traces) -> None:
    """Remove letters to the person and letters to others that are sent and name the person; change those that wait."""
    for email in traces.emails:
        forget_letters_to(email)
    letters = traces.plain_letters()
    found = or_(*(_holds(column, letters) for column in (Mail.subject, Mail.text, Mail.calendar)))
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
    found = _holds(AskedWords.words, traces.plain_letters())
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
