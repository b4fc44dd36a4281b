"""The Stabsstelle's overview: each figure equals a direct count and leads to what it counts (G-12, G-26)."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.permissions import SYSTEM
from forum.ideas import commands as idea_commands
from forum.ideas.models import Idea
from forum.moderation import commands as moderation
from forum.moderation import targets
from forum.moderation.models import Case
from forum.office.models import Assignment, Sponsorship
from forum.office.queries import load_by_person, load_by_unit, nearly_there, waiting_times
from forum.projects.models import Project
from tests import factories
from tests.factories import Visitor
from tests.ideas.test_lists import queries_of
from tests.office.test_answers import written

SignIn = Callable[[Person], Visitor]
FIGURE = re.compile(
    r'stat__number">(\d+)</span>\s*(?:<a class="stat__label" href="([^"]*)">|<span class="stat__label">)([^<]+)<'
)


def figures(page: str) -> dict[str, tuple[int, str]]:
    """Return number and address of each figure of the page by its label."""
    return {unescape(label): (int(number), unescape(url)) for number, url, label in FIGURE.findall(page)}


def some_of_everything() -> Person:
    """Make what the overview counts, and return somebody of the Stabsstelle."""
    staff = factories.person("staff")
    for state in ("eingereicht", "in_diskussion", "in_diskussion", "fachpruefung", "fachbeirat", "board", "abgelehnt"):
        factories.idea(state=state)
    late, soon, paused, promoted, recommended = (factories.idea(state="fachpruefung") for _number in range(5))
    factories.project()
    written(promoted, staff)
    written(soon, staff, hand_in=False)
    ids = [idea.id for idea in (late, soon, paused, promoted, recommended)]
    with transaction():
        for number, days in zip(ids[:3], (-3, 2, -3), strict=True):
            db.session.get_one(Idea, number).due_on = today() + timedelta(days=days)
        db.session.get_one(Idea, ids[2]).clock_paused_on = today()
        for project in db.session.scalars(select(Project)):
            project.next_update_on = today() - timedelta(days=1)
        db.session.add_all(
            Sponsorship(idea_id=number, sponsor="Dezernat", review_on=today() + timedelta(days=days), since=now())
            for number, days in ((ids[3], -1), (ids[1], 5))
        )
    recommend(ids[4])
    post = factories.post(factories.thread())
    with transaction():
        who = factories._inside("moderator")
        moderation.open_case_for(who, targets.load(who, "post", post.id))
    return db.session.get_one(Person, staff.id)


def recommend(idea_id: int) -> None:
    with transaction():
        idea_commands.add_recommendation(
            SYSTEM, idea_id, committee_title="Fachbeirat Mobilität", text="Bitte bauen Sie das."
        )


def test_each_figure_equals_a_direct_count(app: Flask, sign_in: SignIn) -> None:
    """G-12, G-26."""
    shown = figures(sign_in(some_of_everything()).get("/stabsstelle/lage").text)

    def ideas(*conditions: object) -> int:
        counted = select(func.count()).select_from(Idea).where(*conditions)  # type: ignore[arg-type]
        return db.session.scalar(counted) or 0

    examined = [idea for idea in db.session.scalars(select(Idea)) if idea.has_clock]
    assert shown["Überfällig"][0] == sum(idea.is_overdue for idea in examined) == 1
    assert shown["Angehalten"][0] == ideas(Idea.clock_paused_on.is_not(None)) == 1
    assert shown["In den nächsten 7 Tagen"][0] == sum(
        not idea.clock_paused_on and today() <= (idea.due_on or today()) <= today() + timedelta(days=7)
        for idea in examined
    )
    assert shown["Empfehlung liegt vor"][0] == 1
    assert shown["Durchsicht der Förderung"][0] == 1
    assert shown["Antwort wartet auf Durchsicht"][0] == 1
    assert shown["Vor dem Board"][0] == ideas(Idea.state == "board") == 1
    late = select(func.count()).where(Project.next_update_on < today())
    assert shown["Vorhaben ohne aktuellen Stand"][0] == db.session.scalar(late) == 1
    assert shown["Offene Meldungen"][0] == db.session.scalar(select(func.count()).where(Case.state == "open")) == 1
    for state, label in (("in_diskussion", "In Diskussion"), ("fachpruefung", "In fachlicher Prüfung")):
        assert shown[label][0] == ideas(Idea.state == state)


def test_each_figure_leads_to_a_list_of_that_length(app: Flask, sign_in: SignIn) -> None:
    """G-12: the number and the list behind it never differ."""
    office = sign_in(some_of_everything())
    page = office.get("/stabsstelle/lage").text
    lists = {label: figure for label, figure in figures(page).items() if figure[1].startswith("/stabsstelle")}
    assert len(lists) > 8
    for label, (number, url) in lists.items():
        assert office.get(url).text.count("<tr data-row>") == number, label
    anchors = [url for number, url in figures(page).values() if url.startswith("#") and number]
    assert anchors == ["#ohne-stand"]
    assert 'id="ohne-stand"' in page


def test_the_overview_asks_the_same_number_of_questions_for_few_and_many(app: Flask, sign_in: SignIn) -> None:
    """E-11."""
    office, asked = sign_in(some_of_everything()), []
    for _time in range(2):
        office.get("/stabsstelle/lage")
        asked.append(queries_of(lambda: office.get("/stabsstelle/lage")))
        for _number in range(6):
            factories.idea(state="fachpruefung")
        factories.project()
    assert asked[0] == asked[1]
    assert asked[0] <= 27


def test_the_pictures_show_who_has_how_much_and_what_waits(app: Flask, sign_in: SignIn) -> None:
    """G-12, A-20: ideas at work by unit and person with those overdue; what citizens discuss or what is over is no work."""
    staff, other = factories.person("staff"), factories.person("staff")
    ids = [factories.idea(state="fachpruefung").id for _number in range(3)]
    factories.idea(state="in_diskussion")
    factories.idea(state="abgelehnt")
    staff_id, handle = staff.id, staff.handle
    with transaction():
        db.session.add(Assignment(idea_id=ids[0], person_id=staff_id, since=now()))
        late, old = db.session.get_one(Idea, ids[0]), db.session.get_one(Idea, ids[1])
        late.due_on = today() - timedelta(days=1)
        old.state_since = now() - timedelta(days=45)
        unit = late.unit
    actor = db.session.get_one(Person, other.id)
    assert waiting_times(actor) == [2, 0, 1, 0]
    assert [(one.name, one.ideas, one.overdue) for one in load_by_unit(actor)] == [(unit, 3, 1)]
    assert {(one.name, one.ideas, one.overdue) for one in load_by_person(actor)} == {(handle, 1, 1), (None, 2, 0)}
    client = sign_in(actor)
    page = client.get("/stabsstelle/lage")
    assert page.text.count("<figure") == page.text.count("Zahlen als Tabelle") == 3
    rows = list(csv.reader(io.StringIO(client.get("/stabsstelle/lage.csv").get_data(as_text=True))))
    assert ["person", handle, "overdue", "1"] in rows
    assert ["waiting", "up to three months", "ideas", "1"] in rows


def test_what_is_about_to_reach_its_threshold_is_shown(app: Flask, sign_in: SignIn) -> None:
    """N-09: from four fifths on, the nearest first; what reached it is none of them."""
    near, nearer, far, there = (factories.idea(state="in_diskussion") for _number in range(4))
    numbers = near.id, nearer.id, far.id, there.id
    with transaction():
        for number, support in zip(numbers, (80, 99, 79, 100), strict=True):
            idea = db.session.get_one(Idea, number)
            idea.threshold, idea.support_count = 100, support
        db.session.get_one(Idea, numbers[3]).threshold_reached_at = now()
    office = factories.person("staff")
    assert [idea.id for idea in nearly_there(office)] == [numbers[1], numbers[0]]
    assert "Ideen kurz vor ihrer Schwelle" in sign_in(office).get("/stabsstelle/lage").text


@pytest.mark.parametrize("roles", [(), ("board",), ("moderator",), ("admin",)])
def test_the_overview_is_for_the_office(sign_in: SignIn, roles: tuple[str, ...]) -> None:
    """E-16."""
    client = sign_in(factories.person(*roles))
    assert client.get("/stabsstelle/lage").status_code == 403
    assert client.get("/stabsstelle/lage.csv").status_code == 403
