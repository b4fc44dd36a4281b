"""Every surface that somebody can open: all GET routes, with everything that stands in the database (E-18, M-36).

A new route is walked without being named here; one whose address has a new kind of part fails until it is known.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import product
from typing import Any
from zipfile import ZipFile

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.routing import BuildError, Rule
from werkzeug.test import TestResponse

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.clock import today
from forum.core.db import db
from forum.discussions.models import Post, Space, Thread
from forum.dossiers.models import Decision, Dossier
from forum.files.models import File
from forum.ideas.models import Idea
from forum.meetings.models import Meeting, Poll
from forum.moderation import annex
from forum.moderation.models import Case
from forum.projects.models import Project
from forum.terms.pages import PAGES
from tests.factories import Visitor

# What is asked for with words: the search and everything that suggests, by words beside the canaries.
ASKED = (
    *(
        "/suche?q=Zaunkönig",
        "/suche?q=Zaunkönig&sort=neu",
        "/suche/vorschlaege?q=Kanarien",
        "/suche/vorschlaege?q=Zaun",
    ),
    *("/api/v1/search?q=Zaunkönig", "/ideen?q=Zaunkönig", "/ideen/aehnlich?titel=Zaunkönig+am+Markt", "/suche?q=Markt"),
    *("/api/v1/ideas?q=Zaunkönig"),
)
# Nobody can guess these, so there is nothing to open; and what is none of ours.
SECRETS = {"token", "secret", "filename", "puid"}
# Files of ours; and the mails that went out before, which the demo shows: what is mailed is looked at by itself.
NO_SURFACES = {"static", "accounts.outbox"}


def _ids(model: Any) -> list[Any]:
    return list(db.session.scalars(select(model.id).order_by(model.id)))


def _values() -> dict[str, list[Any]]:
    """Return what can stand in each part of an address."""
    few: list[Any] = [1, 2]
    slugs = [*db.session.scalars(select(Space.slug)), *db.session.scalars(select(Committee.slug)), "regeln"]
    dossiers = db.session.scalars(select(Dossier.number).order_by(Dossier.number.desc()))
    # The newest decision has conditions.
    decisions = db.session.scalars(select(Decision.number).order_by(Decision.number.desc()))
    numbers = [*dossiers, *decisions, 1]
    return {
        "idea_id": _ids(Idea),
        "thread_id": _ids(Thread),
        "post_id": _ids(Post),
        "meeting_id": _ids(Meeting),
        "poll_id": _ids(Poll),
        "project_id": _ids(Project),
        "case_id": _ids(Case),
        "name": slugs,
        "page": list(PAGES),
        "slug": ["x", *db.session.scalars(select(Space.slug))],
        "number": numbers,
        "key": list(db.session.scalars(select(File.key).order_by(File.id.desc()))),
        "handle": list(db.session.scalars(select(Person.handle))),
        "year": [today().year],
        "kind": [
            "csv",
            "xlsx",
            "ods",
            "post",
            "idea",
            "file",
            "profile",
            "contribution",
            "question",
            "revision",
            "thread",
        ],
        "part": [1, 2, *annex.HEADERS],
        "step": [1, 2, 3, 4, 5],
        "target_id": [1, 2, 3, 4, 5, 6],
        **dict.fromkeys(_FEW, few),
    }


_FEW = """
    activity_id application_id batch_id block_id circulation_id complaint_id draft_id export_id held_id hold_id
    indicator_id item_id merge_id move_id paper_id paragraph_id position question_id record_id report_id resolution_id
    dispute_id identity_id notice_id passkey_id person_id proposal_id survey_id unit_id video_id decision
""".split()


def addresses(app: Flask) -> Iterator[str]:
    """Yield the address of everything that can be asked for with GET, each once."""
    values = _values()
    seen: set[str] = set()
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in NO_SURFACES or rule.arguments & SECRETS:
                continue
            assert rule.arguments <= set(values), f"{rule} has a part that no walk knows"
            for address in _filled(adapter, rule, values):
                if address not in seen:
                    seen.add(address)
                    yield address
    yield from ASKED


def _filled(adapter: Any, rule: Rule, values: dict[str, list[Any]]) -> Iterator[str]:
    names = sorted(rule.arguments)
    for chosen in product(*(values[name] for name in names)):
        try:
            yield adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)))
        except (BuildError, ValueError):
            continue


def said(answer: TestResponse) -> str:
    """Return what an answer says: a page, a table, the text of a PDF, or everything inside a package."""
    body = answer.get_data()
    # A file that somebody uploaded is what it was; papers of the forum are read.
    if body.startswith(b"%PDF") and not answer.request.path.startswith("/dateien/"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as package:
            return "\n".join(f"{name}\n{package.read(name).decode('utf-8', 'ignore')}" for name in package.namelist())
    return body.decode("utf-8", "ignore") + answer.headers.get("Content-Disposition", "")


def told_by(client: Visitor, words: Iterable[str]) -> dict[str, set[str]]:
    """Open every surface and return where each word stands, whatever its case."""
    wanted = {word: word.casefold() for word in words}
    found: dict[str, set[str]] = {word: set() for word in wanted}
    for address in [*addresses(client.application)]:
        text = said(client.get(address)).casefold()
        for word, folded in wanted.items():
            if folded in text:
                found[word].add(address)
    return found
