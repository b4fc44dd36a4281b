"""Freezing what an order or a suspicion names: as it is, as it was before, and wherever it stands (S-16, S-18)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote

from flask import current_app

from forum.accounts.models import Person
from forum.accounts.naming import person_known_as
from forum.activities.hiding import thread_of
from forum.authorities.events import EvidenceFrozen
from forum.authorities.models import AuthorityRecord, Evidence, RecordKind
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Gone, NotFound
from forum.core.events import record
from forum.core.permissions import Actor
from forum.files.commands import copy_files
from forum.files.queries import number_of
from forum.holds import commands as holds
from forum.holds.models import LegalHold
from forum.moderation.target import Target
from forum.moderation.targets_kept import earlier_texts, load_kept, load_sealed, present_text

# How an address of the forum names a thing.
_ADDRESSES = (
    (re.compile(r"/beitraege/(\d{1,9})(?:[/?#]|$)"), "post"),
    (re.compile(r"/sitzungen/\d{1,9}[^#]*#beitrag-(\d{1,9})$"), "contribution"),
    (re.compile(r"/sitzungen/\d{1,9}[^#]*#frage-(\d{1,9})$"), "question"),
    (re.compile(r"/empfehlungen/\d{1,9}[^#]*#minderheitsvotum-(\d{1,9})$"), "minority_vote"),
    (re.compile(r"/empfehlungen/(\d{1,9})(?:[/?#]|$)"), "board_answer"),
    # A post by its place on a page, and not the page on which it stands.
    (re.compile(r"/(?:ideen|themen|aktivitaeten)/\d{1,9}[^#]*#beitrag-(\d{1,9})$"), "post"),
    (re.compile(r"/ideen/(\d{1,9})(?:[-/?#]|$)"), "idea"),
    (re.compile(r"/themen/(\d{1,9})(?:[-/?#]|$)"), "thread"),
    # A text that waits is known to its author and to the moderation by this.
    (re.compile(r"/konto/zurueckgehalten/(\d{1,9})(?:[/?#]|$)"), "held"),
    (re.compile(r"/melden/(\w{1,20})/(\d{1,9})(?:[/?#]|$)"), ""),
)
# Addresses that name a thing by a word of its own, and how its number is found.
_NAMED: tuple[tuple[re.Pattern[str], str, Callable[[Actor, str], int]], ...] = (
    (re.compile(r"/dateien/([0-9a-f]{32})(?:[/?#]|$)"), "file", lambda _actor, key: number_of(key)),
    (re.compile(r"/aktivitaeten/(\d{1,9})(?:[-/?#]|$)"), "thread", lambda _actor, number: thread_of(int(number))),
    (re.compile(r"/leute/([^/?#\s]{1,300})"), "profile", lambda actor, name: person_known_as(actor, unquote(name)).id),
)


@dataclass(frozen=True)
class Secured:
    """A thing that is to be frozen; ``audience`` is empty unless its words are only for those who read its room."""

    target: Target
    audience: str = ""


def at_address(actor: Actor, address: str, *, is_order: bool) -> Secured | None:
    """Return what stands under an address; an order also reaches what the actor may not read, and secures it unread."""
    try:
        named, number = _thing_at(actor, address)
    except NotFound:
        return None
    try:
        return Secured(load_kept(actor, named, number))
    except (NotFound, Gone):
        return _sealed(named, number) if is_order else None


def _thing_at(actor: Actor, address: str) -> tuple[str, int]:
    """Return the kind and the number of what an address names. Raises NotFound."""
    for pattern, kind in _ADDRESSES:
        if (match := pattern.search(address)) is not None:
            named, number = (kind, match[1]) if kind else (match[1], match[2])
            return named, int(number)
    for pattern, kind, found in _NAMED:
        if (match := pattern.search(address)) is not None:
            return kind, found(actor, match[1])
    raise NotFound


def _sealed(kind: str, number: int) -> Secured | None:
    try:
        return Secured(*load_sealed(kind, number))
    except NotFound:
        return None


def freeze(actor: Actor, row: AuthorityRecord, found: Secured) -> None:
    """Copy a thing as it is, with its files and with what it said before, and hold the original."""
    target = found.target
    hold = holds.set_hold(
        actor,
        target.kind,
        target.id,
        person_id=target.author_id,
        reason=f"{row.authority} {row.reference}".strip(),
        review_on=today() + timedelta(days=current_app.config["HOLD_REVIEW_DAYS"]),
        ordered=row.kind == RecordKind.REMOVAL,
    )
    # An author may have written something else since, and the moderation may have blackened words.
    for version, text in earlier_texts(target):
        _keep(actor, row, found, hold, version=version, text=text)
    _keep(actor, row, found, hold, version=target.version, text=present_text(target), with_files=True)


def _keep(
    actor: Actor,
    row: AuthorityRecord,
    found: Secured,
    hold: LegalHold,
    *,
    version: int,
    text: str,
    with_files: bool = False,
) -> None:
    """Keep one version of a thing with a digest over all that is kept of it."""
    target = found.target
    author = db.session.get(Person, target.author_id) if target.author_id is not None else None
    evidence = Evidence(
        record_id=row.id,
        kind=target.kind,
        target_id=target.id,
        hold_id=hold.id,
        author_id=target.author_id,
        author_handle=author.handle if author is not None else "",
        address=target.url[:250],
        text=text,
        text_version=version,
        is_present=with_files,
        audience=found.audience,
        files=[],
        taken_by=actor.person_id,
        taken_at=now(),
        digest="",
    )
    db.session.add(evidence)
    db.session.flush()
    copies = copy_files(target.kind, target.id, "evidence", evidence.id) if with_files else []
    evidence.files = [[copy.name, copy.size, copy.sha256] for copy in copies]
    evidence.digest = evidence.fingerprint()
    db.session.flush()
    event = EvidenceFrozen(
        authority_record_id=row.id, kind=RecordKind(row.kind).value, evidence_id=evidence.id, digest=evidence.digest
    )
    record(actor, event, audience="legal")
