"""Settings of spaces: nobody overwrites unseen, nobody opens a room to others by accident, and the log says who did what."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.discussions.models import Space, SpaceKind
from tests import factories
from tests.discussions.test_spaces import others, settings
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]


def stored(slug: str) -> Space:
    return db.session.scalars(select(Space).where(Space.slug == slug).execution_options(populate_existing=True)).one()


def test_settings_that_somebody_else_changed_are_not_overwritten_unseen(sign_in: SignIn) -> None:
    """E-39: the second to save reads what the first stored, keeps the own words, and may then decide."""
    room = factories.space(title="Raum am Fluss")
    first, second = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    path, seen = f"/stabsstelle/raeume/{room.slug}", {"version": "1"}
    assert first.submit(path, **settings(contact="Fachbereich Tiefbau", **seen)).status_code == 303
    late = second.submit(path, **settings(contact="Fachbereich Grün", **seen))
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Fachbereich Tiefbau" in page
    assert "Fachbereich Grün" in page
    assert stored(room.slug).contact == "Fachbereich Tiefbau"
    assert 'name="version" type="hidden" value="2"' in page
    assert second.submit(path, **settings(contact="Fachbereich Grün", version="2")).status_code == 303
    assert (stored(room.slug).contact, stored(room.slug).version) == ("Fachbereich Grün", 3)


def test_a_process_that_somebody_else_arranged_is_not_overwritten_unseen(sign_in: SignIn) -> None:
    room = factories.space()
    path, office = f"/stabsstelle/raeume/{room.slug}/verfahren", sign_in(factories.person("staff"))
    process = {"influence": "consultation", "excluded": "Der Standort steht fest.", "call": "", "version": "1"}
    assert office.submit(path, **process).status_code == 303
    assert office.submit(path, **process | {"excluded": "Der Haushalt steht fest."}).status_code == 409
    assert stored(room.slug).excluded == "Der Standort steht fest."


def test_a_room_is_for_others_only_after_its_consequences_were_said(sign_in: SignIn, client: Visitor) -> None:
    """T-22, E-17: both ways are asked about, with the number of threads that follow; other settings are not."""
    room = factories.space(SpaceKind.STAFF)
    factories.thread(factories.person("staff"), room, title="Unter uns gesagt")
    office, path = sign_in(factories.person("staff")), f"/stabsstelle/raeume/{room.slug}"
    asked = office.submit(path, **settings(kind="public", version="1"))
    assert asked.status_code == 422
    assert "1 Thema ist dann sofort für andere da" in asked.get_data(as_text=True)
    assert "finden Suchmaschinen" in asked.get_data(as_text=True)
    assert client.get(f"/raeume/{room.slug}").status_code == 404
    assert office.submit(path, **others(room.slug, kind="public")).status_code == 303
    assert client.get(f"/raeume/{room.slug}").status_code == 200
    back = office.submit(path, **settings(kind="staff", version="2"))
    assert "geteilte Links führen ins Leere" in back.get_data(as_text=True)
    assert office.submit(path, **settings(title="Ein anderer Name", version="2")).status_code == 303


def test_each_act_about_a_space_is_in_the_log_and_on_its_page(sign_in: SignIn, app: Flask) -> None:
    """E-38: opened, changed, arranged, archived and brought back, by whom and what of it; saving nothing new is no act."""
    person = factories.person("staff", handle="Nina-Nord")
    office = sign_in(person)
    office.submit("/stabsstelle/raeume/neu", **settings())
    factories.space(title="Noch ein Raum")
    path = "/stabsstelle/raeume/raum-am-fluss"
    room = stored("raum-am-fluss")
    office.submit(path, **settings(title="Raum an der Oker", rules="Bleiben Sie freundlich.", version="1"))
    office.submit(path, **settings(title="Raum an der Oker", rules="Bleiben Sie freundlich.", version="2"))
    office.submit("/stabsstelle/raeume/reihenfolge", raum=str(room.id), richtung="runter")
    for _twice in range(2):
        office.submit(f"{path}/archiv")
    rows = db.session.scalars(
        select(LoggedEvent)
        .where(LoggedEvent.subject_kind == "space", LoggedEvent.subject_id == room.id)
        .order_by(LoggedEvent.id)
    ).all()
    assert [(row.type, row.data.get("parts", [])) for row in rows] == [
        ("SpaceOpened", []),
        ("SpaceChanged", ["title", "rules"]),
        ("SpaceChanged", ["position"]),
        ("SpaceArchived", []),
        ("SpaceReopened", []),
    ]
    page = office.get(path).get_data(as_text=True)
    for said in ("Raum eröffnet", "Geändert: Name, Hausregeln", "Geändert: Reihenfolge", "Aus dem Archiv geholt"):
        assert said in page
    assert "von Nina-Nord" in page
