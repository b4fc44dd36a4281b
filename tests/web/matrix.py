"""The matrix of rights: what each role gets from every route, method and command of a session, on a small site (E-16).

Everything is asked of the running application: its rules with their methods, and the commands of sockets. ``matrix.txt``
holds the answers that are meant; ``python -m tests.web.matrix`` writes down those of now, to be read before they are kept.
"""

import gc
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, product
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import BuildError, Rule
from werkzeug.test import TestResponse

from forum import create_app
from forum.accounts.models import Person
from forum.committees.models import Committee, Membership, Role
from forum.core import db as core_db
from forum.core.db import db
from forum.core.permissions import Nobody, can
from forum.core.tokens import random_key
from forum.ideas.models import Idea
from forum.meetings.commands.dispatcher import ACTIONS
from forum.meetings.models import Meeting
from forum.reports.models import Report
from forum.web import transaction as web_transaction
from tests import factories
from tests.accounts.oidc import settings_of_one_away
from tests.conftest import _settings
from tests.factories import Visitor
from tests.search import surfaces
from tests.serving import migrate
from tests.web import complete
from tests.web.recording import writes
from tests.web.site import small_site

FILE = Path(__file__).parent / "matrix.txt"
HEAD = """\
# What each role gets, on the small site of the tests. Written by `python -m tests.web.matrix`; read every change of it.
#   +  reached            ?  let in, and told that the form is not complete: who has no right is refused in the same line
#   -  refused, or as if it did not exist            >  asked to sign in          !  a fault of ours, never meant
# Where a right hangs on what is sent, the form is filled in (tests/web/complete.py). Lines in which all who have an account
# get a ? even so ask for no right; the same file says why, one by one.
"""
# The columns: people who hold one role each, and somebody who leads the committee of the session.
ROLES = ("moderator", "staff", "board", "admin", "legal", "dpo", "trusted_flagger")
COLUMNS = ("visitor", "member", *ROLES, "unit", "chair", "everybody")
# Who is asked on a second database: rights are worked out in Python, so what may differ there is what the queries find.
ENDS = ("visitor", "member", "everybody")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Nobody guesses these parts of an address; whoever has them is let in by them, which their own tests prove (E-27).
SECRETS = {"token": "a-secret-that-nobody-has", "secret": "a-secret-that-nobody-has", "filename": "css/theme.css"}
MOST_TRIED = 24
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
        people = {role: factories.person(role) for role in ROLES}
        meeting = db.session.scalars(select(Meeting).order_by(Meeting.id)).first()
        assert meeting is not None
        led = select(Membership.person_id).where(
            Membership.committee_id == meeting.committee_id, Membership.role == Role.CHAIR
        )
        chair = db.session.get_one(Person, db.session.scalars(led.order_by(Membership.id)).first())
        unit = db.session.scalars(select(Idea.unit_id).where(Idea.unit_id.is_not(None)).order_by(Idea.id)).first()
        people |= {"member": factories.person(), "unit": factories.person(f"unit:{unit}")}
        people |= {"chair": chair, "everybody": everybody}
        self.people = {name: db.session.get_one(Person, one.id).id for name, one in people.items()}
        self.meeting = meeting.id
        self.keys = {
            name: factories.sign_in_key(db.session.get_one(Person, number)) for name, number in self.people.items()
        }
        self.values = surfaces._values() | {
            "decision": ["gruenden", "ablehnen", "ruhen", "wiederaufnehmen", "aufloesen"]
        }
        # The committee that "chair" leads comes first, since a line asks at one address for all.
        own = db.session.get_one(Committee, meeting.committee_id).slug
        self.values["name"] = [own, "bund", *(name for name in self.values["name"] if name != own)]
        self.values["number"] = [*db.session.scalars(select(Report.number)), *self.values["number"]]
        self.values |= {name: [1, 2, 3] for name in self._unknown()} | {name: [one] for name, one in SECRETS.items()}

    def _unknown(self) -> set[str]:
        parts = {part for rule in self.app.url_map.iter_rules() for part in rule.arguments}
        return parts - set(self.values) - set(SECRETS)

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

    def addresses(self, rule: Rule) -> list[str]:
        """Return some addresses of a rule, with what stands in the database."""
        adapter = self.app.url_map.bind("localhost")
        names = sorted(rule.arguments)
        found = []
        for chosen in islice(product(*(self.values[name] for name in names)), MOST_TRIED):
            try:
                found.append(adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), method=None))
            except (BuildError, ValueError):
                continue
        return found

    def line(self, rule: Rule, method: str, columns: Sequence[str] = COLUMNS) -> str:
        """Return what each of these columns gets, at an address that somebody reaches who may see everything."""
        tried = self.addresses(rule)
        if not tried:
            return " ".join("-" for _column in columns)
        sent = complete.FIELDS.get(f"{method} {rule.rule}", {})
        ways = ((path, self.ask("everybody", method, path, sent)) for path in tried)
        path, last = next(((path, sign) for path, sign in ways if sign != "-"), (tried[0], "-"))
        first = self.ask("visitor", method, path, sent)
        if first == "+" and method == "GET":
            # Whoever may do more than a visitor reads at least as much; asking each of them would double the time.
            return " ".join([first, self.ask("member", method, path), *("+" for _column in columns[2:-1]), last])
        return " ".join([first, *(self.ask(column, method, path, sent) for column in columns[1:-1]), last])

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
            with writes() as written:
                return sign_of(client.open(path, method=method, **values))
        except Exception as error:  # noqa: BLE001  Whatever it is, it is named beside the others.
            self.faults.append(f"{method} {path} as {column}: {error!r}")
            return "!"
        finally:
            if method == "GET":
                self.written |= {f"{path} as {column}: {statement[:60]}" for statement, _values in written}

    def command(self, column: str, kind: str) -> str:
        """Return the sign of what somebody gets who sends a command of a session."""
        meeting = db.session.get_one(Meeting, self.meeting)
        actor = db.session.get_one(Person, self.people[column]) if column in self.people else Nobody()
        db.session.info.clear()
        seen = meeting.audience in actor.words
        return "+" if seen and can(actor, ACTIONS[kind].permission, meeting) else "-"


def sign_of(answer: TestResponse) -> str:
    """Return the sign of an answer."""
    if answer.status_code == 401 or (answer.status_code == 303 and answer.location.startswith("/anmelden?")):
        return ">"
    if answer.status_code in {403, 404, 410}:
        return "-"
    return "?" if answer.status_code in {400, 415, 422} else "+"


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
    """Let every request be answered in full and then undone, so that each finds the site as the first one did."""

    @contextmanager
    def undone() -> Iterator[core_db.Change]:
        with core_db.transaction() as change:
            yield change
            change.discard()

    with patch.object(web_transaction, "transaction", undone):
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
    """Return the lines of the commands of sessions, by socket and by the API alike."""
    return {f"SOCKET {kind}": " ".join(site.command(column, kind) for column in COLUMNS) for kind in sorted(ACTIONS)}


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
