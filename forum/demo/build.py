"""Fill an empty forum with the demo, step by step, each step a transaction at its own moment in the past."""

from pathlib import Path
from tomllib import loads
from typing import Any

from flask import current_app
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core import chain, worker
from forum.core.db import db
from forum.demo import activities, councils, discussions, ideas, office, people, surveys
from forum.search import subscribers as search

PASSWORD = people.PASSWORD
FOLDER = Path(__file__).parent


def is_empty() -> bool:
    """Tell whether nobody has an account yet."""
    return db.session.scalar(select(Person.id).limit(1)) is None


def is_here() -> bool:
    """Tell whether this forum is the demo."""
    first, _about = sign_ins()[0]
    return db.session.scalar(select(Person.id).where(Person.email_key == first)) is not None


def read(name: str) -> dict[str, Any]:
    """Return one of the demo's files."""
    return loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def build() -> None:
    """Build the whole demo; the worker's part of it is done at the end."""
    pauses = {name: current_app.config[name] for name in ("POST_PAUSE", "POST_PAUSE_NEWCOMERS")}
    current_app.config.update(dict.fromkeys(pauses, 0))
    chain.set_aside()
    try:
        search.rebuild()  # Of the empty forum: without it, the worker would build the index twice.
        people.build(read("people"))
        discussions.build(read("discussions"))
        activities.build(read("activities"))
        surveys.build(read("surveys"))
        councils.found(read("councils"))
        ideas.build(read("ideas"))
        councils.meet(read("councils"))
        councils.look_for_members(read("councils"))
        discussions.keep_reasons(read("councils"))
        discussions.file_notices(read("councils"))
        office.build()
    finally:
        current_app.config.update(pauses)
    worker.run_until_idle()


def sign_ins() -> list[tuple[str, str]]:
    """Return the address and the description of each person to sign in as."""
    return people.sign_ins(read("people"))
