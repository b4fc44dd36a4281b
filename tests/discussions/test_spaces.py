"""Spaces of every kind: who reads and writes there, how people get in, and how they are arranged."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands
from forum.discussions.commands import SpacePlan
from forum.discussions.models import Post, Space, SpaceApplication, SpaceKind, SpaceMember, Thread
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def settings(**changes: Any) -> dict[str, Any]:
    """Return what the form of a space sends."""
    values = {"title": "Raum am Fluss", "description": "Worüber wir hier sprechen.", "kind": "public"}
    return {**values, "committee": "", "starters": "", "writers": "", "slow_minutes": "0", **changes}


def others(slug: str, **changes: Any) -> dict[str, Any]:
    """Return what the form sends after its reader agreed that others may read from now on."""
    version = db.session.scalars(select(Space.version).where(Space.slug == slug)).one()
    return settings(version=str(version), confirmed="1", **changes)


def member_space(**changes: Any) -> Space:
    return factories.space(SpaceKind.MEMBERS, **changes)


def test_the_kind_of_a_space_decides_who_reads_and_writes(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """E-17: a table of kinds and people; what one may not see answers 404."""
    committee = factories.committee()
    expert = factories.member(committee)
    staff, citizen, inside = factories.person("staff"), factories.person(), factories.person()
    rooms = {kind: factories.space(kind) for kind in (SpaceKind.PUBLIC, SpaceKind.MEMBERS, SpaceKind.STAFF)}
    rooms[SpaceKind.COMMITTEE] = factories.space(SpaceKind.COMMITTEE, committee=f"committee:{committee.id}")
    with transaction():
        commands.let_in(db.session.get_one(Person, staff.id), db.session.merge(rooms[SpaceKind.MEMBERS]), inside)
    readers: dict[SpaceKind, set[int | None]] = {
        SpaceKind.PUBLIC: {None, staff.id, citizen.id, inside.id, expert.id},
        SpaceKind.MEMBERS: {inside.id},
        SpaceKind.COMMITTEE: {expert.id},
        SpaceKind.STAFF: {staff.id},
    }
    for kind, room in rooms.items():
        for person in (None, staff, citizen, inside, expert):
            visitor = client if person is None else sign_in(person)
            number = None if person is None else person.id
            may = number in readers[kind]
            assert (visitor.get(f"/raeume/{room.slug}").status_code == 200) == may, (kind, number)
            if person is not None:
                fields = {"title": "Ein neues Thema", "text": "Was meinen Sie?", "similar_seen": "1", "mark": "private"}
                sent = visitor.submit(f"/raeume/{room.slug}/neu", **fields)
                assert sent.status_code == (303 if may else 404), (kind, number)


def test_staff_opens_arranges_and_archives_spaces(sign_in: SignIn, client: Visitor) -> None:
    """The order is the Stabsstelle's; an archived space is read, not written."""
    office = sign_in(factories.person("staff"))
    more = {"influence": "Der Ort ist offen.", "contact": "Fachbereich Tiefbau", "rules": "Bleiben Sie beim Thema."}
    assert office.submit("/stabsstelle/raeume/neu", **settings(**more)).location == "/raeume/raum-am-fluss"
    page = client.get("/raeume/raum-am-fluss").get_data(as_text=True)
    assert all(text in page for text in more.values())
    other = factories.space(title="Noch ein Raum")
    office.submit("/stabsstelle/raeume/reihenfolge", raum=str(other.id), richtung="hoch")
    listed = client.get("/raeume").get_data(as_text=True)
    assert listed.index("Noch ein Raum") < listed.index("Raum am Fluss")
    assert office.submit("/stabsstelle/raeume/raum-am-fluss/archiv").status_code == 303
    assert "Dieser Raum liegt im Archiv" in client.get("/raeume/raum-am-fluss").get_data(as_text=True)
    late = sign_in(factories.person()).submit("/raeume/raum-am-fluss/neu", title="Zu spät dran", text="Trotzdem!")
    assert late.status_code == 403
    assert "Raum am Fluss" in office.get("/stabsstelle/raeume").get_data(as_text=True)


def test_only_staff_arranges_spaces(app: Flask, sign_in: SignIn) -> None:
    """E-16."""
    room = member_space()
    for roles in ((), ("moderator",), ("board",), ("admin",)):
        visitor = sign_in(factories.person(*roles))
        for path in ("raeume", "raeume/neu", f"raeume/{room.slug}", f"raeume/{room.slug}/mitglieder"):
            assert visitor.get(f"/stabsstelle/{path}").status_code == 403, (roles, path)
        assert visitor.submit(f"/stabsstelle/raeume/{room.slug}/archiv").status_code == 403
        assert visitor.submit("/stabsstelle/raeume/neu", **settings()).status_code == 403


def test_who_may_start_and_who_may_answer_is_set_per_space(sign_in: SignIn, client: Visitor) -> None:
    room = factories.space(starters="staff")
    citizen = sign_in(factories.person())
    assert citizen.get(f"/raeume/{room.slug}/neu").status_code == 403
    office = factories.person("staff")
    fields = {"title": "Fragen Sie uns", "text": "Wir antworten hier.", "mark": "staff"}
    answer = sign_in(office).submit(f"/raeume/{room.slug}/neu", **fields)
    thread = db.session.scalars(select(Thread)).one()
    assert answer.location == thread.url
    assert citizen.submit(f"/themen/{thread.id}/antworten", text="Dann frage ich mal.").status_code == 303


