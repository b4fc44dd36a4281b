"""The namespace ``/sitzungen``: people and programs follow a meeting and act in it."""

from collections.abc import Sequence
from typing import Any

from flask_login import current_user
from flask_socketio import ConnectionRefusedError as Refused

from forum.accounts.models import Person
from forum.accounts.queries import api_token, sign_ins_that_hold
from forum.core.db import db
from forum.core.errors import Forbidden, ForumError, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, Nobody
from forum.core.tokens import digest
from forum.meetings import commands, queries
from forum.meetings.models import Meeting
from forum.meetings.policies import ACT_SCOPES, READ_SCOPES
from forum.web import realtime
from forum.web.errors import problem_of
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


@realtime.on("connect", NAMESPACE)
def connect(auth: Any = None) -> None:
    """Begin to listen to a meeting: after an event, or with a snapshot."""
    auth = auth if isinstance(auth, dict) else {}
    token = auth.get("token")
    try:
        meeting_id = _number(auth.get("meeting_id"))
        after = _number(auth["after"]) if auth.get("after") is not None else None
        actor = _actor(token if isinstance(token, str) else "", READ_SCOPES)
        if token and actor.person_id is None:
            raise Forbidden(_("Dieser Schlüssel gilt nicht."))
        meeting = queries.meeting(actor, meeting_id)
    except ForumError as error:
        raise Refused(problem_of(error)) from error
    known = after is not None and after <= meeting.last_seq and auth.get("epoch", meeting.epoch) == meeting.epoch
    listener = Listener(
        sid=realtime.sid(),
        stream=meeting.stream,
        subject_id=meeting.id,
        words=queries.audience_of(actor, meeting),
        sent=after if known and after is not None else 0,
        person_id=actor.person_id,
        sign_in="" if token or actor.person_id is None else digest(sign_in_key()),
        token=token if isinstance(token, str) else "",
        needs_snapshot=not known,
    )
    realtime.door().add(NAMESPACE, listener)


@realtime.on("disconnect", NAMESPACE)
def disconnect(_reason: Any = None) -> None:
    """Stop listening; presence in the meeting is another matter (L-05)."""
    realtime.door().remove(realtime.sid())


@realtime.on("command", NAMESPACE)
@realtime.answering
def command(message: Any = None) -> dict[str, Any]:
    """Carry a command out for the person behind the socket."""
    listener = realtime.door().listener(realtime.sid())
    if listener is None:
        raise Forbidden(_("Diese Verbindung ist zu Ende. Bitte laden Sie die Seite neu."))
    realtime.check_rate(listener)
    if not isinstance(message, dict) or set(message) - {"type", "data", "idempotency_key"}:
        raise Invalid(_("Ein Befehl besteht aus type, data und idempotency_key."))
    answer = commands.perform(
        _actor(listener.token, ACT_SCOPES),
        listener.subject_id,
        message.get("type"),
        message.get("data"),
        message.get("idempotency_key"),
    )
    return {"seq": answer.seq, "duplicate": answer.duplicate}


def _words(listeners: Sequence[Listener]) -> dict[str, frozenset[str] | None]:
    """Return what each listener may hear now; a sign-in or token that ended hears nothing more (L-52)."""
    held: dict[str, frozenset[str] | None] = {}
    people: dict[int, Person | None] = {}
    holding = sign_ins_that_hold({listener.sign_in for listener in listeners if listener.sign_in})
    for listener in listeners:
        number = listener.person_id
        if number is None:
            held[listener.sid] = listener.words
            continue
        if number not in people:
            people[number] = db.session.get(Person, number)
        person = people[number]
        holds = api_token(listener.token) is not None if listener.token else listener.sign_in in holding
        if person is None or not holds:
            held[listener.sid] = None
            continue
        held[listener.sid] = _heard_by(person, listener)
    return held


def _heard_by(person: Person, listener: Listener) -> frozenset[str] | None:
    meeting = db.session.get(Meeting, listener.subject_id)
    if meeting is None or meeting.audience not in person.words:
        return None
    return queries.audience_of(person, meeting)


def _snapshot(listener: Listener) -> dict[str, Any]:
    person = db.session.get(Person, listener.person_id) if listener.person_id is not None else None
    state: dict[str, Any] = queries.as_json(queries.state(person or Nobody(), listener.subject_id))
    return state


CHANNEL = Channel(
    namespace=NAMESPACE,
    read=queries.events_after,
    snapshot=_snapshot,
    words=_words,
)
