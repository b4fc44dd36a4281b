"""Where council and committees deal with an idea."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.ideas import commands
from forum.ideas.commands import Station
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import CouncilPaper, Idea
from forum.ideas.results import Result
from tests import factories
from tests.factories import REASON, Visitor

SignIn = Callable[[Person], Visitor]
ADDRESS = "https://ratsinfo.braunschweig.de/bi/vo020.asp?VOLFDNR=1"


def entered(idea_id: int, **changes: object) -> int:
    staff_id = factories.person("staff").id
    values = {"number": "26-12345", "committee": "Rat", "meets_on": today(), **changes}
    with transaction():
        staff, idea = db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id)
        return commands.enter_station(staff, idea, Station(**values)).id  # type: ignore[arg-type]


def before_the_council() -> int:
    idea_id, member_id = factories.idea(state="board").id, factories.person("board").id
    with transaction():
        member, idea = db.session.get_one(Person, member_id), db.session.get_one(Idea, idea_id)
        commands.advance(member, idea, IdeaState.GREMIUM, reason=REASON)
    return idea_id


def leave(idea_id: int, to: IdeaState, due_on: date | None = None) -> None:
    staff_id = factories.person("staff").id
    with transaction():
        staff, idea = db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id)
        commands.advance(staff, idea, to, reason=REASON, due_on=due_on)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "26-1234"}, "number"),
        ({"number": "2026-12345"}, "number"),
        ({"number": "26-12345-1"}, "number"),
        ({"number": "26-12345 x"}, "number"),
        ({"committee": "A"}, "committee"),
        ({"url": "http://ratsinfo.braunschweig.de"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"meets_on": today() + timedelta(days=9), "result": Result.KENNTNIS}, "result"),
    ],
)
def test_a_station_has_the_shape_of_the_councils_papers(app: Flask, changes: dict[str, object], field: str) -> None:
    """B-18: the number's pattern is nn-nnnnn(-nn)."""
    idea_id = factories.idea().id
    with pytest.raises(Invalid) as refusal:
        entered(idea_id, **changes)
    assert set(refusal.value.fields) == {field}


def test_an_idea_shows_its_stations_in_order(client: Visitor, sign_in: SignIn) -> None:
    """B-18: several stations, with committee, date, result and address, entered by the office on one page."""
    idea = factories.idea(state="fachpruefung")
    office, path = sign_in(factories.person("staff")), f"/ideen/{idea.id}/beratungsfolge"
    assert path in office.get(idea.url).get_data(as_text=True)
    values = {"number": "26-12345-01", "committee": "Rat der Stadt", "meets_on": "2026-03-05", "url": ADDRESS}
    assert office.submit(path, **{**values, "number": "1"}).status_code == 422
    assert office.submit(path, **values).status_code == 303
    earlier = {"number": "26-12345", "committee": "Umweltausschuss", "meets_on": "2026-02-01", "result": "verwiesen"}
    assert office.submit(path, **earlier).status_code == 303
    page = client.get(idea.url).get_data(as_text=True)
    table = page[page.index("council-title") : page.index("</table>")]
    assert table.index("Umweltausschuss") < table.index("Rat der Stadt")
    for words in ("26-12345-01", "steht noch aus", "verwiesen", ADDRESS):
        assert words in table
    paper_id = db.session.query(CouncilPaper.id).filter_by(number="26-12345-01").scalar()
    assert office.get(f"{path}/{paper_id}").status_code == 200
    assert office.submit(f"{path}/{paper_id}", **values, result="geaendert").status_code == 303
    assert "geändert beschlossen" in client.get(idea.url).get_data(as_text=True)
    assert office.get(f"/ideen/{factories.idea().id}/beratungsfolge/{paper_id}").status_code == 404
    for roles in ((), ("board",), ("moderator",)):
        assert sign_in(factories.person(*roles)).submit(path, **values).status_code == 403


def test_nothing_goes_to_the_council_without_a_paper(app: Flask) -> None:
    """B-13: neither by the Board's step, nor does the council's result decide on what has none."""
    idea_id, member_id = factories.idea(state="board").id, factories.person("board").id
    with transaction():
        db.session.get_one(Idea, idea_id).dossier_number = None
    with pytest.raises(Conflict, match="Vorlage"), transaction():
        commands.advance(
            db.session.get_one(Person, member_id), db.session.get_one(Idea, idea_id), IdeaState.GREMIUM, reason=REASON
        )


@pytest.mark.parametrize(
    ("result", "state"),
    [("geaendert", "beschlossen"), ("ungeaendert", "beschlossen"), ("abgelehnt", "abgelehnt"), ("vertagt", "vertagt")],
)
def test_a_step_out_of_the_council_needs_its_result(app: Flask, client: Visitor, result: str, state: str) -> None:
    """N-22, B-18: the newest result that stands among the stations decides where the idea can go."""
    idea_id = before_the_council()
    with pytest.raises(Conflict, match="fehlt noch das Ergebnis"):
        leave(idea_id, IdeaState(state))
    entered(idea_id, meets_on=date(2026, 1, 5), result=Result.VERWIESEN)
    entered(idea_id, number="26-12345-01", result=Result(result))
    others = {"beschlossen", "abgelehnt", "vertagt"} - {state}
    for other in others:
        with pytest.raises(Conflict):
            leave(idea_id, IdeaState(other))
    leave(idea_id, IdeaState(state), today() + timedelta(days=9) if state == "vertagt" else None)
    idea = db.session.get_one(Idea, idea_id)
    assert idea.state == state
    assert "26-12345-01" in client.get(idea.url).get_data(as_text=True)


def test_an_old_result_of_the_council_carries_no_new_step(app: Flask) -> None:
    """B-18: postponed, back before the council, and then only a new result leads on; postponing names its day."""
    idea_id, later = before_the_council(), today() + timedelta(days=9)
    entered(idea_id, meets_on=today() - timedelta(days=3), result=Result.VERTAGT)
    with pytest.raises(Invalid) as refusal:
        leave(idea_id, IdeaState.VERTAGT)
    assert set(refusal.value.fields) == {"due_on"}
    leave(idea_id, IdeaState.VERTAGT, later)
    assert db.session.get_one(Idea, idea_id).due_on == later
    leave(idea_id, IdeaState.GREMIUM)
    with pytest.raises(Conflict, match="fehlt noch das Ergebnis"):
        leave(idea_id, IdeaState.VERTAGT, later)
    entered(idea_id, result=Result.VERTAGT)
    leave(idea_id, IdeaState.VERTAGT, later)