def test_people_ask_to_be_let_in_and_leave_again(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """The name of the room is known, what is said inside is not."""
    room = member_space(title="Werkstatt für Betriebe", applications=True)
    office = sign_in(factories.person("staff"))
    guest = factories.person()
    with transaction():
        commands.let_in(factories._inside("staff"), db.session.merge(room), factories._inside())
    insider = db.session.get_one(Person, db.session.scalars(select(SpaceMember.person_id)).one())
    factories.thread(insider, room, title="Kanarienvogel-Thema", text="Streng unter uns gesagt")
    listed = client.get("/raeume").get_data(as_text=True)
    assert "Werkstatt für Betriebe" in listed
    assert "Für Mitglieder des Raums" in listed
    assert "1 Thema" not in listed
    door = client.get(f"/raeume/{room.slug}")
    assert door.status_code == 200
    assert "Kanarienvogel" not in door.get_data(as_text=True)
    asked = sign_in(guest).submit(f"/raeume/{room.slug}/aufnahme", text="Ich führe hier eine Werkstatt.")
    assert asked.status_code == 303
    again = sign_in(guest).submit(f"/raeume/{room.slug}/aufnahme", text="Ich frage lieber noch einmal.")
    assert again.status_code == 409
    assert "Ich frage lieber noch einmal." in again.get_data(as_text=True)
    number = db.session.scalars(select(SpaceApplication.id)).one()
    assert "Ich führe hier eine Werkstatt." in office.get(f"/stabsstelle/raeume/{room.slug}/mitglieder").get_data(
        as_text=True
    )
    assert office.submit(f"/stabsstelle/aufnahmen/{number}", ja="1").status_code == 303
    assert office.submit(f"/stabsstelle/aufnahmen/{number}", ja="0").status_code == 409
    assert "Kanarienvogel-Thema" in sign_in(guest).get(f"/raeume/{room.slug}").get_data(as_text=True)
    assert sign_in(guest).submit(f"/raeume/{room.slug}/verlassen").status_code == 303
    assert "Kanarienvogel" not in sign_in(guest).get(f"/raeume/{room.slug}").get_data(as_text=True)


def test_a_room_without_applications_does_not_exist_for_others(sign_in: SignIn, client: Visitor) -> None:
    """E-17."""
    room = member_space()
    assert client.get(f"/raeume/{room.slug}").status_code == 404
    assert sign_in(factories.person()).get(f"/raeume/{room.slug}/aufnahme").status_code == 404
    assert room.title not in client.get("/raeume").get_data(as_text=True)


def test_threads_follow_when_a_space_is_for_others(
    app: Flask, sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """E-17, E-18: page, list and search at once, in both directions."""
    room = factories.space()
    thread = factories.thread(None, room, title="Kanarienvogel im Garten", text="Ein Kanarienvogel singt.")
    work()
    found = "Kanarienvogel"
    assert found in client.get("/suche?q=kanarienvogel").get_data(as_text=True)
    office = sign_in(factories.person("staff"))
    assert office.submit(f"/stabsstelle/raeume/{room.slug}", **others(room.slug, kind="staff")).status_code == 303
    assert client.get(thread.url).status_code == 404
    assert "im Garten" not in client.get("/suche?q=kanarienvogel").get_data(as_text=True)
    work()
    assert office.submit(f"/stabsstelle/raeume/{room.slug}", **others(room.slug, kind="public")).status_code == 303
    work()
    assert "im Garten" in client.get("/suche?q=kanarienvogel").get_data(as_text=True)
    assert client.get(db.session.scalars(select(Post)).one().url).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "kurz"},
        {"kind": "geheim"},
        {"kind": "committee"},
        {"slow_minutes": "-3"},
        {"committee": "committee:99"},
    ],
)
def test_settings_that_cannot_be_are_refused_and_kept_on_the_page(sign_in: SignIn, changes: dict[str, str]) -> None:
    values = settings(description="Eine lange Beschreibung, die bleibt.", **changes)
    answer = sign_in(factories.person("staff")).submit("/stabsstelle/raeume/neu", **values)
    assert answer.status_code == 422
    assert "Eine lange Beschreibung, die bleibt." in answer.get_data(as_text=True)
    assert db.session.scalar(select(Space.id)) is None


def test_names_that_nobody_has_are_told_when_letting_in(sign_in: SignIn) -> None:
    room = member_space()
    office = sign_in(factories.person("staff"))
    answer = office.submit(f"/stabsstelle/raeume/{room.slug}/mitglieder", handle="Niemand")
    assert answer.status_code == 422
    assert "Diesen Namen gibt es im Forum nicht." in answer.get_data(as_text=True)
    assert "Niemand" in answer.get_data(as_text=True)


def test_two_spaces_of_one_name_have_two_addresses(app: Flask) -> None:
    with transaction():
        slugs = [commands.open_space(factories._inside("staff"), SpacePlan(title="Am Fluss")).slug for _ in range(2)]
    assert slugs == ["am-fluss", "am-fluss-2"]
