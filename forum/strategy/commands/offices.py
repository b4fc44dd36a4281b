"""Keeping bodies and offices: what they are, who holds them, and since when (G-14, G-15)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.clock import today
from forum.core.db import db, dialect
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, slug
from forum.strategy.events import OfficeChanged, OfficeHolderChanged
from forum.strategy.models import Office, strategy
from forum.strategy.models.offices import LISTED, WRITTEN, OfficeTerm, StoredOffice

TITLE = (3, 120)
TEXT = (10, 1000)
MOST_RIGHTS = 12
COLUMNS, ROWS = 3, 6


@dataclass(frozen=True, kw_only=True)
class OfficePlan:
    """What the staff office says about a body or office; ``place`` is column and row in the picture."""

    title: str
    title_en: str
    text: str
    text_en: str
    place: tuple[int, int]
    rights: tuple[str, ...] = ()
    rights_en: tuple[str, ...] = ()
    reports_to: tuple[str, ...] = ()
    exchanges_with: tuple[str, ...] = ()


def write_office(actor: Actor, plan: OfficePlan, *, key: str = "", seen: int | None = None) -> StoredOffice:
    """Change a body or office, or with an empty key add one. Raises Invalid, NotFound, Conflict."""
    require(actor, "strategy.edit")
    rows = _stored()
    row = rows.get(key)
    if row is None and key:
        raise NotFound
    plan = _tidied(plan, key, rows.values())
    if row is None:
        wanted = slug(plan.title, longest=34)
        key = next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if name not in rows)
        row = StoredOffice(key=key, position=len(rows), ended_on=None)
        db.session.add(row)
    elif seen is not None and seen != row.changes:
        raise Conflict(_("Jemand anderes hat dieses Amt inzwischen geändert."), current=row)
    for name in WRITTEN:
        setattr(row, name, getattr(plan, name))
    for name in (*LISTED, "place"):
        setattr(row, name, list(getattr(plan, name)))
    _tell(actor, OfficeChanged(office=key))
    return row


def end_office(actor: Actor, key: str) -> None:
    """Let a body or office end today; past records keep it. Raises NotFound."""
    require(actor, "strategy.edit")
    row = _one(key)
    row.ended_on = today()
    for term in row.terms:
        if term.until is None:
            term.until = today()
    _tell(actor, OfficeChanged(office=key))


def appoint_holder(actor: Actor, key: str, *, name: str, since: date, note: str = "") -> OfficeTerm:
    """Give an office a new holder from a day on; whoever held it until then keeps the days before. Raises Invalid."""
    require(actor, "strategy.edit")
    row, name, note = _one(key), clean_line(name), clean_line(note)
    problems: dict[str, list[str]] = {}
    if not TITLE[0] <= len(name) <= TITLE[1]:
        problems["name"] = [_between(TITLE)]
    if len(note) > 250:
        problems["note"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=250)]
    if any(since <= (term.until or term.since or date.min) for term in row.terms):
        problems["since"] = [_("An diesem Tag hatte das Amt schon jemand inne.")]
    if problems:
        raise Invalid(fields=problems)
    _end_terms(row, since - timedelta(days=1))
    term = OfficeTerm(name=name, since=since, until=None, note=note)
    row.terms.append(term)
    _tell(actor, OfficeHolderChanged(office=key, since=since.isoformat()))
    return term


def vacate_office(actor: Actor, key: str, *, until: date) -> None:
    """End the term of whoever holds an office; it is vacant from the next day on. Raises Invalid, Conflict."""
    require(actor, "strategy.edit")
    row = _one(key)
    running = [term for term in row.terms if term.until is None]
    if not running:
        raise Conflict(_("Das Amt ist schon unbesetzt."))
    if any(term.since is not None and until < term.since for term in running):
        raise Invalid(fields={"until": [_("Das Ende der Amtszeit liegt vor ihrem Anfang.")]})
    _end_terms(row, until)
    _tell(actor, OfficeHolderChanged(office=key, since=(until + timedelta(days=1)).isoformat()))


def _end_terms(row: StoredOffice, last: date) -> None:
    for term in row.terms:
        if term.until is None:
            term.until = last


def _tell(actor: Actor, event: OfficeChanged | OfficeHolderChanged) -> None:
    db.session.flush()
    record(actor, event, audience="public")
    db.session.info.clear()


def _one(key: str) -> StoredOffice:
    row = _stored().get(key)
    if row is None or row.ended_on is not None:
        raise NotFound
    return row


def _stored() -> dict[str, StoredOffice]:
    """Return all offices by key, locked until the end of the transaction; the first time those of the file are stored."""
    if db.session.scalar(select(StoredOffice.id).limit(1)) is None:
        for position, office in enumerate(strategy().offices.values()):
            _store(office, position)
    rows = db.session.scalars(select(StoredOffice).order_by(StoredOffice.position).with_for_update())
    return {row.key: row for row in rows}


def _store(office: Office, position: int) -> None:
    """Store an office of the file, unless somebody else does it in the same moment."""
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    values = {name: getattr(office, name) for name in (*WRITTEN, "body")}
    values |= {name: list(getattr(office, name)) for name in (*LISTED, "place")}
    added = insert(StoredOffice).values(key=office.key, position=position, changes=1, **values)
    office_id = db.session.scalar(added.on_conflict_do_nothing().returning(StoredOffice.id))
    if office_id is not None:
        db.session.add_all(OfficeTerm(office_id=office_id, **asdict(one)) for one in office.holders)
        db.session.flush()


def _tidied(plan: OfficePlan, key: str, offices: Iterable[StoredOffice]) -> OfficePlan:
    """Return the plan without odd blanks. Raises Invalid for what is too short, too long, unknown or in the way."""
    titles = {"title": clean_line(plan.title), "title_en": clean_line(plan.title_en)}
    texts = {"text": clean_text(plan.text), "text_en": clean_text(plan.text_en)}
    rights, rights_en = (tuple(filter(None, map(clean_line, lines))) for lines in (plan.rights, plan.rights_en))
    rows = {row.key: row for row in offices}
    wrong: dict[str, list[str]] = {}
    wrong |= {name: [_between(TITLE)] for name, value in titles.items() if not TITLE[0] <= len(value) <= TITLE[1]}
    wrong |= {name: [_between(TEXT)] for name, value in texts.items() if not TEXT[0] <= len(value) <= TEXT[1]}
    if len(rights) != len(rights_en) or len(rights) > MOST_RIGHTS:
        wrong["rights_en"] = [_("Bitte schreiben Sie auf Deutsch und Englisch gleich viele Zeilen.")]
    if not {*plan.reports_to, *plan.exchanges_with} <= set(rows) - {key}:
        wrong["reports_to"] = [_("Diese Auswahl gibt es nicht.")]
    taken = {tuple(row.place) for row in rows.values() if row.key != key and row.ended_on is None}
    if plan.place in taken or not (0 <= plan.place[0] < COLUMNS and 0 <= plan.place[1] < ROWS):
        wrong["row"] = [_("An dieser Stelle im Schaubild steht schon etwas anderes.")]
    if wrong:
        raise Invalid(fields=wrong)
    values: dict[str, Any] = titles | texts
    return replace(plan, **values, rights=rights, rights_en=rights_en)


def _between(limits: tuple[int, int]) -> str:
    return _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=limits[0], most=limits[1])
