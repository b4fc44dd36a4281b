"""Wake-ups across processes: PostgreSQL tells every process that a stream has grown (L-47).

They only make the reader fast; whoever loses one looks again after a moment anyway. On SQLite there is none.
"""

import psycopg
import structlog
from flask import Flask

from forum.core import events
from forum.core.db import db, dialect
from forum.web.realtime.server import socketio

AGAIN_AFTER = 1.0

log = structlog.get_logger()


def listen_to_other_processes(app: Flask) -> None:
    """Pass what other processes notify of on to this one's reader, on a connection of its own."""
    with app.app_context():
        if dialect() != "postgresql":
            return
        address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    socketio.start_background_task(_listen_forever, address)


def _listen_forever(address: str) -> None:
    while True:
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"LISTEN {events.NOTIFICATION}")
                events.wake()  # Something may have come before this connection listened.
                for _notification in connection.notifies():
                    events.wake()
        except psycopg.Error as error:
            log.warning("realtime.no_notifications", error=type(error).__name__)
        socketio.sleep(AGAIN_AFTER)
