"""The matrix of rights: what each role gets from every route, method and command of a session, on a small site (E-16).

Everything is asked of the running application: its rules with their methods, and the commands of sockets. ``matrix.txt``
holds the answers that are meant; ``python -m tests.web.matrix`` writes down those of now, to be read before they are kept.
"""

import gc
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from flask import Flask, templating
from sqlalchemy import select
from weasyprint import HTML
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from forum import create_app
from forum.accounts.models import Person
from forum.core import db as core_db
from forum.core.db import db
from forum.core.tokens import random_key
from forum.meetings.commands.dispatcher import ACTIONS
from forum.meetings.models import Meeting
from forum.web import transaction as web_transaction
from forum.web.realtime import messages
from tests import factories
from tests.accounts.oidc import settings_of_one_away
from tests.conftest import _settings
from tests.factories import Visitor
from tests.serving import migrate
from tests.web import belongings, columns, complete
from tests.web.columns import COLUMNS
from tests.web.commanding import Line, alone, filled
from tests.web.places import Places
from tests.web.recording import writes
from tests.web.site import small_site

FILE = Path(__file__).parent / "matrix.txt"
HEAD = """\
# What each role gets, on the small site of the tests. Written by `python -m tests.web.matrix`; read every change of it.
#   +  reached            ?  let in, and told that the form is not complete: who has no right is refused in the same line
#   -  refused, or as if it did not exist            >  asked to sign in          !  a fault of ours, never meant
#   =  refused because of how the thing is at the moment, before or after the right was asked
# Where a right hangs on what is sent, the form is filled in (tests/web/complete.py). Lines in which all who have an account
# get a ? even so ask for no right; the same file says why, one by one.
"""
# Who is asked on a second database: rights are worked out in Python, so what may differ there is what the queries find.
ENDS = ("visitor", "suspended", "member", "everybody")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# For whom pages are drawn: no right is asked any more while they are, and drawing takes longer than all the rest.
DRAWN = frozenset({"visitor", "member", "everybody"})
# What a script sends as JSON.
AS_JSON = {"/entwuerfe/speichern"}


class Site:
    """The small site with one person for each column."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        # What ended with an error of ours, and what reading wrote (E-24).
        self.faults: list[str] = []
        self.written: set[str] = set()
        everybody = small_site()
        belongings.give(everybody)
        meeting = db.session.scalars(select(Meeting).order_by(Meeting.id).limit(1)).one()
        self.meeting = meeting.id
        self.people = columns.people(db.session.get_one(Person, everybody.id), meeting)
        self.keys = {
            name: factories.sign_in_key(db.session.get_one(Person, number)) for name, number in self.people.items()
        }
        self.places = Places(app, self.meeting, self.people["everybody"])

    def client(self, column: str) -> Visitor:
        """Return a browser of the person of this column, as it was after signing in."""
        visitor = factories.visitor(self.app)
        if column in self.keys:
            with visitor.session_transaction() as session:
                session["_user_id"], session["_fresh"] = self.keys[column], True
                session["csrf_token"] = factories.RAW_TOKEN
        return visitor

    def routes(self) -> Iterator[tuple[str, Rule, str]]:
        """Yield the name, the rule and the method of each line."""
        rules = sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
        for rule in rules:
            for method in METHODS:
                if method in (rule.methods or ()):
                    yield f"{method} {rule.rule}", rule, method

    def line(self, rule: Rule, method: str, columns: Sequence[str] = COLUMNS) -> str:
        """Return what each of these columns gets, at an address that somebody reaches who may see everything."""
        tried = self.places.addresses(rule)
        if not tried:
            return " ".join("-" for _column in columns)
        sent = complete.FIELDS.get(f"{method} {rule.rule}", {})
        found: dict[str, str] = {}
        for path in tried:
            found.setdefault(self.ask("everybody", method, path, sent), path)
            if {"+", "?"} & set(found):
                break
        # Where nobody is let in, a line shows at least who is refused for how the thing is at the moment.
        last = next((sign for sign in "+?=" if sign in found), "-")
        path = found.get(last, tried[0])
        return " ".join([*(self.ask(column, method, path, sent) for column in columns[:-1]), last])

    def ask(self, column: str, method: str, path: str, sent: Mapping[str, Any] = MappingProxyType({})) -> str:
        """Return the sign of what somebody gets who sends these fields."""
        values: dict[str, Any] = {"headers": {"X-CSRFToken": ""}}
        client = self.client(column)
        if method != "GET":
            with self.app.app_context():
                values["headers"] = {"X-CSRFToken": client.csrf}
            if path.startswith("/api/") or path in AS_JSON:
                values["json"] = {**sent, **({"idempotency_key": random_key()} if "type" in sent else {})}
            else:
                values["data"] = {**sent, "once": random_key()}
        try:
            with writes() as written, drawn(column in DRAWN):
                return sign_of(client.open(path, method=method, **values))
        except Exception as error:  # noqa: BLE001  Whatever it is, it is named beside the others.
            self.faults.append(f"{method} {path} as {column}: {error!r}")
            return "!"
        finally:
            if method == "GET":
                # What a month was read is put down now and then after an answer, and belongs to no page.
                own = (statement for statement, _values in written if "active_month" not in statement)
                self.written |= {f"{path} as {column}: {statement[:60]}" for statement in own}


def sign_of(answer: TestResponse) -> str:
    """Return the sign of an answer."""
    if answer.status_code == 401 or (answer.status_code == 303 and answer.location.startswith("/anmelden?")):
        return ">"
    if answer.status_code in {403, 404, 410}:
        return "-"
    return {400: "?", 409: "=", 415: "?", 422: "?"}.get(answer.status_code, "+")


@contextmanager
def running_site(folder: Path, url: str = "") -> Iterator[Site]:
    """Make the small site in this folder, or in an empty database; its application's context is open until the end."""
    app = create_app(_settings(folder, url))
    # A sign-in service at which nobody answers: who may go there does not hang on it.
    app.config["OIDC_FILE"] = settings_of_one_away(folder)
    with app.app_context():
        migrate(app)
        db.session.remove()
        try:
            yield Site(app)
        finally:
            db.session.remove()
            # What requests of other contexts still hold goes back first, so that no connection is left open behind.
            gc.collect()
            db.engine.dispose()
            app.extensions["search"].close()


