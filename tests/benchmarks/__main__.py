"""Measure everything in one run and print one JSON document; see ``docs/benchmarks.md`` for how to read it."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event

from forum import create_app
from forum.core.db import db
from forum.search import subscribers
from tests.benchmarks.digests import measure_digests
from tests.benchmarks.freshness import measure_freshness
from tests.benchmarks.http import Server, get, measure, serving
from tests.benchmarks.searching import measure_searching
from tests.benchmarks.seed import SIZES, seed
from tests.benchmarks.sockets import measure_sockets
from tests.benchmarks.sweeping import measure_sweep
from tests.benchmarks.writing import cookie, replying

TIMES = 400
WORD = "Radweg"


@contextmanager
def prepared() -> Iterator[tuple[Flask, Path]]:
    """Give an application on a fresh, seeded and indexed instance."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": folder, "MODE": "demo", "RATE_LIMITS": False})
        with app.app_context():
            upgrade()
            seed()
            say("seeded")
            subscribers.rebuild()
            app.extensions["search"].close()
            say("indexed")
            db.session.remove()
        yield app, Path(folder)


def say(sentence: str) -> None:
    """Tell on standard error how far the run is; standard output is for the document."""
    print(sentence, file=sys.stderr, flush=True)


def queries_of(app: Flask, path: str, headers: dict[str, str]) -> int:
    """Count the statements of one page, in this process, rendered anew."""
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    app.extensions["page_cache"].clear()
    event.listen(Engine, "before_cursor_execute", count)
    try:
        answer = app.test_client(use_cookies=False).get(path, headers=headers)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(statements)


def inserting(number: int) -> tuple[str, str, bytes, dict[str, str]]:
    """Make the request that inserts one bare row."""
    body = urlencode({"text": f"Antwort Nummer {number}, damit es weitergeht."}).encode()
    return "POST", "/insert", body, {"Content-Type": "application/x-www-form-urlencoded"}


def run() -> dict[str, Any]:
    """Measure pages, search and posts, and put each beside its floor."""
    with prepared() as (app, folder):
        database = str(folder / "forum.db")
        plain = {"FORUM_INSTANCE": str(folder), "FORUM_RATE_LIMITS": "0", "FORUM_POST_PAUSE": "0"}
        plain |= {"FORUM_POST_PAUSE_NEWCOMERS": "0", "FORUM_EMBEDDED_WORKER": "0", "FLOOR_DATABASE": database}
        bare = ("--worker-class", "gthread", "--threads", "8", "--keep-alive", "15", "--no-control-socket")
        with serving("tests.benchmarks.floor:app", plain, *bare) as server:
            floors = measure_floors(server)
        say("floors measured")
        head, token = cookie(app)
        result: dict[str, Any] = {"floors": floors, "pages": {}}
        with serving("wsgi:app", plain, "--config", "config/gunicorn.py") as server:
            measure_pages(app, server, {"Cookie": head}, token, result)
            result["thread_sizes"] = measure_sizes(app, server, {"Cookie": head})
        anew = {**plain, "FORUM_PAGE_CACHE_SECONDS": "0"}
        with serving("wsgi:app", anew, "--config", "config/gunicorn.py") as server:
            measure_pages_anew(server, result)
        large = {**plain, "FORUM_POSTS_PER_PAGE": "200"}
        with serving("wsgi:app", large, "--config", "config/gunicorn.py") as server:
            measure_large_pages(app, server, {"Cookie": head}, result)
        say("large pages measured")
        compare(result)
    result["sockets"] = measure_sockets()
    result["sweep"] = measure_sweep()
    say("hiding an account measured")
    result["freshness"] = measure_freshness()
    say("freshness measured")
    result["digests"] = measure_digests()
    say("digests measured")
    result["searching"] = measure_searching()
    say("search engines measured")
    return result


