"""Keeping the register: orders and suspicions, what was done about them, frozen evidence, holds (S-16, S-18, P-09)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from sqlalchemy import or_, select

from forum.accounts.models import Person, Standing
from forum.accounts.queries import holders
from forum.authorities.events import (
    AuthorityRecordAdded,
    EffectNoted,
    HoldLifted,
    HoldReviewDue,
    OrderAcknowledged,
    PeopleInformed,
)
from forum.authorities.models import AuthorityRecord, RecordKind
from forum.authorities.securing import Secured, at_address, freeze
from forum.core import mail
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, require
from forum.core.text import clean_line, clean_text
from forum.holds import commands as holds
from forum.holds.models import LegalHold
from forum.moderation.commands.duty import on_duty

FACTS = (20, 5_000)
# Whether the people concerned were told, or the reason why not.
REASON = (10, 500)
MOST_ADDRESSES = 50
REMIND_AGAIN = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What an authority wants, as it stands in its order."""

    kind: RecordKind
    authority: str
    legal_basis: str
    facts: str
    received_on: date
    state: str = "DE"
    reference: str = ""
    territory: str = ""
    addresses: Sequence[str] = ()


def register_order(actor: Actor, order: Order) -> AuthorityRecord:
    """Register an order, freeze what it names, and write to those on duty at once (S-18, M-28). Raises Invalid."""
    require(actor, "authority.keep")
    row = _register(actor, order)
    _call_at_once(row)
    return row


def _call_at_once(row: AuthorityRecord) -> None:
    """Write to the moderation and to those who keep the register, whatever mails they wish, without the words of it."""
    keepers = db.session.scalars(
        select(Person).where(Person.id.in_(holders("legal")), Person.standing == Standing.ACTIVE)
    )
    people = {one.id: one for one in (*on_duty(), *keepers)}
    url = mail.absolute(row.url)
    for _number, person in sorted(people.items()):
        if person.id != row.registered_by:
            mail.queue(person.email, "authority_order", language=person.language, number=row.id, url=url)


def report_suspicion(
    actor: Actor, kind: str, target_id: int, *, authority: str, facts: str, crime: str
) -> AuthorityRecord:
    """Note that a suspicion was told to an authority, with the evidence as it is at this moment (S-16). Raises Invalid."""
    require(actor, "authority.report_suspicion")
    address = url_for("moderation.report", kind=kind, target_id=target_id, _external=False)
    order = Order(
        kind=RecordKind.SUSPICION,
        authority=authority,
        legal_basis=crime,
        facts=facts,
        received_on=today(),
        addresses=[address],
    )
    return _register(actor, order)


