"""Digests for 50,000 people: how long one run of the batch takes, and how much memory it needs (E-13).

The data are written by one process and the batch runs in another, so that its memory is its own. It does what the
worker does, chunk after chunk through the outbox, and stops when nothing is due any more. There is no mail server: the time
is that of the forum alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import func, select

from forum import create_app
from forum.core import worker
from forum.core.clock import now
from forum.core.db import db
from forum.core.mail import Mail
from forum.discussions.models import Post, Thread
from forum.notifications.commands import begin_mailing
from forum.notifications.models import Message
from tests import factories
from tests.notifications.crowd import crowd

PEOPLE = int(os.environ.get("DIGEST_PEOPLE", "50000"))
THREADS = 3
POSTS = 2


def measure_digests() -> dict[str, Any]:
    """Return the figures of one run on a fresh database."""
    with tempfile.TemporaryDirectory() as folder:
        for step in ("seed", "run"):
            command = [sys.executable, "-m", "tests.benchmarks.digests", step, folder]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
        # The log of the run stands before its figures.
        figures: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
        return figures


def _app(folder: str) -> Any:
    values = {"INSTANCE": folder, "RATE_LIMITS": False, "POST_PAUSE": 0, "POST_PAUSE_NEWCOMERS": 0}
    return create_app({**values, "DATABASE_URL": os.environ.get("DIGEST_DATABASE", "")})


def _seed(folder: str) -> None:
    with _app(folder).app_context():
        upgrade()
        posts: list[Post] = []
        for _thread in range(THREADS):
            thread = factories.thread()
            posts += [factories.post(db.session.get_one(Thread, thread.id)) for _post in range(POSTS)]
        numbers = [post.id for post in posts]
        worker.run_until_idle()
        crowd(PEOPLE, numbers, due=now() - timedelta(minutes=1))
        db.session.remove()
        db.engine.dispose()


def _memory() -> float:
    """Return the most memory this process has used so far, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


def _run(folder: str) -> dict[str, Any]:
    with _app(folder).app_context():
        waiting = db.session.scalar(select(func.count()).where(Message.mail_due_at.is_not(None)))
        before = db.session.scalar(select(func.count(Mail.id))) or 0
        memory, began, longest = _memory(), time.perf_counter(), 0.0
        begin_mailing()
        while worker.waiting("notifications.mails") or worker.waiting("mail.send"):
            step = time.perf_counter()
            worker.run_once()
            longest = max(longest, time.perf_counter() - step)
        seconds = time.perf_counter() - began
        mails = (db.session.scalar(select(func.count(Mail.id))) or 0) - before
        people = db.session.scalar(select(func.count(func.distinct(Mail.to_address)))) or 0
        left = db.session.scalar(select(func.count()).where(Message.mail_due_at.is_not(None)))
    return {
        "people": PEOPLE,
        "messages": waiting,
        "mails": mails,
        "addresses": people,
        "left": left,
        "seconds": round(seconds, 1),
        "people_per_second": round(PEOPLE / seconds),
        "longest_step_ms": round(longest * 1000),
        "memory_before_mib": memory,
        "memory_peak_mib": _memory(),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["seed"]:
        _seed(sys.argv[2])
    elif sys.argv[1:2] == ["run"]:
        print(json.dumps(_run(sys.argv[2])))
    else:
        print(json.dumps(measure_digests(), indent=2))
