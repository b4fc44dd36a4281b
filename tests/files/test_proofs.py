"""Signatures on paper and files that are evidence: whoever opens one leaves a line (P-14)."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.administration import commands as administration
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.files.models import File, FileLook
from tests import factories
from tests.factories import Visitor
from tests.files import samples
from tests.files.test_files import newest, post_with

SignIn = Callable[[Person], Visitor]


def looks() -> list[FileLook]:
    """Return the lines, the oldest first."""
    return list(db.session.scalars(select(FileLook).order_by(FileLook.id)))


@pytest.fixture
def hidden(sign_in: SignIn) -> str:
    """Return the address of a picture in a post that the moderation hid."""
    author, keeper = factories.person(), factories.person("moderator").id
    number = post_with(author, sign_in(author), samples.picture(), "a.jpg", alt="Ein Bild").id
    with transaction():
        discussions.hide_post(db.session.get_one(Person, keeper), db.session.get_one(Post, number), ground="Regel 3")
    return newest().url


@pytest.fixture
def scan(sign_in: SignIn) -> str:
    """Return the address of the scan of a list with signatures."""
    clerk, idea = sign_in(factories.person("staff")), factories.idea()
    path = f"/ideen/{idea.id}/papier"
    fields = {"source": "Fest", "desk": "Rathaus", "since": "2026-01-01", "until": "2026-01-02"}
    scans = (io.BytesIO(samples.pdf()), "bogen.pdf")
    assert clerk.submit(path, **fields, on_paper="2", valid="2", files=scans).status_code == 303
    return newest().url


@pytest.mark.parametrize(("proof", "role"), [("hidden", "moderator"), ("scan", "staff")])
def test_whoever_opens_a_proof_leaves_a_line(
    request: pytest.FixtureRequest, sign_in: SignIn, proof: str, role: str
) -> None:
    """P-14, E-24: asked first, without a line; then sent, with a line in the access log and in the sealed one."""
    url, who = request.getfixturevalue(proof), factories.person(role, handle="Nachschauerin")
    client, number = sign_in(who), who.id
    for path in (url, f"{url}/klein" if proof == "hidden" else url):
        assert client.get(path).location == f"{url}/oeffnen"
    asked = client.get(f"{url}/oeffnen")
    assert (asked.status_code, "festgehalten" in asked.text, looks()) == (200, True, [])
    opened = client.submit(f"{url}/oeffnen")
    assert opened.status_code == 200
    assert opened.mimetype in {"image/webp", "image/jpeg", "application/pdf"}
    (line,) = looks()
    assert (line.viewer_id, line.file_id) == (number, newest().id)
    logged = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "FileSeen")).one()
    assert (logged.audience, logged.actor_id, logged.data["file_look_id"]) == ("dpo", number, line.id)
    page = sign_in(factories.person("dpo")).get("/verwaltung/zugriffe/dateien").text
    assert "Nachschauerin" in page
    assert f"Datei {line.file_id}" in page
    for other in ("admin", "staff", "moderator"):
        assert sign_in(factories.person(other)).get("/verwaltung/zugriffe/dateien").status_code == 403


def test_who_may_not_open_it_leaves_no_line(hidden: str, scan: str, client: Visitor, sign_in: SignIn) -> None:
    """E-17: what is not theirs does not exist, whether they look or ask."""
    stranger = sign_in(factories.person())
    for visitor, url, gone in (
        (stranger, hidden, 410),
        (stranger, scan, 404),
        (sign_in(factories.person("moderator")), scan, 404),
    ):
        assert visitor.get(f"{url}/oeffnen").status_code == gone
        assert visitor.submit(f"{url}/oeffnen").status_code == gone
    assert client.submit(f"{scan}/oeffnen").location.startswith("/anmelden")
    assert looks() == []


def test_the_author_of_a_hidden_file_opens_it_as_ever(hidden: str, sign_in: SignIn) -> None:
    """P-14: nobody is told on who looks at what is their own."""
    owner = db.session.get_one(Person, db.session.scalars(select(File.owner_id)).one())
    assert sign_in(owner).get(hidden).status_code == 200
    assert sign_in(owner).get(f"{hidden}/oeffnen").location == hidden
    assert looks() == []


def test_lines_go_after_the_days_of_the_setting(app: Flask, hidden: str, sign_in: SignIn) -> None:
    """P-10 audit_access."""
    sign_in(factories.person("moderator")).submit(f"{hidden}/oeffnen")
    for days, left in ((729, 1), (731, 0)):
        with frozen_at(now() + timedelta(days=days)):
            administration.forget_old_looks()
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(FileLook)) == left
