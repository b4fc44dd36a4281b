"""Everybody gets what is kept about them, all of it, and nobody else's."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import jsonschema_rs
import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.events import SignInsEnded
from forum.accounts.models import Person, Standing
from forum.accounts.passwords import hashed
from forum.core import worker
from forum.core.clock import frozen_at, now
from forum.core.db import Model, db, transaction
from forum.core.errors import Forbidden, Invalid, NotFound, TooOften
from forum.core.events import Event, record
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.ideas import commands as ideas
from forum.moderation.events import CaseClaimed
from forum.privacy import commands, queries
from forum.privacy.inventory import holdings
from forum.privacy.models import DataExport
from forum.privacy.packing import PEOPLE
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


def test_what_one_did_to_others_leaves_out_their_numbers(app: Flask, sign_in: SignIn) -> None:
    """P-02, P-05: the log of an administrator names nobody by number but the administrator."""
    admin, other = factories.person("admin"), factories.person()
    number, others = admin.id, other.id
    client = sign_in(admin)
    assert client.submit(f"/verwaltung/leute/{others}/abmelden").status_code == 303
    with transaction():
        for event in (SignInsEnded(person_id=number), CaseClaimed(case_id=7, taken_from=others)):
            record(db.session.get_one(Person, number), event, audience="admin")
    found, package = opened(commands.path_of(db.session.get_one(DataExport, asked(admin))).read_bytes())
    rows = [row for row in found["tables"]["event"] if row["type"] in {"SignInsEnded", "CaseClaimed"}]
    told = [(row["subject_kind"], row["subject_id"], row["data"]) for row in rows]
    assert ("person", None, {}) in told
    assert ("person", number, {"person_id": number}) in told
    assert ("case", 7, {"case_id": 7}) in told
    shape = json.loads(package.read("schema.json"))
    assert [error.message for error in jsonschema_rs.Draft202012Validator(shape).iter_errors(found)] == []


# Fields of events that hold numbers of things, or figures; what else holds numbers holds those of people.
FIGURES = set(
    "abstain blank choices count days elected entitled given grace hours ideas invalid invited_days level limit_seconds "
    "marks members merged minutes minutes_version more needed no number objections order pause_seconds position positions "
    "posts present quorum ranking round seal_seq seconds sequence stood_still supporters threads usual_quorum valid version "
    "votes yes".split()
)
THINGS = set(
    "act_id addendum_id amendment_id batch_id call_id child_id correction_id corrects_id figure_id from_thread_id "
    "indicator_id item_id merge_id misuse_id note_id objection_id other_id paper_id paragraph_id parent_id replaces_id "
    "speaker_id speech_id step_id sweep_id text_id thing_id to_thread_id token_id value_id vote_id".split()
)
# These tables join people to things, and events name the people.
OF_PEOPLE = {"person", "co_author", "assessor"}


def _events(parent: type[Event]) -> Iterator[type[Event]]:
    for one in parent.__subclasses__():
        yield one
        yield from _events(one)


def test_every_field_of_an_event_with_a_number_is_of_a_thing_or_of_people() -> None:
    """P-02: a new event class says by the names of its fields which of them are people, or this test asks."""
    classes = [one for one in _events(Event) if one.__module__.startswith("forum.")]
    named = {*Model.metadata.tables, *(one.about for one in classes if hasattr(one, "about"))} - OF_PEOPLE
    things = {f"{name}_id" for name in named} | THINGS
    numbers = {field.name for one in classes for field in fields(one) if "int" in str(field.type)}
    assert numbers - FIGURES - things - PEOPLE == set()
    assert PEOPLE & (FIGURES | things) == set()
    assert numbers >= PEOPLE
