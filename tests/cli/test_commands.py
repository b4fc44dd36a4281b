"""The command line, called as an operator would."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions.models import Post, Thread
from tests import factories


def run(app: Flask, *words: str, status: int = 0) -> Any:
    result = app.test_cli_runner().invoke(args=["forum", *words])
    assert result.exit_code == status, result.output
    db.session.rollback()
    if "--json" not in words:
        return result.output
    return json.loads(result.stdout.strip().splitlines()[-1])


def test_an_operator_opens_an_account_and_gives_a_role(app: Flask) -> None:
    run(app, "user", "create", "amt@example.org", "Amt-fuer-Ideen", "--password", "ein langer Satz")
    run(app, "user", "role", "Amt-fuer-Ideen", "staff")
    person = db.session.scalars(select(Person)).one()
    assert {"members", "staff"} <= person.words
    run(app, "user", "role", "Amt-fuer-Ideen", "staff", "--end")
    db.session.info.clear()
    assert "staff" not in person.words


def test_faults_are_said_in_one_line_each(app: Flask) -> None:
    output = run(app, "user", "create", "kein-at", "Stadt", "--password", "kurz", status=1)
    assert len(output.strip().splitlines()) == 3
    run(app, "user", "role", "niemand", "staff", status=1)


def test_tokens_open_the_api(app: Flask) -> None:
    person = factories.person(handle="Programm")
    token = run(app, "user", "token", "Programm", "--json")["token"]
    assert token.startswith("scf_")
    run(app, "user", "token", "Programm", "--scope", "unsinn", status=1)
    assert person.handle == "Programm"


def test_permissions_explain_themselves(app: Flask) -> None:
    """E-39: every predicate says what it finds."""
    factories.person("staff", handle="Wissend")
    findings = run(app, "explain", "Wissend", "space.manage", "--json")["findings"]
    assert findings[0] == {"alternative": 1, "predicate": "is_staff", "holds": True}
    run(app, "explain", "Wissend", "gibt.es.nicht", status=1)


def test_the_check_finds_and_repairs_wrong_counts(app: Flask) -> None:
    """E-07, T-32: injected faults of each kind are found; counts are put right."""
    thread = factories.thread()
    factories.post(thread)
    assert run(app, "check").strip() == "Everything fits."
    with transaction():
        db.session.execute(update(Thread).values(post_count=99))
        db.session.execute(update(Post).where(Post.id == 1).values(child_count=7))
    findings = run(app, "check", "--json", status=1)["findings"]
    assert {finding["check"] for finding in findings} == {"posts of a thread", "answers to a post"}
    run(app, "check", "--repair")
    assert run(app, "check").strip() == "Everything fits."


def test_a_backup_comes_back_whole(app: Flask, tmp_path: Path, work: Any) -> None:
    """E-05: restored data pass the check; a full database is never overwritten."""
    thread = factories.thread(title="Soll zurückkommen")
    title = thread.title
    work()
    file = tmp_path / "forum.tar.gz"
    run(app, "backup", str(file))
    run(app, "backup", str(file), status=1)
    run(app, "restore", str(file), status=1)
    assert file.stat().st_mode & 0o077 == 0
    with transaction():
        for table in ("delivery", "message", "follow", "post", "thread", "space", "grant", "person"):
            db.session.execute(db.text(f'DELETE FROM "{table}"'))  # noqa: S608  Fixed names.
    db.session.remove()
    answer = run(app, "restore", str(file), "--json")
    assert answer["findings"] == 0
    assert db.session.scalars(select(Thread.title)).one() == title


@pytest.mark.parametrize("content", [b"", b"kein Archiv"])
def test_a_broken_backup_is_refused(app: Flask, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken"
    file.write_bytes(content)
    assert "no backup" in run(app, "restore", str(file), status=1)


def test_searching_on_the_command_line(app: Flask, work: Any) -> None:
    factories.thread(title="Radwege am Ring", text="Hier fehlt ein Stück.")
    work()
    assert run(app, "search", "status", "--json")["documents"] == 2
    assert run(app, "search", "find", "Radweg", "--json")["items"][0]["title"] == "Radwege am Ring"
    assert run(app, "search", "rebuild", "--json")["documents"] == 2


def test_the_log_is_verified(app: Flask) -> None:
    factories.thread()
    assert run(app, "events", "verify", "--json") == {"whole": True, "first_broken": None}
