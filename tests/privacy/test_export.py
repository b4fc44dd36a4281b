"""Everybody gets what is kept about them, all of it, and nobody else's."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import jsonschema_rs
import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person, Standing
from forum.accounts.passwords import hashed
from forum.core import worker
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid, NotFound, TooOften
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.ideas import commands as ideas
from forum.privacy import commands, queries
from forum.privacy.inventory import holdings
from forum.privacy.models import DataExport
from tests import factories
from tests.factories import PASSWORD, Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def asked(person: Person) -> int:
    """Let a person ask for their data, and the worker pack them; return the number of the package."""
    number = person.id
    with transaction():
        one = db.session.get_one(Person, number)
        export = commands.ask_for_export(one, one, password=PASSWORD).id
    worker.run_until_idle()
    db.session.expire_all()
    return export


def opened(data: bytes) -> tuple[dict[str, Any], ZipFile]:
    """Return the JSON of a package, and the package."""
    package = ZipFile(BytesIO(data))
    found: dict[str, Any] = json.loads(package.read("data.json"))
    return found, package


def test_the_package_holds_what_one_wrote_and_chose(app: Flask, sign_in: SignIn) -> None:
    """P-05: account, posts also when they were taken back, support; as JSON and as tables."""
    person, other = factories.person(handle="Kiesel", organisation="=1+1 Verein"), factories.person()
    thread = factories.thread(author=other)
    kept = factories.post(thread, person, text="Ein Satz, der bleibt.")
    gone = factories.post(thread, person, text="Ein Satz, der geht.")
    factories.post(thread, other, text="Ein fremder Satz.")
    idea = factories.idea()
    with transaction():
        me = db.session.get_one(Person, person.id)
        discussions.delete_post(me, db.session.get_one(Post, gone.id))
        ideas.support(me, db.session.get_one(type(idea), idea.id))
    number = asked(person)
    answer = sign_in(person).get(f"/konto/daten/{number}.zip")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    found, package = opened(answer.data)
    tables = found["tables"]
    assert [row["handle"] for row in tables["person"]] == ["Kiesel"]
    assert {row["source"] for row in tables["post"]} == {"Ein Satz, der bleibt.", "Ein Satz, der geht."}
    assert [row["idea_id"] for row in tables["support"]] == [idea.id]
    assert kept.id in {row["id"] for row in tables["post"]}
    sheet = package.read("tabellen/person.csv").decode("utf-8-sig")
    readme = package.read("LIESMICH.txt").decode("utf-8-sig")
    assert "Kiesel" in readme
    for name in ("data.json", "schema.json", "tabellen/", "dateien/"):
        assert name in readme
    assert "'=1+1 Verein" in sheet
    whole = b"".join(package.read(name) for name in package.namelist()).decode()
    assert "Ein fremder Satz." not in whole
    assert person.password_hash not in whole
    assert other.email not in whole


def test_the_package_says_its_shape_and_keeps_to_it(app: Flask) -> None:
    """P-05: a JSON Schema lies beside the data; every table of the inventory is in both, with its columns and no others."""
    person, thread = factories.person(), factories.thread()
    post_id = factories.post(thread, person, text="Ein Satz von mir.").id
    with transaction():
        me = db.session.get_one(Person, person.id)
        discussions.edit_post(me, db.session.get_one(Post, post_id), text="Ein anderer Satz von mir.", version=1)
    number = asked(person)
    found, package = opened(commands.path_of(db.session.get_one(DataExport, number)).read_bytes())
    shape = json.loads(package.read("schema.json"))
    jsonschema_rs.meta.validate(shape)
    validator = jsonschema_rs.Draft202012Validator(shape)
    assert [error.message for error in validator.iter_errors(found)] == []
    assert set(found["tables"]) == {holding.table for holding in holdings() if holding.person}
    assert not validator.is_valid(found | {"tables": {**found["tables"], "post": [{"id": "no number"}]}})


def test_whoever_came_by_a_service_can_get_a_password_first(app: Flask, sign_in: SignIn) -> None:
    """P-05, P-06, I-01: an account without a password is not shut out from its own data; the pages say the way."""
    person = factories.person()
    number, email = person.id, person.email
    client = sign_in(person)
    with transaction():
        # As for an account that was opened by a service: its password is one that nobody knows.
        db.session.get_one(Person, number).password_hash = hashed("nobody knows these words")
    for path in ("/konto/daten", "/konto/loeschen", "/konto/zweiter-faktor/app"):
        assert 'href="/passwort-vergessen"' in client.get(path).text.partition("<main")[2].partition("<footer")[0], path
    assert client.submit("/konto/daten", password=PASSWORD).status_code == 422
    assert client.submit("/passwort-vergessen", email=email).status_code == 303
    worker.run_until_idle()
    letter = db.session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    link = re.search(r"/passwort-neu/[\w-]+", letter)
    assert link is not None
    assert client.submit(link[0], password="ein ganz neuer langer Satz").status_code == 303
    assert client.submit("/konto/daten", password="ein ganz neuer langer Satz").status_code == 303


def test_nothing_is_packed_for_somebody_who_is_gone(app: Flask) -> None:
    """P-05, P-06: a package that waits when the account goes is not made any more."""
    person = factories.person()
    number = person.id
    with transaction():
        one = db.session.get_one(Person, number)
        export = commands.ask_for_export(one, one, password=PASSWORD).id
    with transaction():
        db.session.get_one(Person, number).standing = Standing.ERASED
    worker.run_until_idle()
    db.session.expire_all()
    assert db.session.get_one(DataExport, export).key is None
    assert not db.session.scalars(select(Mail)).all()


def test_the_package_is_for_one_person_for_some_days(app: Flask, sign_in: SignIn) -> None:
    """P-05, P-10: others get 404, whoever is not signed in is asked to, and after seven days it is gone from the disk."""
    person = factories.person()
    number = asked(person)
    path = commands.path_of(db.session.get_one(DataExport, number))
    assert path.stat().st_mode & 0o077 == 0
    assert sign_in(factories.person("admin", "staff")).get(f"/konto/daten/{number}.zip").status_code == 404
    assert factories.visitor(app).get(f"/konto/daten/{number}.zip").status_code == 303
    assert db.session.scalars(select(Mail.to_address).where(Mail.subject.contains("liegen bereit"))).all() == [
        person.email
    ]
    with frozen_at(now() + timedelta(days=8)):
        with pytest.raises(NotFound):
            queries.export(person, number)
        commands.forget_exports()
    assert not path.exists()


def test_a_package_takes_the_password_and_a_day(app: Flask, sign_in: SignIn) -> None:
    """P-05: a borrowed device is not enough, and nobody asks for another's data."""
    person, other = factories.person(), factories.person("admin")
    with pytest.raises(Invalid):
        commands.ask_for_export(person, person, password="ein falsches Passwort")
    with pytest.raises(Forbidden):
        commands.ask_for_export(other, person, password=PASSWORD)
    client = sign_in(person)
    wrong = client.submit("/konto/daten", password="ein falsches Passwort")
    assert wrong.status_code == 422
    assert "Das Passwort stimmt nicht." in wrong.text
    assert client.submit("/konto/daten", password=PASSWORD).status_code == 303
    assert client.submit("/konto/daten", password=PASSWORD).status_code == 429
    number = person.id
    with frozen_at(now() + timedelta(days=1, minutes=1)), transaction():
        me = db.session.get_one(Person, number)
        commands.ask_for_export(me, me, password=PASSWORD)


def test_of_wishes_at_the_same_moment_one_counts(app: Flask) -> None:
    """P-05: ten clicks make one package."""
    person = factories.person().id

    def ask() -> None:
        me = db.session.get_one(Person, person)
        commands.ask_for_export(me, me, password=PASSWORD)

    assert at_once(app, [ask] * 4, refused=(TooOften,)) == 3
    assert len(db.session.scalars(select(DataExport)).all()) == 1
