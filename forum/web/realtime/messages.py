"""Messages of clients: how a handler is marked, and what is checked before it runs (L-63)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import structlog
from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from sqlalchemy.exc import IntegrityError

from forum.core.clock import now
from forum.core.db import AWAY, db, transaction
from forum.core.errors import Forbidden, ForumError
from forum.core.i18n import _
from forum.core.permissions import Actor
from forum.web import limits
from forum.web.errors import problem, problem_of
from forum.web.realtime.door import door
from forum.web.realtime.listening import Listener
from forum.web.realtime.server import socketio

Handler = TypeVar("Handler", bound=Callable[..., Any])

log = structlog.get_logger()


def sid() -> str:
    """Return the number of the socket whose message is handled now."""
    return str(request.sid)  # type: ignore[attr-defined]


def on_connect(namespace: str) -> Callable[[Handler], Handler]:
    """Mark what decides whether a socket may listen; everything else of a namespace comes with it.

    Every refusal tells the client why; whoever hears nothing at all would wait instead of coming again.
    """

    def mark(handle: Handler) -> Handler:
        @wraps(handle)
        def answer(auth: Any = None) -> None:
            try:
                handle(auth)
            except ForumError as error:
                raise Refused(problem_of(error)) from error
            except AWAY as error:
                db.session.rollback()
                log.exception("realtime.database_away")
                raise Refused(problem(503)) from error

        socketio.on_event("connect", answer, namespace=namespace)
        socketio.on_event("disconnect", _forget, namespace=namespace)
        socketio.on_event("cursor", _confirm, namespace=namespace)
        return handle

    return mark


def _forget(_reason: Any = None) -> None:
    """Stop telling; presence in a meeting is another matter (L-05)."""
    door().remove(sid())


def _confirm(message: Any = None) -> dict[str, Any]:
    """Note how far a client has come; it never goes back and never beyond what was told (L-53)."""
    listener = door().listener(sid())
    seq = message.get("seq") if isinstance(message, dict) else None
    if listener is not None and isinstance(seq, int):
        listener.cursor = max(listener.cursor, min(seq, listener.sent))
    return {"ok": True, "now": now().isoformat()}


def message(name: str, namespace: str) -> Callable[[Callable[[Listener, Actor, Any], dict[str, Any]]], Any]:
    """Mark the handler of a message: who sends it, as stored now, and how often; its size is the transport's limit.

    One message is one transaction, and every refusal is an acknowledgement that says so. The answer leaves after the
    commit and says the server's time (L-55).
    """

    def mark(handle: Callable[[Listener, Actor, Any], dict[str, Any]]) -> Any:
        @wraps(handle)
        def answer(*values: Any) -> dict[str, Any]:
            try:
                with transaction():
                    result = {"ok": True, **_handled(handle, namespace, values[0] if values else None)}
            except ForumError as error:
                result = {"ok": False, "problem": problem_of(error)}
            except IntegrityError:
                result = {"ok": False, "problem": problem(409)}
            except AWAY:
                log.exception("realtime.database_away")
                result = {"ok": False, "problem": problem(503)}
            except Exception:
                log.exception("realtime.handler_failed")
                result = {"ok": False, "problem": problem(500)}
            return {**result, "now": now().isoformat()}

        answer.is_checked = True  # type: ignore[attr-defined]
        socketio.on_event(name, answer, namespace=namespace)
        return answer

    return mark


def _handled(handle: Callable[[Listener, Actor, Any], dict[str, Any]], namespace: str, value: Any) -> dict[str, Any]:
    listener = door().listener(sid())
    if listener is None:
        raise Forbidden(_("Diese Verbindung ist zu Ende. Bitte laden Sie die Seite neu."))
    actor = door().channel(namespace).actor(listener)
    who = f"person:{actor.person_id}" if actor.person_id is not None else f"socket:{listener.sid}"
    limits.check_command(who, value.get("type") if isinstance(value, dict) else None)
    return handle(listener, actor, value)
