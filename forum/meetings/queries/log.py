"""The log of a meeting as its audience gets it: filtered, chained by ``prev``, with its texts."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.permissions import Actor
from forum.meetings.models import AgendaItem, Contribution, Meeting, Motion, Poll, Resolution

BATCH = 500


def audience_of(viewer: Actor, of: Meeting) -> frozenset[str]:
    """Return those of the viewer's words that an event of this meeting can be for."""
    return viewer.words & {of.audience, "public", "members", f"committee:{of.committee_id}"}


def events_after(stream: str, words: Iterable[str], after: int, limit: int = BATCH) -> list[dict[str, Any]]:
    """Return the next events of a meeting for one audience, in order.

    ``prev`` is the number of the event before, for this very audience: a gap between ``prev`` and the last
    number heard is a loss, a gap between two numbers is not (L-41).
    """
    mine = (LoggedEvent.stream == stream, LoggedEvent.audience.in_(sorted(words)))
    rows = db.session.scalars(
        select(LoggedEvent).where(*mine, LoggedEvent.seq > after).order_by(LoggedEvent.seq).limit(limit)
    ).all()
    if not rows:
        return []
    before = db.session.scalar(select(func.max(LoggedEvent.seq)).where(*mine, LoggedEvent.seq < rows[0].seq))
    return _chained(rows, before or 0)


def everything(viewer: Actor, of: Meeting) -> list[dict[str, Any]]:
    """Return the whole log of a meeting for the viewer; for the minutes and the course of events."""
    return events_after(of.stream, audience_of(viewer, of), 0, limit=100_000)


def _chained(rows: Sequence[LoggedEvent], before: int) -> list[dict[str, Any]]:
    texts = _texts(rows)
    names = _names(rows)
    batch = []
    for row in rows:
        data = {**row.data, **texts.get((row.type, row.id), {})}
        data.pop("meeting_id", None)
        if "person_id" in data:
            data["handle"] = names.get(data["person_id"])
        batch.append(
            {
                "prev": before,
                "seq": row.seq,
                "type": row.type,
                "at": row.at.isoformat(),
                "actor": names.get(row.actor_id),
                "data": data,
            }
        )
        before = row.seq or 0
    return batch


def _names(rows: Iterable[LoggedEvent]) -> dict[int | None, str]:
    ids = {row.actor_id for row in rows} | {row.data.get("person_id") for row in rows}
    found = db.session.execute(select(Person.id, Person.handle).where(Person.id.in_(ids - {None})))
    return {row.id: row.handle for row in found}


# Which texts belong to an event: the field with the number, and the columns to look up.
_TEXTS: dict[str, tuple[str, Any, tuple[Any, ...]]] = {
    "ItemAdded": ("item_id", AgendaItem.id, (AgendaItem.title,)),
    "ItemOpened": ("item_id", AgendaItem.id, (AgendaItem.title,)),
    "ContributionAdded": ("contribution_id", Contribution.id, (Contribution.html, Contribution.hidden)),
    "MotionAdded": ("motion_id", Motion.id, (Motion.html, Motion.reasons_html)),
    "PollOpened": ("poll_id", Poll.id, (Poll.question,)),
    "ResolutionAdopted": ("resolution_id", Resolution.id, (Resolution.number, Resolution.html)),
}


def _texts(rows: Sequence[LoggedEvent]) -> dict[tuple[str, int], dict[str, Any]]:
    """Look the texts up by one query per kind; what is hidden now is blank, however old the event (L-51)."""
    texts: dict[tuple[str, int], dict[str, Any]] = {}
    for kind, (name, key, columns) in _TEXTS.items():
        of_kind = [row for row in rows if row.type == kind]
        if not of_kind:
            continue
        numbers = {row.data[name] for row in of_kind}
        found = {row[0]: row for row in db.session.execute(select(key, *columns).where(key.in_(numbers)))}
        for row in of_kind:
            values = dict(found[row.data[name]]._mapping) if row.data[name] in found else {}  # noqa: SLF001
            values.pop("id", None)
            if values.get("hidden"):
                values["html"] = ""
            texts[kind, row.id] = values
    return texts
