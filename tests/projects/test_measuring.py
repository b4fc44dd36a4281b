"""Measured values: entered with day and person, never overwritten, missed in public."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.projects import commands, queries
from forum.projects.models import MeasuredValue, Project
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def test_a_correction_keeps_the_first_value_in_sight(sign_in: SignIn, client: Visitor) -> None:
    """G-21: value, day and person stand in the table; the corrected one stays, and nothing can change a row."""
    project = factories.running_project(today())
    who = factories.person("staff", handle="Messlatte")
    staff, indicator = sign_in(who), project.indicators[0].id
    path = f"/kennzahlen/{indicator}/werte"
    day = today().isoformat()
    assert staff.submit(path, value="", measured_on=day, due_on=day).status_code == 422
    assert staff.submit(path, value="61,5", measured_on=day, due_on=day).status_code == 303
    assert staff.submit(path, value="70", measured_on=day, due_on=day).status_code == 422
    first = db.session.scalars(select(MeasuredValue)).one()
    correcting = f"{path}?wert={first.id}"
    assert staff.submit(correcting, value="65", measured_on=day).status_code == 422
    assert staff.submit(correcting, value="65", measured_on=day, note="Ein Sensor zählte doppelt.").status_code == 303
    assert staff.submit(correcting, value="66", measured_on=day, note="Noch einmal anders.").status_code == 409
    page = client.get(project.url).get_data(as_text=True)
    for words in ("<s>61,5 Prozent</s>", "65 Prozent", "Ein Sensor zählte doppelt.", "Messlatte", "berichtigt"):
        assert words in page
    with pytest.raises(Conflict):
        _overwrite(first.id)
    assert [value.value for value in db.session.scalars(select(MeasuredValue).order_by(MeasuredValue.id))] == [61.5, 65]
    assert staff.get(f"{path}?wert=999999").status_code == 404
    assert sign_in(factories.person()).submit(path, value="1", measured_on=day).status_code == 403


def _overwrite(value_id: int) -> None:
    with transaction():
        db.session.get_one(MeasuredValue, value_id).value = 99.0


def test_two_corrections_at_the_same_moment_leave_one(app: Flask) -> None:
    """G-21, E-05: the second hears that the value was corrected already."""
    project = factories.running_project(today())
    number, staff_id = project.id, factories.person("staff").id
    indicator_id = project.indicators[0].id

    def enter(corrects_id: int | None, value: float) -> int:
        who, one = db.session.get_one(Person, staff_id), db.session.get_one(Project, number)
        note = "Der Sensor zählte doppelt."
        return commands.enter_value(
            who, one, indicator_id, value=value, measured_on=today(), note=note, corrects_id=corrects_id
        ).id

    with transaction():
        first = enter(None, 60)
    assert at_once(app, [lambda: enter(first, 61), lambda: enter(first, 62)], refused=(Conflict,)) == 1
    assert len(db.session.scalars(select(MeasuredValue)).all()) == 2


def test_a_missed_day_of_measuring_shows_until_its_value_comes(client: Visitor) -> None:
    """G-21: a fake clock passes the day; a value for another day does not help."""
    with frozen_at(now() - timedelta(days=20)):
        day = today() + timedelta(days=10)
        project = factories.running_project(day, day + timedelta(days=30))
    punctual = factories.running_project(today())
    number, indicator = project.id, project.indicators[0].id

    def enter(due_on: date | None) -> None:
        with transaction():
            one = db.session.get_one(Project, number)
            commands.enter_value(
                factories._inside("staff"), one, indicator, value=70, measured_on=today(), due_on=due_on
            )

    assert "Messung überfällig" not in client.get(punctual.url).get_data(as_text=True)
    enter(None)
    assert "Messung überfällig seit" in client.get(project.url).get_data(as_text=True)
    overdue = client.get("/vorhaben?ueberfaellig=1").get_data(as_text=True)
    assert project.title in overdue
    assert punctual.title not in overdue
    assert [row.id for row in queries.late(factories.person("staff"))] == [number]
    enter(day)
    assert "Messung überfällig" not in client.get(project.url).get_data(as_text=True)
    assert project.title not in client.get("/vorhaben?ueberfaellig=1").get_data(as_text=True)


def test_what_was_measured_keeps_its_indicator_and_its_day(app: Flask) -> None:
    """G-21: neither an indicator with values nor a day that was met can be taken away."""
    project = factories.running_project(today())
    number, indicator = project.id, project.indicators[0]
    line = {"id": indicator.id, "name": "Freie Bügel", "baseline": 60, "target": 80, "unit": "Prozent", "source": "S"}
    with transaction():
        one = db.session.get_one(Project, number)
        who = factories._inside("staff")
        commands.enter_value(who, one, indicator.id, value=70, measured_on=today(), due_on=today())
    for effect in (
        commands.Effect(indicators=[]),
        commands.Effect(indicators=[commands.IndicatorLine(**line, dates=[today() + timedelta(days=9)])]),
    ):
        with pytest.raises(Invalid):
            _save_effect(number, effect)
    kept = queries.project(factories.person(), number).indicators
    assert [(row.name, [day.due_on for day in row.dates]) for row in kept] == [("Freie Bügel", [today()])]


def _save_effect(project_id: int, effect: commands.Effect) -> None:
    with transaction():
        one, who = db.session.get_one(Project, project_id), factories._inside("staff")
        commands.save_effect(who, one, effect, version=one.version, reason="Ein Test.")
