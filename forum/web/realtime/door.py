"""The one reader of the log in a process: it tells the sockets what is new, in order, once per audience (L-46)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from threading import Lock
from time import monotonic

import structlog
from flask import Flask, current_app
from sqlalchemy import func, select

from forum.core import events
from forum.core.clock import now
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.web.realtime.delivery import end_silent, tell
from forum.web.realtime.leases import Keeper
from forum.web.realtime.listening import Channel, Listener, chained
from forum.web.realtime.server import socketio
from forum.web.realtime.wakeups import listen_to_other_processes

PAUSE = 0.2
# The least time between two looks: a rush of connections or votes wakes the reader hundreds of times a second.
GATHER = 0.02
# Telling takes at most this share of the time while much happens, so that those who vote or speak are heard meanwhile.
SHARE = 1 / 3
CHECK_EVERY = 3.0
# How often it looks for sockets that answer no ping; Engine.IO itself looks at each only every ten seconds (L-65).
LISTEN_EVERY = 1.0
# Who is further behind gets the state instead of the events (L-44).
FURTHEST_BEHIND = 2000
# So many events beyond what it confirmed is a socket told at most, and so many seconds it has to confirm some (L-53).
MOST_UNCONFIRMED = 1000
PATIENCE = 10.0

Served = tuple[Channel, Listener]

log = structlog.get_logger()


class Door:
    """The open sockets of this process and the reader that serves them."""

    def __init__(self, app: Flask, channels: Sequence[Channel]) -> None:
        self._app = app
        self._channels = {channel.namespace: channel for channel in channels}
        self._lock = Lock()
        self._listeners: dict[str, Served] = {}
        self._reading = False
        self._checked = self._listened = monotonic()
        self._keeper = Keeper(app, self._of_all)

    def add(self, namespace: str, listener: Listener) -> None:
        """Serve one more socket; the first one starts the reader."""
        with self._lock:
            self._listeners[listener.sid] = (self._channels[namespace], listener)
            start, self._reading = not self._reading, True
        if start:
            listen_to_other_processes(self._app)
            socketio.start_background_task(self._read_forever)
            socketio.start_background_task(self._keeper.keep_forever)
        self._keeper.changed()
        events.wake()

    def remove(self, sid: str) -> None:
        """Forget a socket that is closed."""
        with self._lock:
            self._listeners.pop(sid, None)
        self._keeper.changed()

    def channel(self, namespace: str) -> Channel:
        """Return what is known about the streams of a namespace."""
        return self._channels[namespace]

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

    def leave(self) -> None:
        """Tell everybody that this process ends on purpose, give them a moment to read it, and hang up (L-56)."""
        for namespace in self._channels:
            socketio.emit("restart", {"now": now().isoformat()}, namespace=namespace)
        socketio.sleep(0.5)
        for channel, listener in self._all():
            self._close(channel, listener)

    def _all(self) -> list[Served]:
        with self._lock:
            return list(self._listeners.values())

    def _of_all(self) -> list[Listener]:
        return [listener for _channel, listener in self._all()]

    def _close(self, channel: Channel, listener: Listener) -> None:
        self.remove(listener.sid)
        socketio.server.disconnect(listener.sid, namespace=channel.namespace)

    def _read_forever(self) -> None:
        seen = events.wakes()
        while True:
            more, began = False, monotonic()
            with self._app.app_context():
                try:
                    more = self.read_once()
                except Exception:
                    log.exception("realtime.reader_failed")
                    socketio.sleep(1)
                finally:
                    db.session.rollback()
                    db.session.remove()
            # Everybody else of the process gets a turn, and what happens meanwhile is told together.
            socketio.sleep(min(max(GATHER, (monotonic() - began) * (1 / SHARE - 1)), PAUSE))
            if not more:
                seen = events.wait_for_news(seen, PAUSE)

    def read_once(self) -> bool:
        """Tell every listener what is new; tell whether there is more to tell at once."""
        served = self._all()
        if not served:
            return False
        if monotonic() - self._listened > LISTEN_EVERY:
            self._listened = monotonic()
            end_silent(served)
        self._welcome(served)
        db.session.rollback()
        db.session.info.clear()
        ends = _ends({listener.stream for _channel, listener in served})
        if monotonic() - self._checked > CHECK_EVERY:
            self._checked = monotonic()
            self._refresh(served)
        groups: dict[tuple[Channel, str, int], list[Listener]] = defaultdict(list)
        snapshots: dict[tuple[Channel, int, frozenset[str]], list[Listener]] = defaultdict(list)
        for channel, listener in served:
            behind = ends.get(listener.stream, 0) - listener.sent
            if listener.needs_snapshot or behind > FURTHEST_BEHIND:
                snapshots[channel, listener.subject_id, listener.words].append(listener)
            elif behind > 0 and not self._is_held(channel, listener):
                groups[channel, listener.stream, listener.sent].append(listener)
        for (channel, subject_id, words), listeners in snapshots.items():
            self._send_snapshot(channel, subject_id, words, listeners)
        more = False
        for (channel, stream, sent), listeners in groups.items():
            more = self._send_rows(channel, stream, sent, listeners) < ends[stream] or more
        return more

    def _welcome(self, served: Sequence[Served]) -> None:
        groups: dict[tuple[Channel, int], list[Listener]] = defaultdict(list)
        for channel, listener in served:
            if listener.is_new:
                groups[channel, listener.epoch].append(listener)
        for (channel, epoch), listeners in groups.items():
            tell("welcome", {"now": now().isoformat(), "epoch": epoch}, channel.namespace, listeners)
            for listener in listeners:
                listener.is_new = False

    def _is_held(self, channel: Channel, listener: Listener) -> bool:
        """Tell whether a socket must first confirm what it was told; one that does not is shown the door (L-53)."""
        if listener.sent - listener.cursor < MOST_UNCONFIRMED:
            listener.held_since = None
            return False
        if listener.held_since is None:
            listener.held_since = monotonic()
        elif monotonic() - listener.held_since > PATIENCE:
            self._close(channel, listener)
        return True

    def _refresh(self, served: Iterable[Served]) -> None:
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

    def _send_snapshot(
        self, channel: Channel, subject_id: int, words: frozenset[str], listeners: list[Listener]
    ) -> None:
        state = channel.snapshot(subject_id, words)
        for listener in listeners:
            listener.sent = listener.cursor = state["at_seq"]
            listener.heard, listener.needs_snapshot = None, False
        tell("snapshot", state, channel.namespace, listeners)

    def _send_rows(self, channel: Channel, stream: str, sent: int, listeners: list[Listener]) -> int:
        """Read what came after a number, tell it to those who stand there, and return how far it went."""
        rows = channel.read(stream, sent)
        if not rows:
            return sent
        closed = {row.audience for row in rows} - {"public"}
        if closed:
            # What is not for everybody is only told to those for whom it is at this moment.
            self._refresh([(channel, listener) for listener in listeners if listener.person_id is not None])
        batches: dict[tuple[tuple[int, ...], int], list[Listener]] = defaultdict(list)
        for listener in listeners:
            if listener.needs_snapshot or self.listener(listener.sid) is None:
                continue
            own = listener.own if listener.own in closed else ""
            places = tuple(
                place for place, row in enumerate(rows) if row.audience in listener.words or row.audience == own
            )
            if places:
                if listener.heard is None:
                    listener.heard = channel.before(stream, listener.words, sent)
                batches[places, listener.heard].append(listener)
                listener.heard = rows[places[-1]].seq
            listener.sent = rows[-1].seq
        for (places, prev), group in batches.items():
            tell("events", chained([rows[place] for place in places], prev), channel.namespace, group)
        return rows[-1].seq


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
