"""Reading rules and terms: what holds on a day, what held before, what is coming, and how versions differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import local, today
from forum.core.db import db
from forum.core.difference import Piece, difference
from forum.core.errors import NotFound
from forum.core.permissions import Actor, require
from forum.terms.documents import Clause, Document, document, documents
from forum.terms.models import TermsVersion

FIRST = 1


@dataclass(frozen=True)
class Version:
    """A version as it is read; the first one comes with the program and has no row."""

    document: Document
    number: int
    summary: Any
    clauses: tuple[Clause, ...]
    note: str = ""
    valid_from: date | None = None

    @property
    def is_coming(self) -> bool:
        """Whether it does not hold yet."""
        return self.valid_from is not None and self.valid_from > today()


@dataclass(frozen=True)
class Changed:
    """A clause and what is new in it."""

    clause: Clause
    pieces: Sequence[Piece]


def in_force(name: str, on: date | None = None) -> Version:
    """Return the version of a document that holds on a day."""
    rows = _confirmed(name, until=on or today())
    return shown(rows[0]) if rows else _first(document(name))


def agreed(person: Person) -> list[Version]:
    """Return the versions of all documents to which somebody agreed by opening the account; they held that day (P-12)."""
    day = local(person.rules_accepted_at).date()
    return [in_force(name, day) for name in documents()]


def versions(name: str) -> list[Version]:
    """Return all confirmed versions of a document, the newest first; one may be coming."""
    return [*map(shown, _confirmed(name)), _first(document(name))]


def version(name: str, number: int) -> Version:
    """Return a confirmed version. Raises NotFound."""
    found = next((one for one in versions(name) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def newest(name: str) -> Version:
    """Return the version announced last, whether it holds already or is coming: the one that a proposal changes."""
    return versions(name)[0]


def coming(name: str) -> Version | None:
    """Return the version that was announced and does not hold yet."""
    return next((one for one in versions(name) if one.is_coming), None)


def changes(before: Version, after: Version) -> list[Changed]:
    """Return what a version changes in the one before, clause by clause; clauses that stay are left out."""
    old: Mapping[str, Clause] = {clause.key: clause for clause in before.clauses}
    found = []
    for clause in after.clauses:
        was = old.get(clause.key)
        said = _whole(was) if was is not None else ""
        if said != _whole(clause):
            found.append(Changed(clause, difference(said, _whole(clause))))
    return found


def proposals(viewer: Actor, name: str) -> Sequence[TermsVersion]:
    """Return the versions that wait for a second person."""
    require(viewer, "terms.propose")
    waiting = select(TermsVersion).where(TermsVersion.document == name, TermsVersion.confirmed_at.is_(None))
    return db.session.scalars(waiting.order_by(TermsVersion.number)).all()


def shown(row: TermsVersion) -> Version:
    """Return a stored version as it is read."""
    of = document(row.document)
    clauses = tuple(Clause(key, said["title"], said["text"]) for key, said in row.clauses.items())
    return Version(of, row.number, row.summary, clauses, row.note, row.valid_from)


def _confirmed(name: str, until: date | None = None) -> Sequence[TermsVersion]:
    document(name)
    found = select(TermsVersion).where(TermsVersion.document == name, TermsVersion.confirmed_at.is_not(None))
    if until is not None:
        found = found.where(TermsVersion.valid_from <= until)
    return db.session.scalars(found.order_by(TermsVersion.valid_from.desc(), TermsVersion.number.desc())).all()


def _first(of: Document) -> Version:
    return Version(of, FIRST, of.summary, of.clauses)


def _whole(clause: Clause) -> str:
    return f"{clause.title}\n{clause.text}"
