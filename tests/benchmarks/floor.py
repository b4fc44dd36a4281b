"""The floor: a bare Flask application with one SQL statement per view, and nothing else that a forum needs.

It renders the same rows from the same database file, served by the same gunicorn with the same threads.
"""

import os
import sqlite3
from threading import local
from typing import Any

from flask import Flask, request

DATABASE = os.environ["FLOOR_DATABASE"]

PAGE = """<!doctype html><html lang="de"><head><title>Floor</title></head><body><ol>
{% for row in rows %}<li><article id="p{{ row.id }}"><h3>{{ row.handle }} <time>{{ row.created_at }}</time></h3>
<div>{{ row.html|safe }}</div></article></li>{% endfor %}</ol></body></html>"""

LIST = """<!doctype html><html lang="de"><head><title>Floor</title></head><body><ol>
{% for row in rows %}<li><h2><a href="/{{ row.id }}">{{ row.title }}</a></h2><p>{{ row.excerpt }}</p></li>
{% endfor %}</ol></body></html>"""

app = Flask(__name__)
# Compiled once, as templates in files are.
thread_page = app.jinja_env.from_string(PAGE)
list_page = app.jinja_env.from_string(LIST)
kept = local()


def _connection() -> sqlite3.Connection:
    """Return this thread's connection; it is opened once."""
    if not hasattr(kept, "connection"):
        kept.connection = sqlite3.connect(DATABASE, timeout=15)
        kept.connection.row_factory = sqlite3.Row
        kept.connection.execute("PRAGMA synchronous=FULL")
    connection: sqlite3.Connection = kept.connection
    return connection


def _rows(statement: str, *values: Any) -> list[sqlite3.Row]:
    return _connection().execute(statement, values).fetchall()


@app.get("/thread/<int:thread_id>/<int:size>")
def thread(thread_id: int, size: int) -> str:
    """Render the posts of a thread from one statement."""
    rows = _rows(
        "SELECT post.id, post.html, post.created_at, person.handle FROM post JOIN person ON person.id = post.author_id "
        "WHERE thread_id = ? ORDER BY path LIMIT ?",
        thread_id,
        size,
    )
    return thread_page.render(rows=rows)


@app.get("/ideas/<int:size>")
def ideas(size: int) -> str:
    """Render a list of ideas from one statement."""
    rows = _rows("SELECT id, title, excerpt FROM idea ORDER BY id DESC LIMIT ?", size)
    return list_page.render(rows=rows)


@app.post("/insert")
def insert() -> tuple[str, int]:
    """Insert one row durably."""
    with _connection() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("INSERT INTO floor (text) VALUES (?)", (request.form["text"],))
    return "", 201
