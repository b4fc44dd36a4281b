"""What an idea needs, by when, and that everybody can read it before they support."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core import clock
from forum.core.clock import CITY_ZONE, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.events import LoggedEvent
from forum.ideas import commands
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.rules import rules_for
from forum.notifications.models import Message
from tests import factories
from tests.days import NEXT_YEAR
from tests.factories import REASON, Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

OWN_RULES = {
    'key = "mobilitaet"': "threshold = 80\ndeadline_days = 30",
    'key = "umwelt"': "deadline_days = 0",
    "number = 111": "threshold = 20",
    "number = 112": "threshold = 30\ndeadline_days = 90",
    "number = 120": "deadline_days = 0",
}


@pytest.fixture
def own_rules(app: Flask, tmp_path: Path) -> None:
    """A strategy in which some categories and districts have rules of their own."""
    usual = app.config["STRATEGY_FILE"]
    text = Path(usual).read_text(encoding="utf-8")
    for row, lines in OWN_RULES.items():
        table = "categories" if row.startswith("key") else "districts"
        text = text.replace(f"[[{table}]]\n{row}\n", f"[[{table}]]\n{row}\n{lines}\n")
    changed = tmp_path / "strategy.toml"
    changed.write_text(text, encoding="utf-8")
    app.config["STRATEGY_FILE"] = str(changed)


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


@pytest.mark.usefixtures("own_rules")
@pytest.mark.parametrize(
    ("category", "districts", "threshold", "days"),
    [
        ("", (), 50, 180),
        ("mobilitaet", (111,), 80, 30),
        ("umwelt", (111,), 20, 0),
        ("daten", (111,), 20, 180),
        ("daten", (111, 112), 30, 180),
        ("daten", (112, 120), 50, 0),
        ("daten", (111, 130), 50, 180),
        ("daten", (112,), 30, 90),
    ],
)
def test_a_category_comes_before_districts_and_these_before_the_setting(
    category: str, districts: tuple[int, ...], threshold: int, days: int
) -> None:
    """N-09, B-03: of several districts the strictest number and the longest time hold."""
    rules = rules_for(category, districts)
    assert (rules.threshold, rules.days) == (threshold, days)
    idea = factories.idea(category=category, districts=districts)
    assert idea.threshold == threshold
    assert idea.support_deadline == (today() + timedelta(days=days) if days else None)


@pytest.mark.usefixtures("own_rules")
def test_sorting_brings_the_rules_along_and_never_shortens_a_promise(app: Flask) -> None:
    """N-09: the number follows the category, the last day only moves back."""
    idea_id, staff_id = factories.idea().id, factories.person("staff").id
    promised = the(idea_id).support_deadline

    def sort(category: str) -> None:
        with transaction():
            commands.sort_idea(person(staff_id), the(idea_id), goals=(), category=category, districts=(), place="")

    sort("mobilitaet")
    assert (the(idea_id).threshold, the(idea_id).support_deadline) == (80, promised)
    sort("umwelt")
    assert (the(idea_id).threshold, the(idea_id).support_deadline) == (50, None)


@pytest.mark.usefixtures("own_rules")
def test_an_idea_reaches_a_threshold_that_comes_down_to_it(app: Flask) -> None:
    """N-10: nobody has to support once more."""
    idea_id, staff_id = factories.idea(category="mobilitaet").id, factories.person("staff").id
    with transaction():
        for _number in range(20):
            commands.support(factories._inside(), the(idea_id))
    with transaction():
        commands.sort_idea(person(staff_id), the(idea_id), goals=(), category="", districts=(111,), place="")
    assert the(idea_id).state == IdeaState.QUORUM_ERREICHT


@pytest.mark.usefixtures("own_rules")
def test_form_and_page_say_the_rules_before_one_supports(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """N-09, N-39: every figure comes from configuration, also those in Leichte Sprache."""
    app.config["SUPPORT_THRESHOLD"], app.config["SUPPORT_DAYS"] = 47, 133
    form = sign_in(factories.person()).get("/ideen/neu").get_data(as_text=True)
    idea = factories.idea()
    fan = sign_in(factories.person()).get(idea.url).get_data(as_text=True)
    visitor = client.get(idea.url).get_data(as_text=True)
    for page in (form, fan, visitor):
        assert "Unterstützen 47 Menschen die Idee" in page
        assert "133 Tage Zeit" in page
        assert "innerhalb von 10 Arbeitstagen" in page
        assert "weiteren 20 Arbeitstagen" in page
        assert "In Leichter Sprache" in page
        assert "Unterstützung von 47 Menschen." in page
        assert "höchstens 10 Arbeits-Tage" in page
        assert "Ein Kommentar ist keine Unterstützung" in page
    assert "Mobilität und Verkehr: 80 Unterstützungen, 30 Tage Zeit" in form
    assert "ohne Frist" in form
    assert fan.index("Unterstützen 47 Menschen") < fan.index("Idee unterstützen</")


@pytest.mark.parametrize("state", ["eingereicht", "in_diskussion"])
def test_budget_neutral_ideas_pass_the_threshold_over(app: Flask, work: Callable[[], int], state: str) -> None:
    """N-11: by an act of staff with a reason, of which the author hears."""
    author = factories.person()
    idea_id, author_id, staff_id = factories.idea(author, state).id, author.id, factories.person("staff").id
    work()
    with pytest.raises(Invalid), transaction():
        commands.advance(person(staff_id), the(idea_id), IdeaState.FACHPRUEFUNG)
    with transaction():
        commands.advance(person(staff_id), the(idea_id), IdeaState.FACHPRUEFUNG, reason="Kostet die Stadt nichts.")
    work()
    step = db.session.scalars(select(IdeaStep).where(IdeaStep.to_state == "fachpruefung")).one()
    assert "ohne Schwelle" in str(step.headline)
    assert step.source == "Kostet die Stadt nichts."
    told = db.session.scalars(
        select(Message).where(Message.person_id == author_id, Message.kind == "idea_advanced").order_by(Message.id)
    ).all()
    assert told[-1].data["state"] == "fachpruefung"


# --------------------------------------------------------------------------------------------------------
# The last day
# --------------------------------------------------------------------------------------------------------

LAST_DAY = date(NEXT_YEAR, 3, 10)
LAST_SECOND = datetime.combine(LAST_DAY, time(23, 59, 59), CITY_ZONE)
MIDNIGHT = LAST_SECOND + timedelta(seconds=1)


def ending(support: int = 0, threshold: int = 50) -> int:
    """Return an idea in discussion whose support ends with that day, and that has some supporters."""
    idea_id = factories.idea().id
    with transaction():
        found = the(idea_id)
        found.support_deadline, found.threshold = LAST_DAY, threshold
        db.session.flush()
        with clock.frozen_at(LAST_SECOND - timedelta(hours=1)):
            for _number in range(support):
                commands.support(factories._inside(), found)
    return idea_id


def test_the_last_second_counts_and_the_next_one_does_not(app: Flask) -> None:
    """N-12: also as long as nobody closed the idea yet."""
    idea_id, fan_id, late_id = ending(), factories.person().id, factories.person().id
    with clock.frozen_at(LAST_SECOND), transaction():
        assert commands.close_missed_deadlines() == 0
        assert commands.support(person(fan_id), the(idea_id)) == 1
    with clock.frozen_at(MIDNIGHT):
        with pytest.raises(Conflict, match="abgelaufen"), transaction():
            commands.support(person(late_id), the(idea_id))
        with pytest.raises(Conflict, match="abgelaufen"), transaction():
            commands.withdraw_support(person(fan_id), the(idea_id))
        with transaction():
            assert commands.close_missed_deadlines() == 1
    assert (the(idea_id).state, the(idea_id).support_count) == ("quorum_verfehlt", 1)


@pytest.mark.parametrize("round_", range(4))
def test_a_support_of_the_last_second_meets_the_closing(app: Flask, round_: int) -> None:
    """N-12, E-19: whoever comes first, figure, state and log agree."""
    reaches = round_ % 2 == 0
    idea_id, fan_id = ending(2, 3 if reaches else 50), factories.person().id

    def support() -> None:
        with clock.frozen_at(LAST_SECOND):
            commands.support(person(fan_id), the(idea_id))

    def close() -> None:
        with clock.frozen_at(MIDNIGHT):
            commands.close_missed_deadlines()

    refused = at_once(app, [support, close], refused=(Conflict,))
    idea = the(idea_id)
    step = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == idea_id).order_by(IdeaStep.seq.desc())).first()
    assert step is not None
    assert idea.support_count == (2 if refused else 3)
    if idea.state == IdeaState.IN_DISKUSSION:  # The closing left the locked idea to its next run.
        assert not refused
        return
    assert idea.state == ("quorum_erreicht" if idea.support_count >= idea.threshold else "quorum_verfehlt")
    assert step.data["supporters"] == idea.support_count
    reached = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "IdeaThresholdReached")).all()
    assert len(reached) == (idea.state == IdeaState.QUORUM_ERREICHT)


def test_a_closed_idea_stays_readable_and_is_found(app: Flask, client: Visitor, work: Callable[[], int]) -> None:
    """N-12: with the text that says why."""
    idea = factories.idea(state="quorum_verfehlt", title="Wasserspender am Ringgleis aufstellen")
    work()
    page = client.get(idea.url).get_data(as_text=True)
    assert "bis zum Stichtag nicht genug Unterstützung" in page
    assert "Idee unterstützen" not in page
    assert idea.url in client.get("/suche?q=Wasserspender").get_data(as_text=True)
    assert idea.title in client.get("/ideen?stand=quorum_verfehlt").get_data(as_text=True)


def test_reopening_needs_a_reason_and_gives_a_new_deadline(app: Flask) -> None:
    """N-12."""
    idea_id, staff_id = factories.idea(state="quorum_verfehlt").id, factories.person("staff").id
    with pytest.raises(Invalid), transaction():
        commands.advance(person(staff_id), the(idea_id), IdeaState.IN_DISKUSSION)
    with transaction():
        commands.advance(person(staff_id), the(idea_id), IdeaState.IN_DISKUSSION, reason=REASON)
    assert the(idea_id).support_deadline == today() + timedelta(days=180)
    assert the(idea_id).takes_support


def test_two_who_sort_an_idea_lose_nothing(sign_in: Callable[[Person], Visitor]) -> None:
    """N-40: who saw it before the other one is told what is stored; a support meanwhile is no reason to ask."""
    idea = factories.idea()
    first, second = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    path = f"/ideen/{idea.id}/bearbeiten"
    mark = commands.mark_of_facts(db.session.get_one(Idea, idea.id))
    assert f'value="{mark}"' in second.get(path).text
    fan_id = factories.person().id
    with transaction():
        commands.support(person(fan_id), the(idea.id))
    # Who says nothing of what they saw has seen nothing.
    assert first.submit(path, category="daten", place="Kohlmarkt").status_code == 409
    assert first.submit(path, category="daten", place="Kohlmarkt", seen=mark).status_code == 303
    answer = second.submit(path, category="daten", place="Hagenmarkt", seen=mark)
    assert (answer.status_code, "Kohlmarkt" in answer.text, "Hagenmarkt" in answer.text) == (409, True, True)
    assert the(idea.id).place_text == "Kohlmarkt"
    again = commands.mark_of_facts(the(idea.id))
    assert f'value="{again}"' in answer.text
    assert second.submit(path, category="daten", place="Hagenmarkt", seen=again).status_code == 303
