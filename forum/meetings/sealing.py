"""How texts and votes of a session are part of its sealed log, and what does not fit it any more (L-80).

With the minutes each text gets a salted digest, and an event holds the digest of all digests. The plan of a vote is in the
log by its hash since it was opened (L-73), its outcome by its figures.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.tokens import secret_token
from forum.meetings.counting import fingerprint, fits_its_options
from forum.meetings.models import Meeting, Minutes, MotionVersion, Poll, SealedText
from forum.meetings.texts import TEXTS, VERSION, numbers_in, versions_told

# Kind and number of a text.
Name = tuple[str, int]


def seal_texts(meeting: Meeting, sealed_seq: int) -> str:
    """Give every text that has none yet its salted digest, and return the digest of these digests."""
    stored = select(SealedText.kind, SealedText.text_id).where(SealedText.meeting_id == meeting.id)
    known = {(row.kind, row.text_id) for row in db.session.execute(stored)}
    versions = versions_told(meeting.stream)
    rows = []
    for kind, text_id, seq in [*_brought(meeting), *((VERSION, seq, seq) for seq in versions)]:
        if (kind, text_id) in known or (written := _written(kind, text_id, versions)) is None:
            continue
        known.add((kind, text_id))
        salt = secret_token()
        rows.append(
            SealedText(
                meeting_id=meeting.id,
                kind=kind,
                text_id=text_id,
                seq=seq,
                sealed_seq=sealed_seq,
                salt=salt,
                digest=_digest(salt, written),
            )
        )
    db.session.add_all(rows)
    return _root(rows)


def _brought(meeting: Meeting) -> Iterator[tuple[str, int, int]]:
    """Go through the texts of a session in the order of the events that brought them."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, text in TEXTS.items():
        for name in text.events:
            kinds[name].append(kind)
    events = select(LoggedEvent).where(LoggedEvent.stream == meeting.stream, LoggedEvent.type.in_(kinds))
    for event in db.session.scalars(events.order_by(LoggedEvent.seq)).all():
        for kind in kinds[event.type]:
            for number in numbers_in(TEXTS[kind], event.data):
                yield kind, number, event.seq or 0


def _written(kind: str, text_id: int, versions: dict[int, tuple[int, int]]) -> list[str] | None:
    """Return what people wrote, from its row; nothing when there is no such row (the newest version is its motion's)."""
    if kind == VERSION:
        version = versions.get(text_id)
        earlier = db.session.get(MotionVersion, version, populate_existing=True) if version is not None else None
        return [earlier.source] if earlier is not None else None
    text = TEXTS[kind]
    columns = [_as_written(text.model, name) for name in (*text.written, *text.later)]
    row = db.session.execute(select(*columns).where(getattr(text.model, text.key) == text_id)).first()
    if row is None:
        return None
    return [*row[: len(text.written)], *(value for value in row[len(text.written) :] if value)]


def _as_written(model: Any, name: str) -> Any:
    """Return the column with what people wrote, also while the moderation keeps it aside and shows something else (M-36)."""
    aside = getattr(model, f"withheld_{name}", None)
    return getattr(model, name) if aside is None else func.coalesce(aside, getattr(model, name))


def _digest(salt: str, written: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([salt, *written], ensure_ascii=False).encode()).hexdigest()


def _root(rows: Iterable[SealedText]) -> str:
    values = sorted([row.kind, row.text_id, row.seq, row.digest] for row in rows)
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def changed_sessions() -> Sequence[str]:
    """Return meeting and seq of whatever does not fit the log of its session any more, in order: digests, texts, votes."""
    minutes = db.session.scalars(select(Minutes).order_by(Minutes.meeting_id)).all()
    places = {(one.meeting_id, seq) for one in minutes for seq in _broken(one)} | set(_changed_votes())
    return [f"meeting:{meeting_id}, seq {seq}" for meeting_id, seq in sorted(places)]


def _broken(minutes: Minutes) -> Iterator[int]:
    stream = f"meeting:{minutes.meeting_id}"
    printed = db.session.scalar(
        select(LoggedEvent.seal).where(LoggedEvent.stream == stream, LoggedEvent.seq == minutes.seal_seq)
    )
    if printed != minutes.seal:
        yield minutes.seal_seq
    rows = db.session.scalars(select(SealedText).where(SealedText.meeting_id == minutes.meeting_id)).all()
    for event in _logged("MinutesDrafted", "MinutesPublished", stream=stream):
        if event.data["texts"] != _root(row for row in rows if row.sealed_seq == event.seq):
            yield event.seq or 0
    removed, versions = _removed(stream), versions_told(stream)
    for row in rows:
        motion_id = versions.get(row.text_id, (0, 0))[0]
        name = ("motion", motion_id) if row.kind == VERSION else (row.kind, row.text_id)
        if row.salt is None:
            # Only what was removed by the rules has lost its salt.
            if name not in removed:
                yield row.seq
            continue
        written = _written(row.kind, row.text_id, versions)
        if written is None or _digest(row.salt, written) != row.digest:
            yield row.seq


def _logged(*types: str, stream: str | None = None) -> Iterable[LoggedEvent]:
    events = select(LoggedEvent).where(LoggedEvent.type.in_(types)).order_by(LoggedEvent.id)
    return db.session.scalars(events.where(LoggedEvent.stream == stream) if stream else events).all()


def _removed(stream: str | None = None) -> set[Name]:
    """Return which texts were removed by the rules, of one session or of all."""
    return {(event.data["kind"], event.data["text_id"]) for event in _logged("TextRedacted", stream=stream)}


def _changed_votes() -> Iterator[tuple[int, int]]:
    """Go through the events of votes with whose hash or figures the stored vote does not agree any more (L-73)."""
    polls = {poll.id: poll for poll in db.session.scalars(select(Poll).execution_options(populate_existing=True))}
    removed = {number for kind, number in _removed() if kind == "poll"}
    void = {event.data["poll_id"] for event in _logged("PollVoided")}
    for event in _logged("PollOpened", "PollClosed"):
        poll = polls.get(event.data["poll_id"])
        if poll is None:
            fits = False
        elif event.type == "PollOpened":
            fits = _is_as_planned(poll, event.data.get("configuration_hash"), is_removed=poll.id in removed)
        else:
            fits = _came_out_so(poll, event.data, is_void=poll.id in void)
        if not fits:
            yield event.data["meeting_id"], event.seq or 0


def _is_as_planned(poll: Poll, told: str | None, *, is_removed: bool) -> bool:
    """Tell whether the plan of a vote is the one whose hash was told; the events of the first versions told none."""
    plan = poll.configuration
    if told is None:
        return True
    if told != poll.configuration_hash or poll.options != plan["options"] or not fits_its_options(plan):
        return False
    if not is_removed:
        return fingerprint(plan) == told and bool(plan.get("options_salt", "-"))
    # Plans of the first format hold their options as they are: without them nothing can be compared.
    return "options_digest" not in plan or fingerprint(plan) == told


def _came_out_so(poll: Poll, told: dict[str, Any], *, is_void: bool) -> bool:
    """Tell whether the figures are those that were told; a vote that was void later keeps them."""
    elected = (poll.result or {}).get("elected", [])
    figures = {"yes": poll.yes, "no": poll.no, "abstain": poll.abstain, "elected": elected}
    if any(told.get(name, value) != value for name, value in figures.items()):
        return False
    return poll.verdict == ("void" if is_void else told["verdict"])
