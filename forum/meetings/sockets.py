"""The namespace ``/sitzungen``: people and programs follow a meeting and act in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_login import current_user
from sqlalchemy import select

from forum.accounts.queries import api_token, sign_ins_that_hold, tokens_that_hold, words_of
from forum.core.db import db
from forum.core.errors import Forbidden, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, Nobody
from forum.core.tokens import digest
from forum.meetings import commands, queries
from forum.meetings.models import Meeting
from forum.meetings.policies import ACT_SCOPES, READ_SCOPES
from forum.web import realtime
from forum.web.realtime import Channel, Listener
from forum.web.security import sign_in_key

NAMESPACE = "/sitzungen"


def _actor(token: str, scopes: Sequence[str]) -> Actor:
    """Return who stands behind the socket, loaded afresh: by token, by cookie, or nobody. Raises Forbidden."""
    if token:
        row = api_token(token)
        if row is None:
            return Nobody()
        row.require(scopes)
        return row.person
    if current_user.is_authenticated:
        person: Actor = current_user._get_current_object()  # noqa: SLF001  The proxy would not survive the message.
        return person
    return Nobody()


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Invalid(_("Diese Angabe fehlt oder passt nicht."))
    return value


@realtime.on_connect(NAMESPACE)
def connect(auth: Any = None) -> None:
    """Begin to listen to a meeting: after an event, or with a snapshot."""
    auth = auth if isinstance(auth, dict) else {}
    token = auth.get("token")
    meeting_id = _number(auth.get("meeting_id"))
    after = _number(auth["after"]) if auth.get("after") is not None else None
    actor = _actor(token if isinstance(token, str) else "", READ_SCOPES)
    if token and actor.person_id is None:
        raise Forbidden(_("Dieser Schlüssel gilt nicht."))
    meeting = queries.meeting(actor, meeting_id)
    known = after is not None and after <= meeting.last_seq and auth.get("epoch", meeting.epoch) == meeting.epoch
    listener = Listener(
        sid=realtime.sid(),
        stream=meeting.stream,
        subject_id=meeting.id,
        words=queries.audience_of(actor, meeting),
        sent=after if known and after is not None else 0,
        epoch=meeting.epoch,
        person_id=actor.person_id,
        sign_in="" if token or actor.person_id is None else digest(sign_in_key()),
        token=token if isinstance(token, str) else "",
        needs_snapshot=not known,
    )
    realtime.door().add(NAMESPACE, listener)


@realtime.message("command", NAMESPACE)
def command(listener: Listener, actor: Actor, message: Any) -> dict[str, Any]:
    """Carry a command out for the person behind the socket."""
    if not isinstance(message, dict) or set(message) - {"type", "data", "idempotency_key"}:
        raise Invalid(_("Ein Befehl besteht aus type, data und idempotency_key."))
    answer = commands.perform(
        actor,
        listener.subject_id,
        message.get("type"),
        message.get("data"),
        message.get("idempotency_key"),
    )
    return {"seq": answer.seq, "duplicate": answer.duplicate}


@dataclass(frozen=True)
class _Audience:
    """Whoever holds these words; a snapshot is made once for all of them (L-44)."""

    words: frozenset[str]
    person_id: None = None


def _words(listeners: Sequence[Listener]) -> dict[str, frozenset[str] | None]:
    """Return what each listener may hear now, by the same few queries for any number of them (L-52)."""
    held: dict[str, frozenset[str] | None] = {}
    holding = sign_ins_that_hold({listener.sign_in for listener in listeners if listener.sign_in})
    valid = tokens_that_hold({listener.token for listener in listeners if listener.token})
    words = words_of({listener.person_id for listener in listeners if listener.person_id is not None})
    numbers = {listener.subject_id for listener in listeners}
    meetings = {row.id: row for row in db.session.scalars(select(Meeting).where(Meeting.id.in_(numbers)))}
    for listener in listeners:
        meeting = meetings.get(listener.subject_id)
        viewer = _Audience(Nobody().words if listener.person_id is None else words.get(listener.person_id, frozenset()))
        if listener.person_id is None:
            holds = True
        elif listener.token:
            holds = listener.token in valid
        else:
            holds = listener.sign_in in holding
        may = holds and meeting is not None and meeting.audience in viewer.words
        held[listener.sid] = queries.audience_of(viewer, meeting) if may and meeting is not None else None
    return held


def _snapshot(meeting_id: int, words: frozenset[str]) -> dict[str, Any]:
    state: dict[str, Any] = queries.as_json(queries.state(_Audience(words), meeting_id))
    return state


CHANNEL = Channel(
    namespace=NAMESPACE,
    read=queries.rows_after,
    before=queries.last_before,
    snapshot=_snapshot,
    words=_words,
    actor=lambda listener: _actor(listener.token, ACT_SCOPES),
)
