"""Keeping the criteria: each change is a new version with its reason (B-07, G-11)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.dialects import postgresql, sqlite

from forum.assessments.events import CriteriaPublished
from forum.core.clock import now
from forum.core.db import db, dialect
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line
from forum.strategy.models import CriteriaSet, CriteriaVersion, Criterion, strategy
from forum.strategy.models.criteria import MOST_POINTS, plain_values

TITLE = (3, 120)
REASON = (10, 500)
LONGEST_ANCHOR = 200
MOST_WEIGHT = 100
# An assessment by one person is no independent one (B-07).
NEEDED = (2, 9)


def publish_criteria(
    actor: Actor, criteria: Sequence[Criterion], *, needed: int, reason: str, seen: int
) -> CriteriaSet:
    """Let these criteria apply from now on, in this order; rounds that have begun go on by their own.

    ``seen`` is the version from which the change was made. Raises Invalid, and Conflict when another one applies by now or
    nothing is changed.
    """
    require(actor, "criteria.edit")
    present = strategy().criteria_set
    if seen != present.number:
        raise Conflict(
            _(
                "Jemand anderes hat die Kriterien inzwischen geändert. Es gilt Fassung %(number)d.",
                number=present.number,
            ),
            current=present,
        )
    rows = {row.key: row for row in map(_tidied, criteria)}
    reason = clean_line(reason)
    if problems := _problems(list(rows.values()), needed, reason):
        raise Invalid(fields=problems)
    if list(rows.items()) == list(present.criteria.items()) and needed == present.needed:
        raise Conflict(_("Die neue Fassung sagt dasselbe wie die jetzige."))
    keep_criteria()
    made = replace(present, number=present.number + 1, criteria=rows, needed=needed, published_at=now(), reason=reason)
    if not _store(made, actor.person_id):
        raise Conflict(_("Jemand anderes hat die Kriterien in diesem Augenblick geändert."))
    record(actor, CriteriaPublished(version=made.number), audience="staff")
    # What this transaction has read of the strategy is older than what it has just written.
    db.session.info.pop("strategy", None)
    return made


def keep_criteria() -> None:
    """Store the file's criteria as version 1 before anything refers to them, so that a new file never changes them."""
    present = strategy().criteria_set
    if present.number == 1:
        # What a process has read may come from a transaction that was undone, so only the table itself is asked.
        _store(replace(present, published_at=present.published_at or now()), None)


def _store(made: CriteriaSet, publisher_id: int | None) -> bool:
    insert = postgresql.insert if dialect() == "postgresql" else sqlite.insert
    values = {
        "number": made.number,
        "criteria": plain_values(made.criteria),
        "needed": made.needed,
        "reason": made.reason,
        "published_at": made.published_at,
        "publisher_id": publisher_id,
    }
    added = insert(CriteriaVersion).values(**values).on_conflict_do_nothing()
    return db.session.scalar(added.returning(CriteriaVersion.number)) is not None


def _tidied(row: Criterion) -> Criterion:
    anchors = () if row.knock_out else tuple(map(clean_line, row.anchors))
    anchors_en = () if row.knock_out else tuple(map(clean_line, row.anchors_en))
    return replace(
        row,
        title=clean_line(row.title),
        title_en=clean_line(row.title_en),
        weight=0 if row.knock_out else row.weight,
        anchors=anchors,
        anchors_en=anchors_en,
    )


def _problems(rows: Sequence[Criterion], needed: int, reason: str) -> dict[str, list[str]]:
    """Return a sentence for each field that is not as it has to be, by the names of the form."""
    found: dict[str, list[str]] = {}
    if not REASON[0] <= len(reason) <= REASON[1]:
        found["reason"] = [_limits(*REASON)]
    if not NEEDED[0] <= needed <= NEEDED[1]:
        found["needed"] = [
            _("Bitte verlangen Sie zwischen %(least)d und %(most)d Bewertungen.", least=NEEDED[0], most=NEEDED[1])
        ]
    if not any(row.weight for row in rows):
        found["needed"] = [*found.get("needed", []), _("Mindestens ein Kriterium braucht ein Gewicht.")]
    for row in rows:
        found |= {f"{name}-{row.key}": sentences for name, sentences in _problems_of(row).items()}
    return found


def _problems_of(row: Criterion) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in ("title", "title_en"):
        if not TITLE[0] <= len(getattr(row, name)) <= TITLE[1]:
            found[name] = [_limits(*TITLE)]
    if not 0 <= row.weight <= MOST_WEIGHT:
        found["weight"] = [_("Bitte geben Sie ein Gewicht von 0 bis %(most)d an.", most=MOST_WEIGHT)]
    if row.knock_out:
        return found
    for name in ("anchors", "anchors_en"):
        words = getattr(row, name)
        if len(words) != MOST_POINTS + 1 or not (words[0] and (words[2] or words[3]) and words[MOST_POINTS]):
            found[name] = [_("Bitte beschreiben Sie mindestens 0, 2 oder 3, und 5 Punkte.")]
        elif any(len(word) > LONGEST_ANCHOR for word in words):
            found[name] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_ANCHOR)]
    return found


def _limits(least: int, most: int) -> str:
    return _("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=least, most=most)
