"""Statements of reasons in the words of the Commission's transparency database (S-03); the upload is the city's choice.

The names and values of the fields are those of ``statement_of_reasons.schema.json``. What people wrote goes out without
names and addresses: of those who took part, of everybody else who has an account here, and whatever looks like a name with
a title, an address or a number to call (Art. 24 (5) DSA). It takes out too much rather than too little.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Person
from forum.accounts.naming import former_keys
from forum.accounts.queries import handle_key, withheld_handle_keys
from forum.core import mail
from forum.core.clock import local
from forum.core.db import db
from forum.core.i18n import german
from forum.core.permissions import Actor, require
from forum.core.text import excerpt
from forum.moderation.measures import MEASURES
from forum.moderation.models import Case, Notice, Statement
from forum.moderation.rules import RULES
from forum.moderation.targets import KINDS

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_NAMED = re.compile(r"@[\w.-]{3,30}")
_TITLED = re.compile(
    r"\b(Herrn?|Frau|Dr\.|Prof\.|Mrs?\.?|Ms\.?)((?: (?:Dr\.|Prof\.|von|van|zu|de))* [A-ZÄÖÜ][\w-]+){1,3}"
)
_CALLED = re.compile(r"(?<![\w.])(?:\+|0)\d[\d /()-]{5,}\d")
_WORD = re.compile(r"\w(?:[\w.-]{1,28}\w)?")
_GENITIVE, _HYPHEN = ("s", "es", "'s", "’s"), re.compile(r"[-'’]")
# So many words are asked for at once.
_AT_ONCE = 500
LONGEST_EXPLANATION, LONGEST_FACTS, LONGEST_GROUND = 2_000, 5_000, 500
_ENDS = {
    "decision_visibility": "end_date_visibility_restriction",
    "decision_provision": "end_date_service_restriction",
    "decision_account": "end_date_account_restriction",
}


def statements_of(viewer: Actor, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return all statements of a time that restricted something; a warning restricts nothing and is none of Art. 17."""
    require(viewer, "statement.export")
    rows = db.session.scalars(
        select(Statement)
        .where(
            Statement.created_at >= since,
            Statement.created_at < until,
            # What nobody was told is no statement in the sense of Art. 17 (S-24).
            Statement.untold.is_(False),
            # Words of cases that were closed years ago are gone (P-10); without them it is no statement any more.
            Statement.facts != "",
            Statement.measure.in_([one.key for one in MEASURES.values() if one.field]),
        )
        .options(
            joinedload(Statement.case).selectinload(Case.notices).joinedload(Notice.person),
        )
        .order_by(Statement.id)
    ).all()
    people = {number for row in rows for number in (row.author_id, row.moderator_id) if number is not None}
    rows_of_people = db.session.execute(select(Person.id, Person.handle).where(Person.id.in_(people)))
    handles: dict[int, str] = dict(rows_of_people.all())
    others = _handles_among(text for row in rows for text in (row.facts, row.legal_ground))
    return [shaped(row, [*_names_in(row, handles), *others]) for row in rows]


def _handles_among(texts: Iterable[str]) -> Sequence[str]:
    """Return the words of these texts that are handles or look like one, whoever it belongs to, the longest first."""
    found = {word for text in texts for word in _WORD.findall(text)}
    # A name may stand in the genitive, or be one part of a compound.
    found |= {stem for word in found for stem in (*_stems(word), *_HYPHEN.split(word))}
    keys = {word: handle_key(word) for word in found if word}
    wanted, taken = sorted(set(keys.values())), set[str]()
    for begin in range(0, len(wanted), _AT_ONCE):
        some = Person.handle_key.in_(wanted[begin : begin + _AT_ONCE])
        taken |= set(db.session.scalars(select(Person.handle_key).where(some)))
        taken |= former_keys(wanted[begin : begin + _AT_ONCE])
    # A name that is hidden was often the reason, and is the name of somebody all the same.
    taken |= withheld_handle_keys()
    return sorted((word for word, key in keys.items() if key in taken), key=len, reverse=True)


def _stems(word: str) -> Iterator[str]:
    """Yield what a word in the genitive may come from."""
    yield from (word.removesuffix(ending) for ending in _GENITIVE if word.endswith(ending))


def _names_in(row: Statement, handles: dict[int, str]) -> Sequence[str]:
    names = [handles.get(row.author_id or 0), handles.get(row.moderator_id or 0)]
    for notice in row.case.notices:
        names += [notice.name, notice.person.handle if notice.person else None]
    return sorted({name for name in names if name}, key=len, reverse=True)


def shaped(row: Statement, names: Iterable[str] = ()) -> dict[str, Any]:
    """Return one statement as the schema wants it, without the fields that would be empty."""
    rule, measure = RULES[row.rule], MEASURES[row.measure]
    facts = without_names(row.facts, names)
    ground = "ILLEGAL" if rule.illegal else "INCOMPATIBLE"
    values: dict[str, Any] = {
        "puid": row.puid,
        "decision_ground": f"DECISION_GROUND_{ground}_CONTENT",
        "decision_ground_reference_url": mail.absolute(_clause(row)),
        "content_type": [f"CONTENT_TYPE_{row.content_type}"],
        "category": f"STATEMENT_CATEGORY_{rule.category}",
        "territorial_scope": ["DE"],
        "content_language": row.content_language.upper()[:2],
        "content_date": _day(row.content_at or row.created_at),
        "application_date": _day(row.holds_since),
        "decision_facts": facts[:LONGEST_FACTS],
        "source_type": row.source,
        "automated_detection": "Yes" if row.automated_detection else "No",
        "automated_decision": f"AUTOMATED_DECISION_{_automation(row)}",
    }
    if row.content_type == "OTHER":
        values["content_type_other"] = german(KINDS[row.case.kind].label)[:LONGEST_GROUND]
    if rule.illegal:
        values["illegal_content_legal_ground"] = without_names(row.legal_ground, names)[:LONGEST_GROUND]
        values["illegal_content_explanation"] = excerpt(facts, LONGEST_EXPLANATION)
    else:
        values["incompatible_content_ground"] = german(rule.label)[:LONGEST_GROUND]
        values["incompatible_content_explanation"] = excerpt(facts, LONGEST_EXPLANATION)
        values["incompatible_content_illegal"] = "No"
    values[measure.field] = [measure.word] if measure.field == "decision_visibility" else measure.word
    end = row.reverted_at or row.ended_at or row.until
    if end is not None:
        values[_ENDS[measure.field]] = _day(end)
    return values


def _clause(row: Statement) -> str:
    """Return the address of the clause in the version that held on that day; both stay for good (S-20)."""
    anchor = f"klausel-{row.rule}"
    return url_for("terms.version", name="regeln", number=row.rules_version, _anchor=anchor, _external=False)


def _automation(row: Statement) -> str:
    """Say how far a program decided: it may let a text wait for a person, and nothing more (S-07)."""
    if row.automated_decision:
        return "FULLY"
    return "PARTIALLY" if row.is_refusal else "NOT_AUTOMATED"


def without_names(text: str, names: Iterable[str]) -> str:
    """Take the names of people, and whatever looks like an address of one, out of a text."""
    text = _NAMED.sub("[Name]", _ADDRESS.sub("[E-Mail-Adresse]", text))
    text = _CALLED.sub("[Nummer]", _TITLED.sub("[Name]", text))
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?:es|['’]?s)?(?!\w)", "[Name]", text, flags=re.IGNORECASE)
    return text


def _day(moment: datetime) -> str:
    day: date = local(moment).date()
    return day.isoformat()