def _register(actor: Actor, order: Order) -> AuthorityRecord:
    addresses = list(dict.fromkeys(clean_line(one) for one in order.addresses if clean_line(one)))
    found = _checked(actor, order, addresses)
    row = AuthorityRecord(
        kind=order.kind,
        authority=clean_line(order.authority)[:200],
        state=order.state.upper(),
        legal_basis=clean_line(order.legal_basis)[:500],
        reference=clean_line(order.reference)[:120],
        facts=clean_text(order.facts),
        addresses=addresses,
        territory=clean_line(order.territory).upper()[:120],
        received_on=order.received_on,
        registered_by=actor.person_id,
        registered_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    record(actor, AuthorityRecordAdded(authority_record_id=row.id, kind=order.kind.value), audience="legal")
    for one in found:
        freeze(actor, row, one)
    return row


def _checked(actor: Actor, order: Order, addresses: Sequence[str]) -> list[Secured]:
    """Return the things that the addresses name. Raises Invalid with what is missing."""
    wrong = _problems(order)
    if order.kind == RecordKind.REMOVAL and not addresses:
        wrong["addresses"] = [_("Bitte nennen Sie mindestens eine Adresse.")]
    if len(addresses) > MOST_ADDRESSES:
        wrong["addresses"] = [_("Bitte nennen Sie höchstens %(most)d Adressen.", most=MOST_ADDRESSES)]
    found = []
    for address in addresses[:MOST_ADDRESSES]:
        target = at_address(actor, address, is_order=order.kind != RecordKind.SUSPICION)
        if target is None:
            wrong.setdefault("addresses", []).append(
                _("Unter dieser Adresse steht nichts: %(address)s", address=address)
            )
        else:
            found.append(target)
    if wrong:
        raise Invalid(fields=wrong)
    return found


def _problems(order: Order) -> dict[str, list[str]]:
    """Return what is wrong with the words of an order, by field."""
    wrong: dict[str, list[str]] = {}
    if len(clean_line(order.authority)) < 3:
        wrong["authority"] = [_("Bitte nennen Sie die Behörde.")]
    if len(clean_line(order.legal_basis)) < 3:
        wrong["legal_basis"] = [_("Bitte nennen Sie das Gesetz und die Vorschrift.")]
    if not re.fullmatch(r"[A-Za-z]{2}", order.state):
        wrong["state"] = [_("Bitte nennen Sie den Staat mit zwei Buchstaben, etwa DE.")]
    if not re.fullmatch(r"(?:[A-Za-z]{2}(?: [A-Za-z]{2})*)?", clean_line(order.territory)):
        wrong["territory"] = [_("Bitte nennen Sie Staaten mit zwei Buchstaben, etwa DE AT.")]
    if not FACTS[0] <= len(clean_text(order.facts)) <= FACTS[1]:
        wrong["facts"] = [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]
    if order.received_on > today():
        wrong["received_on"] = [_("Dieser Tag liegt in der Zukunft.")]
    return wrong


def acknowledge(actor: Actor, row: AuthorityRecord) -> None:
    """Note that the authority was told of the arrival of its order. Raises Conflict."""
    require(actor, "authority.keep")
    if row.acknowledged_at is not None:
        raise Conflict(_("Der Eingang ist schon bestätigt."))
    row.acknowledged_at = now()
    db.session.flush()
    record(actor, OrderAcknowledged(authority_record_id=row.id, kind=RecordKind(row.kind).value), audience="legal")


def note_effect(actor: Actor, row: AuthorityRecord, *, effect: str, version: int) -> None:
    """Note what was done, once and for good. Raises Invalid, Conflict."""
    require(actor, "authority.keep")
    effect = clean_text(effect)
    if version != row.version or row.effect_at is not None:
        raise Conflict(_("Das hat inzwischen jemand anderes eingetragen."))
    if not FACTS[0] <= len(effect) <= FACTS[1]:
        raise Invalid(fields={"effect": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    row.effect, row.effect_at = effect, now()
    db.session.flush()
    record(actor, EffectNoted(authority_record_id=row.id, kind=RecordKind(row.kind).value), audience="legal")


def note_informed(actor: Actor, row: AuthorityRecord, *, why_not: str, version: int) -> None:
    """Note that the people concerned were told, or why they are not told yet. Raises Invalid, Conflict."""
    require(actor, "authority.keep")
    why_not = clean_line(why_not)
    if version != row.version or row.informed_at is not None:
        raise Conflict(_("Das hat inzwischen jemand anderes eingetragen."))
    if why_not and not REASON[0] <= len(why_not) <= REASON[1]:
        raise Invalid(fields={"why_not": [_("Bitte schreiben Sie zwischen 10 und 500 Zeichen.")]})
    row.not_informed_because = why_not
    row.informed_at = None if why_not else now()
    db.session.flush()
    record(actor, PeopleInformed(authority_record_id=row.id, kind=RecordKind(row.kind).value), audience="legal")


def remind_of_reviews(most: int = 100) -> int:
    """Record which holds somebody should look at because their day has come, each once a week; return how many (P-09)."""
    due = db.session.scalars(
        select(LegalHold)
        .where(
            LegalHold.lifted_at.is_(None),
            LegalHold.review_on <= today(),
            or_(LegalHold.reminded_on.is_(None), LegalHold.reminded_on <= today() - REMIND_AGAIN),
        )
        .order_by(LegalHold.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for hold in due:
        hold.reminded_on = today()
        record(SYSTEM, HoldReviewDue(hold_id=hold.id), audience="legal")
    return len(due)


def lift_hold(actor: Actor, hold: LegalHold, *, reason: str) -> None:
    """Give a thing free, by another person than who set the hold (M-23). Raises Invalid, Conflict."""
    require(actor, "hold.lift", hold)
    reason = clean_text(reason)
    if not FACTS[0] <= len(reason) <= FACTS[1]:
        raise Invalid(fields={"reason": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    holds.lift_hold(actor, hold, reason=reason)
    record(actor, HoldLifted(hold_id=hold.id), audience="legal")
