"""Files as evidence: they stay while a case needs them, whatever their author takes off meanwhile (M-20, S-09).

An open case needs all files of its thing; a decided one those that its notices and statements name, and as long as these
name them, which the retention ends.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor, can
from forum.files.keeping import WITHHELD, withheld
from forum.files.models import File
from forum.files.queries import Purpose
from forum.moderation.models import Case, CaseState
from forum.moderation.target import Target, proof_of
from forum.moderation.targets_kept import load_kept, load_sealed

# What can be reported with its files.
_KINDS = ("post", "idea")


def needed_among(purpose: str, thing_id: int, rows: Sequence[File]) -> frozenset[int]:
    """Return the numbers of the files of a thing that its case, or a case of their own, needs."""
    needed: set[int] = set()
    for case in _cases_around(purpose, thing_id, [row.id for row in rows]):
        about = [row for row in rows if case.kind != "file" or row.id == case.target_id]
        named = _named_in(case)
        needed |= {row.id for row in about if case.state == CaseState.OPEN or row.sha256 in named}
    return frozenset(needed)


def _cases_around(purpose: str, thing_id: int, file_ids: Sequence[int]) -> Sequence[Case]:
    if purpose not in _KINDS:
        return []
    about = or_(
        and_(Case.kind == purpose, Case.target_id == thing_id),
        and_(Case.kind == "file", Case.target_id.in_(file_ids)),
    )
    wanted = select(Case).where(about).options(selectinload(Case.notices), selectinload(Case.statements))
    return db.session.scalars(wanted).all()


def _named_in(case: Case) -> set[str]:
    """Return the digests of the files that the papers of a case name as evidence."""
    named = [one.evidence_files for one in case.notices] + [one.evidence_files for one in case.statements]
    return {file["sha256"] for files in named for file in files or ()}


def taken_off(kind: str, thing_id: int) -> list[File]:
    """Return the files that were taken off a thing and that its case, or one of their own, needs.

    What only a hold keeps is not among them: of that nobody here knows (P-09).
    """
    rows = withheld(kind, thing_id) if kind in _KINDS else []
    needed = needed_among(kind, thing_id, rows)
    return [row for row in rows if row.id in needed]


def looked_at(target: Target) -> list[dict[str, Any]]:
    """Return what a decision keeps of the files of a thing: those that it has, and those that were taken off."""
    return [*target.files, *map(proof_of, taken_off(target.kind, target.id))]


def _purpose(kind: str) -> Purpose:
    """Return the purpose of files that were taken off such things: moderators look at them, and their authors once told."""

    def check(viewer: Actor, thing_id: int) -> bool:
        files = taken_off(kind, thing_id)
        cases = _cases_around(kind, thing_id, [row.id for row in files]) if files else ()
        if _is_told(viewer, kind, thing_id, cases):
            return False  # Their own words and files are no proof for them, so nobody notes that they read them.
        if not any(can(viewer, "case.work_on", case) for case in cases):
            raise NotFound
        load_kept(viewer, kind, thing_id)
        return True

    return Purpose(WITHHELD[kind], check)


def _is_told(viewer: Actor, kind: str, thing_id: int, cases: Sequence[Case]) -> bool:
    """Tell whether the viewer wrote the thing and a statement of reasons names its files, which they may read then (M-20).

    Until then nobody learns from them that there is a case at all.
    """
    named = any(row.evidence_files for case in cases for row in case.statements)
    return named and viewer.person_id is not None and viewer.person_id in load_sealed(kind, thing_id)[0].involved


TAKEN_OFF = [_purpose(kind) for kind in _KINDS]
