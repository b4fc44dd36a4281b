"""How fresh a forum is under a load of five writes a second: when a post is found, and when a receipt leaves (E-04).

A real server with its own worker takes posts and ideas over kept connections, one write each fifth of a second, every tenth
an idea. Each text has a word of its own. A second connection searches for the words that were not found yet; the receipt of
an idea has left when its mail is marked as sent.
"""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from http.client import HTTPConnection
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from forum import create_app
from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core import worker
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.ideas.models import Idea
from tests import factories
from tests.benchmarks.http import Server, figures_of, serving
from tests.serving import UNSCREENED

SECONDS = int(os.environ.get("FRESHNESS_SECONDS", "60"))
DATABASE = os.environ.get("FRESHNESS_DATABASE", "")
PER_SECOND = 5
# One write of so many is an idea, which has a receipt.
IDEAS = 10
# Nobody waits longer than this for the last word.
PATIENCE = 60.0
# Between two looks.
PAUSE = 0.02


def measure_freshness() -> dict[str, Any]:
    """Return the figures of one run on a fresh database: seconds until found and until sent."""
    with tempfile.TemporaryDirectory() as folder:
        values = {"RATE_LIMITS": False, "POST_PAUSE": 0, "POST_PAUSE_NEWCOMERS": 0, "DATABASE_URL": DATABASE}
        app = create_app({"INSTANCE": folder, "MODE": "demo", **values})
        environment = {"FORUM_INSTANCE": folder, "FORUM_RATE_LIMITS": "0", "FORUM_POST_PAUSE": "0"}
        environment |= {f"FORUM_{name}": value for name, value in UNSCREENED.items()}
        environment |= {"FORUM_POST_PAUSE_NEWCOMERS": "0", "FORUM_DATABASE_URL": DATABASE, "FORUM_MODE": "demo"}
        with app.app_context():
            upgrade()
            thread, token = _seed(app)
            with serving("wsgi:app", environment, "--config", "config/gunicorn.py") as server:
                found = _write_and_search(server, thread, token)
                sent = _receipts()
            db.session.remove()
            db.engine.dispose()
    return {
        "writes": SECONDS * PER_SECOND,
        "post_found": figures_of(found),
        "receipt_sent": figures_of(sent),
    }


def _seed(app: Flask) -> tuple[int, str]:
    thread, writer_id = factories.thread().id, factories.person().id
    with transaction():
        writer = db.session.get_one(Person, writer_id)
        token = accounts.issue_token(writer, writer, name="Messung", scopes=["write"])
    worker.run_until_idle()
    app.extensions["search"].close()
    db.session.remove()
    return thread, token


@contextmanager
def talking(server: Server, token: str) -> Iterator[Callable[[str, Any], Any]]:
    """Give a function that asks the API over one kept connection, with a body to write it, and returns what it says."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(path: str, body: Any = None) -> Any:
        connection.request("POST" if body else "GET", path, body=json.dumps(body) if body else None, headers=head)
        response = connection.getresponse()
        said = response.read()
        if response.status >= 400:
            raise RuntimeError(f"{path} answered {response.status}: {said.decode()[:300]}")
        return json.loads(said)

    try:
        yield ask
    finally:
        connection.close()


def _write_and_search(server: Server, thread: int, token: str) -> list[float]:
    """Write for some time at an even pace while another thread looks for each word; return the seconds until found."""
    waiting: dict[str, float] = {}
    found: list[float] = []
    over = threading.Event()
    # What goes wrong beside the writing ends the run.
    problems: list[str] = []

    def look() -> None:
        with talking(server, token) as ask:
            while not problems and not (over.is_set() and not waiting):
                for word, since in list(waiting.items()):
                    if ask(f"/api/v1/search?q={word}")["items"]:
                        found.append(time.monotonic() - since)
                        del waiting[word]
                    elif time.monotonic() - since > PATIENCE:
                        problems.append(f"{word} was not found in {PATIENCE} s")
                time.sleep(PAUSE)

    watcher = threading.Thread(target=look)
    watcher.start()
    with talking(server, token) as send:
        begin = time.monotonic()
        for number in range(SECONDS * PER_SECOND):
            time.sleep(max(0.0, begin + number / PER_SECOND - time.monotonic()))
            word = f"wort{number}probe"
            if number % IDEAS:
                send(f"/api/v1/threads/{thread}/posts", {"text": f"Ein Gedanke mit {word} darin."})
                waiting[word] = time.monotonic()
            else:
                text = f"Mehr Bänke am Fluss, damit alle sich ausruhen können, sagt {word}."
                send("/api/v1/ideas", {"title": f"Bänke am Fluss, {word}", "text": text, "goals": ["mitnehmen"]})
    over.set()
    watcher.join()
    if problems:
        raise RuntimeError(problems[0])
    return found


def _receipts() -> list[float]:
    """Return the seconds from each idea to the moment its receipt left; wait for the last one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        ideas = db.session.execute(select(Idea.id, Idea.submitted_at)).all()
        mails = db.session.execute(select(Mail.text, Mail.sent_at).where(Mail.text.contains("/ideen/"))).all()
        db.session.rollback()
        sent = {number: at for number, _moment in ideas for text, at in mails if at and f"/ideen/{number}-" in text}
        if len(sent) == len(ideas):
            return [(sent[number] - moment).total_seconds() for number, moment in ideas]
        time.sleep(PAUSE)
    raise RuntimeError(f"some receipts did not leave in {PATIENCE} s")


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        figures = measure_freshness()
    print(json.dumps(figures, indent=2))