def measure_floors(server: Server) -> dict[str, Any]:
    """Measure the bare views."""
    return {
        "thread_20": measure(server, get("/thread/2/20"), times=TIMES),
        "thread_200": measure(server, get("/thread/2/200"), times=TIMES // 4),
        "ideas_20": measure(server, get("/ideas/20"), times=TIMES),
        "insert": measure(server, inserting, times=TIMES // 2),
    }


def page(app: Flask, server: Server, path: str, floor: str, headers: dict[str, str], times: int) -> dict[str, Any]:
    """Measure a page as it is served."""
    figures = measure(server, get(path, headers), times=times)
    return {**figures, "queries": queries_of(app, path, headers), "floor": floor}


def measure_pages(app: Flask, server: Server, head: dict[str, str], token: str, result: dict[str, Any]) -> None:
    """Measure lists, threads, search and replies on the ordinary server."""
    pages = result["pages"]
    # Twenty posts in the order of time, one row each, stand beside the floor's twenty rows.
    thread, search = f"{thread_path(app)}?ansicht=flach", f"/suche?q={WORD}"
    result["thread_path"] = thread
    for name, headers in (("anonymous", {}), ("signed_in", head)):
        pages[f"thread_20_{name}"] = page(app, server, thread, "thread_20", headers, TIMES)
        pages[f"ideas_{name}"] = page(app, server, "/ideen", "ideas_20", headers, TIMES)
        pages[f"search_{name}"] = page(app, server, search, "ideas_20", headers, TIMES // 2)
        say(f"pages {name} measured")
    pages["reply"] = {**measure(server, replying(1, head, token), times=TIMES // 2), "floor": "insert"}


def measure_sizes(app: Flask, server: Server, head: dict[str, str]) -> list[dict[str, Any]]:
    """Measure the first page of threads that differ in nothing but size; the ratio is to the smallest one."""
    rows: list[dict[str, Any]] = []
    for size, thread_id in SIZES.items():
        path = thread_path(app, thread_id)
        figures = measure(server, get(path, head), times=TIMES // 2)
        newest = measure(server, get(f"{path}?ordnung=hilfreichste", head), times=TIMES // 2)
        row = {"posts": size, **figures, "queries": queries_of(app, path, head), "helpful_cpu_ms": newest["cpu_ms"]}
        row["cpu_ratio_to_smallest"] = round(figures["cpu_ms"] / (rows[0]["cpu_ms"] if rows else figures["cpu_ms"]), 2)
        rows.append(row)
    say("thread sizes measured")
    return rows


def measure_pages_anew(server: Server, result: dict[str, Any]) -> None:
    """Measure the same pages for visitors, each time rendered anew."""
    for name, path, floor in (("thread_20", "/themen/2", "thread_20"), ("ideas", "/ideen", "ideas_20")):
        target = path if name == "ideas" else result["thread_path"]
        figures = measure(server, get(target), times=TIMES)
        result["pages"][f"{name}_anonymous_rendered_anew"] = {**figures, "floor": floor}


def measure_large_pages(app: Flask, server: Server, head: dict[str, str], result: dict[str, Any]) -> None:
    """Measure a thread with 200 posts on one page."""
    for name, headers in (("anonymous", {}), ("signed_in", head)):
        figures = measure(server, get(result["thread_path"], headers), times=TIMES // 4)
        result["pages"][f"thread_200_{name}"] = {**figures, "floor": "thread_200"}


def thread_path(app: Flask, thread_id: int = 2) -> str:
    """Return the address of a thread; the one of 2,000 posts has the number 2."""
    with app.test_client() as client:
        location = client.get(f"/themen/{thread_id}").headers["Location"]
    return str(location)


def compare(result: dict[str, Any]) -> None:
    """Put the ratio to the floor beside every figure."""
    for figures in result["pages"].values():
        floor = result["floors"][figures["floor"]]
        figures["cpu_ratio"] = round(figures["cpu_ms"] / floor["cpu_ms"], 2)
        figures["p50_ratio"] = round(figures["p50_ms"] / floor["p50_ms"], 2)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    # What the application logs in this process goes beside the document, not into it.
    with redirect_stdout(sys.stderr):
        figures = run()
    print(json.dumps(figures, indent=2))
