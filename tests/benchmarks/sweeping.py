"""Hiding all posts of an account while others write: how long their writes take meanwhile (T-33).

A real server hides with its own worker, as in life: some chunks back to back, then a rest, and all that follows from it,
such as the index. Another person replies without a rest over one kept connection, in turn to the thread in which the hidden
posts stand and to another one. The longest reply says most, since a run of the worker is short beside its rests.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from itertools import count
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from forum import create_app
from forum.accounts.models import Person
from forum.core import worker
from forum.core.db import db, transaction
from forum.discussions import commands
from forum.discussions.models import Post, PostState, PostSweep
from tests import factories
from tests.benchmarks.http import Request, exchange, figures_of, serving
from tests.benchmarks.writing import cookie, replying
from tests.discussions.growing import grown

POSTS = int(os.environ.get("SWEPT_POSTS", "1600"))
# Writes without any hiding, for comparison.
BEFORE = 200
# After so many replies it is asked whether all is hidden.
LOOKS = 10
DATABASE = os.environ.get("SWEEP_DATABASE", "")


def measure_sweep() -> dict[str, Any]:
    """Return the figures of one run on a fresh database."""
    with tempfile.TemporaryDirectory() as folder:
        app = _app(folder)
        environment = {"FORUM_INSTANCE": folder, "FORUM_RATE_LIMITS": "0", "FORUM_POST_PAUSE": "0"}
        environment |= {"FORUM_POST_PAUSE_NEWCOMERS": "0", "FORUM_DATABASE_URL": DATABASE}
        with app.app_context():
            upgrade()
            moderator_id, person_id = factories.person("moderator").id, factories.person().id
            threads, head, token = _seed(app, person_id)
            replies = [replying(number, head, token) for number in threads]
            with serving("wsgi:app", environment, "--config", "config/gunicorn.py") as server, exchange(server) as send:
                before = [send(replies[number % 2](number)) for number in range(BEFORE)]
                _begin(person_id, moderator_id)
                began = time.perf_counter()
                meanwhile = _while_hiding(send, replies)
                seconds = time.perf_counter() - began
            hidden = select(func.count()).where(Post.author_id == person_id, Post.state == PostState.HIDDEN)
            if db.session.scalar(hidden) != POSTS:
                raise RuntimeError("not every post of the account is hidden")
            db.session.remove()
            db.engine.dispose()
    return {
        "hidden": POSTS,
        "seconds": round(seconds, 1),
        "writes": len(meanwhile),
        "over_a_second": sum(span > 1 for span in meanwhile),
        "before": figures_of(before[BEFORE // 4 :]),  # The first ones warm the server up.
        "meanwhile": figures_of(meanwhile),
    }


def _while_hiding(send: Callable[[Any], float], replies: list[Request]) -> list[float]:
    """Reply until the worker has hidden everything, and return how long each reply took."""
    spans: list[float] = []
    for number in count(BEFORE):
        spans.append(send(replies[number % 2](number)))
        if number % LOOKS == 0 and not _is_hiding():
            return spans
    raise AssertionError


def _is_hiding() -> bool:
    left = db.session.scalar(select(func.count(PostSweep.id)).where(PostSweep.done_at.is_(None)))
    db.session.rollback()
    return bool(left)


def _app(folder: str) -> Flask:
    values = {"RATE_LIMITS": False, "POST_PAUSE": 0, "POST_PAUSE_NEWCOMERS": 0, "DATABASE_URL": DATABASE}
    return create_app({"INSTANCE": folder, "MODE": "demo", **values})


def _seed(app: Flask, person_id: int) -> tuple[list[int], dict[str, str], str]:
    writer_id = factories.person().id
    theirs = grown(*[()] * POSTS, author_id=person_id).id
    other = factories.thread().id
    worker.run_until_idle()
    app.extensions["search"].close()
    head, token = cookie(app, writer_id)
    db.session.remove()
    return [theirs, other], {"Cookie": head}, token


def _begin(person_id: int, moderator_id: int) -> None:
    with transaction():
        moderator, person = db.session.get_one(Person, moderator_id), db.session.get_one(Person, person_id)
        commands.hide_posts_of(moderator, person, ground="Werbung")


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        figures = measure_sweep()
    print(json.dumps(figures, indent=2))
