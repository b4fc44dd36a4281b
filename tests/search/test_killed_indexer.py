"""What becomes of the index when its one writer is killed again and again while people write (Q-14)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import sleep

from flask import Flask
from sqlalchemy import update

from forum.accounts.models import Person
from forum.core import worker
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.events import Delivery
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Thread
from forum.search.engines import MOST_HITS
from forum.search.fresh import SUBSCRIBER
from forum.search.looking import engine
from forum.search.sources import SOURCES
from tests import factories
from tests.search.documents import ask

ROOT = Path(__file__).resolve().parents[2]
KILLS = 40
SEED = 14
LONGEST = 0.1  # seconds that an indexer lives once it may work

# Imports take seconds, so one process takes them, and what is killed are its children: a whole worker each.
NURSERY = """
import json, os, sys
from forum import create_app
from forum.accounts.models import Person
from forum.core import worker

app = create_app(json.loads(sys.argv[1]))
for _ in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(2, 1)  # What it logs is no number.
        with app.app_context():
            while True:
                worker.run_once()
    print(child, flush=True)
    os.waitpid(child, 0)
"""


@contextmanager
def nursery(app: Flask) -> Iterator[subprocess.Popen[str]]:
    """Run the process that has a worker for each line that it is sent, and says its number."""
    names = ("TESTING", "INSTANCE", "SECRET_KEY", "SEARCH_ENGINE", "MODE")
    values = {name: str(app.config[name]) for name in names} | {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    command = [sys.executable, "-c", NURSERY, json.dumps(values)]
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def write(thread: Thread, author: Person, number: int) -> int:
    """Write two posts and change one, take the other back; return the number of the one that stays."""
    changed = factories.post(thread, author, text=f"Hier steht bleibt{number} alt{number}.")
    gone = factories.post(thread, author, text=f"Hier steht fort{number}.")
    with transaction():
        post = db.session.get_one(Post, changed.id)
        discussions.edit_post(author, post, text=f"Hier steht bleibt{number} neu{number}.", version=post.version)
        discussions.delete_post(author, db.session.get_one(Post, gone.id))
    return changed.id


def until_something_is_delivered() -> None:
    """Wait for the indexer to confirm something, so that it is killed in the middle of its work."""
    before = worker.waiting(SUBSCRIBER)
    while worker.waiting(SUBSCRIBER) >= before > 0:
        db.session.rollback()  # SQLite would show the same moment for ever.
        sleep(0.005)
    db.session.rollback()


def end_of_lease() -> None:
    """Give back what the dead worker had taken, as five minutes would."""
    with transaction():
        db.session.execute(update(Delivery).values(due_at=now()))


def found(word: str) -> list[str]:
    """Return the keys of what everybody finds."""
    return [hit.key for hit in engine().find(ask(word), audiences=frozenset({"public"}), limit=MOST_HITS).hits]


def test_a_killed_indexer_loses_nothing(app: Flask) -> None:
    """Q-14: kill -9 forty times while texts are written, changed and taken back; then index and database are equal."""
    dice = Random(SEED)  # noqa: S311  The same on every run.
    thread, author = factories.thread(), factories.person()
    engine().close()  # The writer's lock is for the one that is killed.
    written: list[int] = []
    with nursery(app) as process:
        for round_ in range(KILLS):
            assert process.stdin
            assert process.stdout
            process.stdin.write("go\n")
            process.stdin.flush()
            child = int(process.stdout.readline())
            written.append(write(thread, author, round_))
            if round_ % 2:
                until_something_is_delivered()
            sleep(dice.random() * LONGEST)
            os.kill(child, signal.SIGKILL)
            end_of_lease()
    worker.run_until_idle()
    documents = [one for source in SOURCES.values() for one in source.documents(list(source.every_id()))]
    assert engine().count() == len(documents)
    for number, kept in enumerate(written):
        assert found(f"bleibt{number}") == found(f"neu{number}") == [f"post:{kept}"]
        assert found(f"alt{number}") == found(f"fort{number}") == []
