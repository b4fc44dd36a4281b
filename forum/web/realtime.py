"""Sockets without any domain: who listens to which stream, and the one reader that tells them what is new.

A handler never emits. It changes the forum in one transaction and its acknowledgement leaves after the
commit; the new rows of the log leave through the reader, in order, as one batch per audience (L-46, L-66). A
wake-up only makes the reader fast: it looks five times a second anyway (L-47).
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app, request
from flask_socketio import SocketIO
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.core import events
from forum.core.db import db, transaction
from forum.core.errors import ForumError, TooOften
from forum.core.events import LoggedEvent
from forum.core.i18n import _
from forum.web import wholewrites
from forum.web.errors import problem, problem_of

PAUSE = 0.2
CHECK_EVERY = 3.0
# So many commands may one socket send within ten seconds (L-54).
COMMANDS = (40, 10.0)
FURTHEST_BEHIND = 2000

Handler = TypeVar("Handler", bound=Callable[..., Any])

log = structlog.get_logger()
socketio = SocketIO()


@dataclass(eq=False)
class Listener:
    """One open socket: what it listens to, for which audience, up to which event it was told."""

    sid: str
    stream: str
    subject_id: int
    words: frozenset[str]
    sent: int
    person_id: int | None = None
    # The digest of the sign-in whose cookie opened the socket; empty for tokens and visitors.
    sign_in: str = ""
    token: str = ""
    needs_snapshot: bool = False
    commands: deque[float] = field(default_factory=deque)


@dataclass(frozen=True)
class Channel:
    """What a package knows about its streams.

    ``read`` returns the next events of a stream for an audience; ``snapshot`` the state for a listener, with
    its ``at_seq``; ``words`` the audience of each listener as it holds now, or None when it may no longer
    listen (L-52).
    """

    namespace: str
    read: Callable[[str, frozenset[str], int], list[dict[str, Any]]]
    snapshot: Callable[[Listener], dict[str, Any]]
    words: Callable[[Sequence[Listener]], dict[str, frozenset[str] | None]]


class Door:
    """The open sockets of this process and the reader that serves them."""

    def __init__(self, app: Flask, channels: Sequence[Channel]) -> None:
        self._app = app
        self._channels = {channel.namespace: channel for channel in channels}
        self._lock = Lock()
        self._listeners: dict[str, tuple[Channel, Listener]] = {}
        self._reading = False
        self._checked = monotonic()

    def add(self, namespace: str, listener: Listener) -> None:
        """Serve one more socket; the first one starts the reader."""
        with self._lock:
            self._listeners[listener.sid] = (self._channels[namespace], listener)
            start, self._reading = not self._reading, True
        if start:
            socketio.start_background_task(self._read_forever)
        events.wake()

    def remove(self, sid: str) -> None:
        """Forget a socket that is closed."""
        with self._lock:
            self._listeners.pop(sid, None)

    def listener(self, sid: str) -> Listener | None:
        """Return the listener behind a socket."""
        with self._lock:
            found = self._listeners.get(sid)
        return found[1] if found else None

    def end(self, sign_in: str) -> None:
        """Close all sockets of a sign-in that ended (L-63); those of other processes end at their next check."""
        for channel, listener in self._all():
            if listener.sign_in == sign_in:
                self._close(channel, listener)

    def _all(self) -> list[tuple[Channel, Listener]]:
        with self._lock:
            return list(self._listeners.values())

    def _close(self, channel: Channel, listener: Listener) -> None:
        self.remove(listener.sid)
        socketio.server.disconnect(listener.sid, namespace=channel.namespace)

    def _read_forever(self) -> None:
        seen = events.wakes()
        while True:
            with self._app.app_context():
                try:
                    self.read_once()
                except Exception:
                    log.exception("realtime.reader_failed")
                    socketio.sleep(1)
                finally:
                    db.session.rollback()
                    db.session.remove()
            seen = events.wait_for_news(seen, PAUSE)

    def read_once(self) -> None:
        """Tell every listener what is new; one look at the log's ends, then one reading per audience."""
        served = self._all()
        if not served:
            return
        db.session.rollback()
        db.session.info.clear()
        ends = _ends({listener.stream for _channel, listener in served})
        behind = [
            (channel, listener)
            for channel, listener in served
            if listener.needs_snapshot or listener.sent < ends.get(listener.stream, 0)
        ]
        if monotonic() - self._checked > CHECK_EVERY:
            self._checked = monotonic()
            self._refresh(served)
        elif behind:
            # What is not for everybody is only told to those for whom it is at this moment.
            self._refresh([pair for pair in behind if pair[1].person_id is not None])
        groups: dict[tuple[Channel, str, frozenset[str], int], list[Listener]] = defaultdict(list)
        for channel, listener in behind:
            if self.listener(listener.sid) is None:
                continue
            if listener.needs_snapshot or ends[listener.stream] - listener.sent > FURTHEST_BEHIND:
                self._send_snapshot(channel, listener)
            else:
                groups[channel, listener.stream, listener.words, listener.sent].append(listener)
        for (channel, stream, words, sent), listeners in groups.items():
            self._send_batch(channel, stream, words, sent, listeners, ends[stream])

    def _refresh(self, served: Iterable[tuple[Channel, Listener]]) -> None:
        by_channel: dict[Channel, list[Listener]] = defaultdict(list)
        for channel, listener in served:
            by_channel[channel].append(listener)
        for channel, listeners in by_channel.items():
            now_held = channel.words(listeners)
            for listener in listeners:
                words = now_held.get(listener.sid)
                if words is None:
                    self._close(channel, listener)
                elif words != listener.words:
                    listener.words, listener.needs_snapshot = words, True

    def _send_snapshot(self, channel: Channel, listener: Listener) -> None:
        state = channel.snapshot(listener)
        listener.sent, listener.needs_snapshot = state["at_seq"], False
        socketio.emit("snapshot", state, namespace=channel.namespace, to=listener.sid)

    def _send_batch(
        self,
        channel: Channel,
        stream: str,
        words: frozenset[str],
        sent: int,
        listeners: list[Listener],
        end: int,
    ) -> None:
        batch = channel.read(stream, words, sent)
        for listener in listeners:
            listener.sent = batch[-1]["seq"] if batch else end
        if batch:
            to = [listener.sid for listener in listeners]
            socketio.emit("events", batch, namespace=channel.namespace, to=to)