@contextmanager
def nothing_is_kept() -> Iterator[None]:
    """Answer every request and message in full and undo it then, so that each finds the site as the first one did."""

    @contextmanager
    def undone() -> Iterator[core_db.Change]:
        with core_db.transaction() as change:
            yield change
            change.discard()

    with patch.object(web_transaction, "transaction", undone), patch.object(messages, "transaction", undone):
        yield


@contextmanager
def drawn(all_of_it: bool) -> Iterator[None]:
    """Answer in full, or with an empty page where a template or a PDF would be made."""
    if all_of_it:
        yield
        return
    with (
        patch.object(templating, "_render", lambda *_parts: ""),
        patch.object(HTML, "write_pdf", lambda *_a, **_b: b""),
    ):
        yield


def lines(
    site: Site, part: Callable[[str, int], bool] = lambda _name, _place: True, columns: Sequence[str] = COLUMNS
) -> dict[str, str]:
    """Return the lines of the matrix, or of every route in one part of it, for all columns or some."""
    found = {}
    with nothing_is_kept():
        for place, (name, rule, method) in enumerate(site.routes()):
            if part(name, place):
                found[name] = site.line(rule, method, columns)
    return found


def commands(site: Site) -> dict[str, str]:
    """Return the lines of the commands of sessions, each sent through a socket of each column."""
    sent = {kind: filled(kind, db.session.get_one(Meeting, site.meeting)) for kind in sorted(ACTIONS)}
    found: dict[str, list[str]] = {kind: [] for kind in sent}
    with alone(), nothing_is_kept():
        for column in COLUMNS:
            line = Line(site.client(column), site.meeting)
            for kind, data in sent.items():
                found[kind].append(line.sign(kind, data))
            line.close()
    return {f"SOCKET {kind}": " ".join(signs) for kind, signs in found.items()}


def kept() -> dict[str, str]:
    """Return the lines that are meant."""
    found = {}
    for line in FILE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            signs, name = line[: 2 * len(COLUMNS)].strip(), line[2 * len(COLUMNS) :].strip()
            found[name] = signs
    return found


def main() -> None:
    """Write down what holds now."""
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as site:
        table = lines(site) | commands(site)
        sys.stderr.write("".join(f"{fault}\n" for fault in site.faults))
    columns = "# " + ", ".join(COLUMNS)
    FILE.write_text(HEAD + columns + "\n" + "".join(f"{signs}  {name}\n" for name, signs in table.items()), "utf-8")


if __name__ == "__main__":
    main()
