"""Opening the door for sockets, and closing it on purpose."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from forum.web import wholewrites
from forum.web.realtime import places
from forum.web.realtime.door import Door
from forum.web.realtime.listening import Channel
from forum.web.realtime.server import socketio

MODES = ("threading", "gevent")
# A socket whose other end is gone without farewell is noticed after both together (L-65).
PING_EVERY, PING_PATIENCE = 15, 10


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
    """Open the door for sockets beside the pages, unless this process leaves them to others (L-57, L-60)."""
    if app.config["ASYNC_MODE"] not in MODES:
        raise RuntimeError(f"ASYNC_MODE must be one of {', '.join(MODES)}")
    if find_spec("eventlet") is not None:
        raise RuntimeError("eventlet is installed; it changes how sockets are served and must be removed")
    app.extensions["realtime"] = Door(app, channels)
    if app.config["SOCKETS"]:
        _serve_sockets(app)
    places.init_app(app)


def _serve_sockets(app: Flask) -> None:
    wholewrites.install()
    socketio.init_app(
        app,
        async_mode=app.config["ASYNC_MODE"],
        async_handlers=False,
        # The client hears that it is connected before its listener can be told anything.
        always_connect=True,
        transports=["websocket"],
        allow_upgrades=False,
        ping_interval=PING_EVERY,
        ping_timeout=PING_PATIENCE,
        max_http_buffer_size=wholewrites.LONGEST_MESSAGE,
        cors_allowed_origins=_allows(app),
        manage_session=False,
        logger=False,
        engineio_logger=False,
    )


def leave(app: Flask) -> None:
    """Say good-bye to the sockets of a process that ends on purpose (L-56)."""
    with app.app_context():
        door: Door = app.extensions["realtime"]
        door.leave()