def _ends(streams: set[str]) -> dict[str, int]:
    rows = db.session.execute(
        select(LoggedEvent.stream, func.max(LoggedEvent.seq).label("seq"))
        .where(LoggedEvent.stream.in_(sorted(streams)))
        .group_by(LoggedEvent.stream)
    )
    return {str(row.stream): row.seq for row in rows}


def door() -> Door:
    """Return the door of the running application."""
    found: Door = current_app.extensions["realtime"]
    return found


def sid() -> str:
    """Return the number of the socket whose message is handled now."""
    return str(request.sid)  # type: ignore[attr-defined]


def on(name: str, namespace: str) -> Callable[[Handler], Handler]:
    """Mark the handler of a message of a namespace."""

    def mark(handle: Handler) -> Handler:
        socketio.on_event(name, handle, namespace=namespace)
        return handle

    return mark


def answering(handle: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Make a handler: one message is one transaction, every refusal is an acknowledgement that says so."""

    @wraps(handle)
    def answer(*values: Any) -> dict[str, Any]:
        try:
            with transaction():
                result = handle(*values)
        except ForumError as error:
            return {"ok": False, "problem": problem_of(error)}
        except IntegrityError:
            return {"ok": False, "problem": problem(409)}
        except Exception:
            log.exception("realtime.handler_failed")
            return {"ok": False, "problem": problem(500)}
        return {"ok": True, **result}

    return answer


def check_rate(listener: Listener) -> None:
    """Refuse a flood of commands from one socket. Raises TooOften."""
    most, seconds = COMMANDS
    times, moment = listener.commands, monotonic()
    while times and moment - times[0] > seconds:
        times.popleft()
    if len(times) >= most:
        raise TooOften(_("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."), retry_after=5)
    times.append(moment)


def _allows(app: Flask) -> Callable[[str, dict[str, Any]], bool]:
    """Build the check of origins: the own one and SOCKET_ORIGINS, never a forwarded header (L-62)."""
    known = {app.config["BASE_URL"].rstrip("/"), *app.config["SOCKET_ORIGINS"].split()}

    def allows(origin: str, environ: dict[str, Any]) -> bool:
        if origin in known:
            return True
        # The demo is opened as localhost, by number or by name; there the page's own host will do.
        return app.config["MODE"] == "demo" and urlsplit(origin).netloc == environ.get("HTTP_HOST")

    return allows


def init_app(app: Flask, channels: Sequence[Channel]) -> None:
    """Open the door for sockets beside the pages."""
    wholewrites.install()
    app.extensions["realtime"] = Door(app, channels)
    socketio.init_app(
        app,
        async_mode=app.config["ASYNC_MODE"],
        async_handlers=False,
        # The client hears that it is connected before its listener can be told anything.
        always_connect=True,
        transports=["websocket"],
        allow_upgrades=False,
        ping_interval=15,
        ping_timeout=10,
        max_http_buffer_size=wholewrites.LONGEST_MESSAGE,
        cors_allowed_origins=_allows(app),
        manage_session=False,
        logger=False,
        engineio_logger=False,
    )
