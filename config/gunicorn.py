"""How gunicorn serves the forum: one process with threads for pages and sockets, and the worker beside them.

``HOST`` and ``PORT`` choose the address. With ``FORUM_ASYNC_MODE=gevent`` the process holds thousands of sockets and
should serve nothing else (L-60).
"""

import gc
import os
import signal

if os.environ.get("FORUM_ASYNC_MODE") == "gevent":
    # Locks that are made before this line would stop all greenlets of the process at once.
    from gevent import monkey

    monkey.patch_all()

from collections.abc import Callable
from threading import Thread
from typing import Any

from forum.core import worker as forum_worker
from forum.web import realtime

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
workers = 1
gevent_mode = os.environ.get("FORUM_ASYNC_MODE", "threading") == "gevent"
worker_class = "gevent" if gevent_mode else "gthread"
# A socket keeps a thread for as long as it is open: this many sockets and requests at a time.
threads = int(os.environ.get("FORUM_THREADS", "400"))
worker_connections = 5000
keepalive = 15
# Of an address. What is searched for stands in it, and in the address of the sign-in once more and longer; the usual 4,094
# signs would answer a search in another script with an error that no page explains.
limit_request_line = 8190
timeout = 120
graceful_timeout = 10
control_socket_disable = True
accesslog = None
loglevel = "warning"

_end_worker: list[Callable[[], None]] = []


def post_worker_init(worker: Any) -> None:
    """Start the forum's worker in the process that serves, unless it runs apart, and say good-bye to sockets at its end."""
    app = worker.wsgi
    # Looking through everything that was ever imported would hold up all requests and sockets at once.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
    end = signal.getsignal(signal.SIGTERM)

    def leave(number: int, frame: Any) -> None:
        """Tell clients of the planned end at once; gunicorn then waits for what is under way (L-56)."""
        Thread(target=realtime.leave, args=(app,), daemon=True).start()
        if callable(end):
            end(number, frame)

    signal.signal(signal.SIGTERM, leave)
    if app.config["EMBEDDED_WORKER"]:
        _end_worker.append(forum_worker.start_thread(app))


def worker_exit(_server: Any, _worker: Any) -> None:
    """Let the forum's worker finish what it is doing."""
    for end in _end_worker:
        end()
