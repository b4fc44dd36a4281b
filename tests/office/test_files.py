"""The file of an idea: taking it on, handing it over, notes, and for whom they are (N-26)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts import units
from forum.accounts.models import Person, Unit, UnitEntry
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import DEFAULT_UNIT, IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.results import Result
from forum.notifications.models import Message
from forum.office import commands
from forum.office.models import Assignment, FileNote
from tests import factories
from tests.factories import REASON, Visitor
from tests.office.test_workbench import clerk, give, unit
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
CANARY = "Kanarienvogel-4711"


def the(idea: Idea) -> Idea:
    return db.session.get_one(Idea, idea.id)


def noted(idea: Idea, by: Person, text: str) -> FileNote:
    ids = idea.id, by.id
    with transaction():
        number = commands.note(db.session.get_one(Person, ids[1]), db.session.get_one(Idea, ids[0]), text).id
    return db.session.get_one(FileNote, number)


def test_somebody_takes_an_idea_on_and_gives_it_back(sign_in: SignIn) -> None:
    """N-26."""
    idea, ada, ben = factories.idea(), factories.person("staff"), factories.person("staff", handle="Ben_Berger")
    address = f"/stabsstelle/ideen/{idea.id}"
    assert sign_in(ben).submit(f"{address}/uebernehmen").status_code == 303
    assert db.session.get_one(Assignment, idea.id).person_id == ben.id
    refused = sign_in(ada).submit(f"{address}/uebernehmen")
    assert refused.status_code == 409
    assert "Ben_Berger bearbeitet diese Idee schon." in refused.text
    assert sign_in(ada).submit(f"{address}/zurueckgeben", reason="").status_code == 422
    assert sign_in(ada).submit(f"{address}/zurueckgeben", reason="Ben ist im Urlaub.").status_code == 303
    assert db.session.get(Assignment, idea.id) is None
    assert sign_in(ada).submit(f"{address}/zurueckgeben", reason="Noch einmal.").status_code == 409
    page = sign_in(ben).get(address).text
    assert "Ben ist im Urlaub." in page
    assert page.index("Zurückgegeben") < page.index("Übernommen ·")


def test_the_file_holds_the_idea_and_leads_to_what_can_be_done_with_it(sign_in: SignIn) -> None:
    """N-26: reading the idea and beginning the next step, an assessment or a paper take one click from the file."""
    idea, staff, board = factories.idea(state="fachpruefung"), factories.person("staff"), factories.person("board")
    address = f"/stabsstelle/ideen/{idea.id}"
    page = sign_in(staff).get(address).text
    assert idea.html in page
    ways = [f"{idea.url}#target", f"/ideen/{idea.id}/bewertung", f"/ideen/{idea.id}/vorlage"]
    assert [way for way in ways if f'href="{way}"' not in page] == []
    assert 'id="target"' in sign_in(staff).get(idea.url).text
    seen_by_board = sign_in(board).get(address).text
    assert [f'href="{way}"' in seen_by_board for way in ways] == [False, True, False]


def test_only_one_of_two_who_take_an_idea_on_at_once_gets_it(app: Flask) -> None:
    """N-26: the second hears who was first."""
    idea_id = factories.idea().id
    people = [factories.person("staff").id for _number in range(2)]

    def act(number: int) -> Callable[[], object]:
        return lambda: commands.claim(db.session.get_one(Person, number), db.session.get_one(Idea, idea_id))

    assert at_once(app, [act(number) for number in people], refused=(Conflict,)) == 1
    assert db.session.scalar(select(func.count()).select_from(FileNote)) == 1


def test_a_hand_over_names_unit_and_person_inside_and_the_unit_outside(app: Flask, sign_in: SignIn) -> None:
    """N-26, G-16: the reason stays inside; the public log names exactly one responsible unit."""
    idea, staff, works = factories.idea(state="fachpruefung"), factories.person("staff"), unit()
    person = clerk(works, handle="Tina_Tiefbau")
    steps = db.session.scalar(select(func.count()).where(IdeaStep.idea_id == idea.id))
    answer = sign_in(staff).submit(
        f"/stabsstelle/ideen/{idea.id}/uebergeben", unit=works.id, person=person.id, reason=f"Weil {CANARY}."
    )
    assert answer.status_code == 303
    found = the(idea)
    assert (found.unit, found.unit_id) == (works.name, works.id)
    assert db.session.get_one(Assignment, idea.id).person_id == person.id
    line = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == idea.id).order_by(IdeaStep.seq)).all()[-1]
    assert (line.seq, line.unit, line.data["note"]) == ((steps or 0) + 1, works.name, "entrusted")
    public = factories.visitor(app).get(idea.url).text
    assert f"Zuständig ist jetzt: {works.name}" in public
    assert CANARY not in public
    assert "Tina_Tiefbau" not in public


def test_a_hand_over_that_changes_nothing_or_fits_nobody_is_refused(app: Flask) -> None:
    idea, staff, works = factories.idea(), factories.person("staff"), unit()
    elsewhere = clerk(unit("Stadtgrün und Sport"))
    with pytest.raises(Conflict):
        give(idea, by=staff)
    with pytest.raises(Invalid):
        give(idea, by=staff, unit=works, person=elsewhere)
    with pytest.raises(Invalid):
        give(idea, by=staff, person=elsewhere)
    assert the(idea).unit == DEFAULT_UNIT


def test_a_unit_hands_its_ideas_on_and_then_sees_them_no_more(sign_in: SignIn) -> None:
    """N-26."""
    idea, staff, works = factories.idea(), factories.person("staff"), unit()
    person = clerk(works)
    give(idea, by=staff, unit=works)
    office = sign_in(person)
    assert office.get(f"/stabsstelle/ideen/{idea.id}").status_code == 200
    answer = office.submit(f"/stabsstelle/ideen/{idea.id}/uebergeben", unit="0", reason="Das ist nicht bei uns.")
    assert (answer.status_code, answer.location) == (303, "/stabsstelle")
    assert office.get(f"/stabsstelle/ideen/{idea.id}").status_code == 404
    assert the(idea).unit == DEFAULT_UNIT


def test_a_unit_takes_only_its_steps_and_only_with_its_ideas(app: Flask) -> None:
    """N-22, N-26: the row of the table names the unit; which one is the idea's."""
    staff, works = factories.person("staff"), unit()
    person, mine, other = clerk(works), factories.idea(state="umsetzung"), factories.idea(state="umsetzung")
    early = factories.idea(state="eingereicht")
    for idea in (mine, early):
        give(idea, by=staff, unit=works)

    def finish(idea: Idea, to: IdeaState) -> None:
        number, person_id = idea.id, person.id
        with transaction():
            ideas.advance(db.session.get_one(Person, person_id), db.session.get_one(Idea, number), to, reason=REASON)

    with pytest.raises(Forbidden):
        finish(other, IdeaState.ABGESCHLOSSEN)
    with pytest.raises(Forbidden):
        finish(early, IdeaState.IN_DISKUSSION)
    finish(mine, IdeaState.ABGESCHLOSSEN)
    assert the(mine).state == IdeaState.ABGESCHLOSSEN
    assert the(other).state == IdeaState.UMSETZUNG


def test_who_decides_on_an_idea_does_not_take_it_on(app: Flask) -> None:
    """G-16: the Board's decision stands in the log as the Board's; the unit stays responsible."""
    staff, works = factories.person("staff"), unit()
    idea = factories.idea(state="board")
    give(idea, by=staff, unit=works)
    number = idea.id
    with transaction():
        factories._decided(Result.UNGEAENDERT)(factories._inside(), db.session.get_one(Idea, number))
    assert the(idea).unit == works.name
    assert the(idea).unit_id == works.id
    steps = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == number).order_by(IdeaStep.seq)).all()
    assert [step.unit for step in steps if step.to_state == "beschlossen"] == ["Smart City-Board"]


def test_a_step_names_a_unit_of_the_list_and_its_people_may_work_on(app: Flask) -> None:
    """G-16."""
    staff, works, idea = factories.person("staff"), unit(), factories.idea()
    ids = staff.id, idea.id
    with transaction():
        who, found = db.session.get_one(Person, ids[0]), db.session.get_one(Idea, ids[1])
        ideas.advance(who, found, IdeaState.FACHPRUEFUNG, reason=REASON, unit=works.name)
    assert the(idea).unit_id == works.id


def test_a_step_names_no_unit_that_is_not_on_the_list(app: Flask, sign_in: SignIn) -> None:
    """G-16: neither by the command nor by the page, which offers the open units; nothing at all means as before."""
    staff, works, gone = factories.person("staff"), unit("Tiefbau"), unit("Grünflächen")
    idea, office = factories.idea(), sign_in(staff)
    path = f"/ideen/{idea.id}/schritt"
    step = {"seen": "in_diskussion", "target": "fachpruefung", "reason": REASON}
    with transaction():
        units.close_unit(SYSTEM, db.session.get_one(Unit, gone.id))
    for name in ("Amt für Sonstiges", gone.name):
        with pytest.raises(Invalid) as refusal, transaction():
            ideas.advance(
                db.session.get_one(Person, staff.id), the(idea), IdeaState.FACHPRUEFUNG, reason=REASON, unit=name
            )
        assert set(refusal.value.fields) == {"unit"}
        typed = office.submit(path, **step, unit=name)
        assert (typed.status_code, REASON in typed.text) == (422, True)
    page = office.get(idea.url).text
    assert (f'value="{works.name}"' in page, f'value="{gone.name}"' in page) == (True, False)
    assert office.submit(path, **step).status_code == 303
    assert (the(idea).unit, the(idea).unit_id) == (DEFAULT_UNIT, None)


def test_a_renamed_unit_keeps_its_ideas_and_its_past_name_in_logs(sign_in: SignIn) -> None:
    """G-16."""
    staff, works, idea = factories.person("staff"), unit("Tiefbau"), factories.idea()
    give(idea, by=staff, unit=works)
    office = sign_in(staff)
    assert office.submit(f"/stabsstelle/stellen/{works.id}/name", name="x").status_code == 422
    assert office.submit(f"/stabsstelle/stellen/{works.id}/name", name="Straßen und Wege").status_code == 303
    assert (the(idea).unit, the(idea).unit_id) == ("Straßen und Wege", works.id)
    assert "Zuständig ist jetzt: Tiefbau" in office.get(idea.url).text
    assert office.submit(f"/stabsstelle/stellen/{works.id}/schliessen").status_code == 303
    assert office.submit(f"/stabsstelle/stellen/{works.id}/schliessen").status_code == 409
    with pytest.raises(Conflict):
        give(factories.idea(), by=staff, unit=db.session.get_one(Unit, works.id))


def test_staff_keeps_the_list_of_units_and_their_people(sign_in: SignIn) -> None:
    """G-16, I-16: one proposes, another one agrees; nobody does either for themselves."""
    first = factories.person("staff", handle="Erste_Kraft")
    office, person = sign_in(first), factories.person(handle="Tina_Tiefbau")
    other = sign_in(factories.person("staff"))
    assert office.submit("/stabsstelle/stellen", name="Tiefbau").status_code == 303
    assert office.submit("/stabsstelle/stellen", name="Tiefbau").status_code == 422
    number = db.session.scalars(select(Unit.id)).one()
    address = f"/stabsstelle/stellen/{number}"
    assert office.submit(address, handle="Gibtesnicht").status_code == 422
    for _time in range(2):
        assert office.submit(address, handle="Tina_Tiefbau").status_code == 303
    assert office.submit(address, handle="Erste_Kraft").status_code == 422
    entry = db.session.scalars(select(UnitEntry.id)).one()
    button = f"/stabsstelle/stellen/eintragungen/{entry}"
    assert f"{button}/bestaetigen" not in office.get(address).text
    assert f"{button}/bestaetigen" in other.get(address).text
    assert "1 Person wartet auf Bestätigung" in other.get("/stabsstelle/stellen").text
    assert office.submit(f"{button}/bestaetigen").status_code == 403
    assert sign_in(person).submit(f"{button}/bestaetigen").status_code == 403
    assert "unit" not in db.session.get_one(Person, person.id).words
    assert other.submit(f"{button}/bestaetigen").location == address
    assert other.submit(f"{button}/bestaetigen").status_code == 404
    assert "Tina_Tiefbau" in office.get("/stabsstelle/stellen").text
    assert {f"unit:{number}", "unit"} <= db.session.get_one(Person, person.id).words
    assert office.submit(f"{address}/austragen", person=person.id).status_code == 303
    assert "unit" not in db.session.get_one(Person, person.id).words
    # A proposal can be taken back or refused, and then nobody agrees to it any more; the log keeps each step.
    assert office.submit(address, handle="Tina_Tiefbau").status_code == 303
    entry = db.session.scalars(select(UnitEntry.id)).one()
    assert other.submit(f"/stabsstelle/stellen/eintragungen/{entry}/verwerfen").location == address
    assert other.submit(f"/stabsstelle/stellen/eintragungen/{entry}/bestaetigen").status_code == 404
    steps = select(LoggedEvent.type).where(LoggedEvent.subject_id == person.id).order_by(LoggedEvent.id)
    told = ["UnitEntryProposed", "RoleGranted", "RoleEnded", "UnitEntryProposed", "UnitEntryDropped"]
    assert [word for word in db.session.scalars(steps) if word in told] == told
    for role in ("board", "moderator", "admin"):
        assert sign_in(factories.person(role)).submit(address, handle="Tina_Tiefbau").status_code == 403


def test_a_note_tells_those_it_names_who_may_read_it(app: Flask, work: Callable[[], int]) -> None:
    """N-26: nobody else is told, and nobody else becomes a link."""
    staff, works = factories.person("staff"), unit()
    own, other = clerk(works, handle="Tina_Tiefbau"), clerk(unit("Stadtgrün"), handle="Gerd_Gruen")
    citizen, board = factories.person(handle="Carla_Citizen"), factories.person("board", handle="Bodo_Brand")
    idea = factories.idea()
    give(idea, by=staff, unit=works)
    work()
    before = set(db.session.scalars(select(Message.id)))
    note = noted(idea, staff, "@Tina_Tiefbau und @Bodo_Brand, bitte prüfen; @Gerd_Gruen und @Carla_Citizen nicht.")
    work()
    told = db.session.scalars(select(Message).where(Message.id.not_in(before))).all()
    assert {(message.person_id, message.kind) for message in told} == {(own.id, "file_noted"), (board.id, "file_noted")}
    assert all(message.url == f"/stabsstelle/ideen/{idea.id}#notiz-{note.id}" for message in told)
    assert note.html.count("<a ") == 2
    assert other.id != citizen.id


def test_who_gets_an_idea_is_told(app: Flask, work: Callable[[], int]) -> None:
    """N-26: the person who was named, or else everybody in the unit."""
    staff, works = factories.person("staff"), unit()
    people = [clerk(works), clerk(works)]
    idea = factories.idea()
    give(idea, by=staff, unit=works)
    work()
    told = db.session.scalars(select(Message.person_id).where(Message.kind == "idea_assigned")).all()
    assert sorted(told) == sorted(person.id for person in people)
    give(idea, by=staff, unit=works, person=people[0])
    work()
    told = db.session.scalars(select(Message.person_id).where(Message.kind == "idea_assigned")).all()
    assert sorted(told) == sorted([*(person.id for person in people), people[0].id])


def cast(idea: Idea, works: Unit) -> Iterator[tuple[str, Person, bool]]:
    """Yield everybody who might look, and whether they may."""
    yield "staff", factories.person("staff"), True
    yield "board", factories.person("board"), True
    yield "unit", clerk(works), True
    yield "other unit", clerk(unit("Stadtgrün und Sport")), False
    yield "moderator", factories.person("moderator"), False
    yield "admin", factories.person("admin"), False
    yield "expert", factories.person("expert", "committee:1", "committee:1:chair"), False
    yield "author", db.session.get_one(Person, idea.author_id), False
    yield "citizen", factories.person(), False


def test_the_matrix_of_roles_for_the_file(app: Flask, sign_in: SignIn) -> None:
    """N-26, E-16: notes are for unit, Stabsstelle and Board; to everybody else the file does not exist."""
    idea, staff, works = factories.idea(), factories.person("staff"), unit()
    give(idea, by=staff, unit=works)
    noted(idea, staff, f"Nur für uns: {CANARY}")
    address = f"/stabsstelle/ideen/{idea.id}"
    for name, person, may in cast(idea, works):
        answer = sign_in(person).get(address)
        assert (answer.status_code, CANARY in answer.text) == ((200, True) if may else (404, False)), name
        assert sign_in(person).submit(f"{address}/notizen", text="Auch von mir.").status_code == (303 if may else 404)
        assert ("Interne Akte" in sign_in(person).get(idea.url).text) == may, name
        for act in ("uebernehmen", "uebergeben", "zurueckgeben"):
            status = sign_in(person).submit(f"{address}/{act}").status_code
            wanted = {403} if name == "board" else {404}
            assert (status in wanted) == (not may or name == "board"), (name, act)
    assert factories.visitor(app).get(address).status_code in {302, 303, 401}


def test_a_note_leaves_the_file_on_no_surface(app: Flask, sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-26, E-18: page, log, feed, API, search, exports, inbox and event log, for visitors, members and moderators."""
    idea, staff, works = factories.idea(state="fachpruefung"), factories.person("staff"), unit()
    give(idea, by=staff, unit=works)
    noted(idea, staff, f"Nur für uns: {CANARY} @Bodo_Brand")
    work()
    surfaces = [
        idea.url,
        "/",
        "/ideen",
        f"/ideen/{idea.id}/verlauf",
        "/ideen/alle.csv",
        f"/api/v1/ideas/{idea.id}",
        "/api/v1/ideas",
        f"/suche?q={CANARY}",
        f"/api/v1/search?q={CANARY}",
        "/mitteilungen",
        "/moderation",
    ]
    visitors = [
        factories.visitor(app),
        *(sign_in(factories.person(*roles)) for roles in ((), ("moderator",), ("staff",))),
    ]
    for visitor in visitors:
        for path in surfaces:
            assert f"Nur für uns: {CANARY}" not in visitor.get(path, follow_redirects=True).text, path
    assert all(CANARY not in str(event.data) for event in db.session.scalars(select(LoggedEvent)))
    assert CANARY not in sign_in(staff).get("/stabsstelle/ideen.csv").text


def test_notes_are_checked_and_come_back_as_typed(sign_in: SignIn) -> None:
    idea, office = factories.idea(), sign_in(factories.person("staff"))
    assert office.submit(f"/stabsstelle/ideen/{idea.id}/notizen", text="   ").status_code == 422
    answer = office.submit(
        f"/stabsstelle/ideen/{idea.id}/uebergeben", unit="0", reason="Das bleibt stehen, wie es war."
    )
    assert answer.status_code == 409
    assert "Das bleibt stehen, wie es war." in answer.text


def test_a_unit_is_reminded_first_and_then_the_office_too(app: Flask, work: Callable[[], int]) -> None:
    """N-20, G-36."""
    staff, works = factories.person("staff"), unit()
    person, idea = clerk(works), factories.idea(state="fachpruefung")
    give(idea, by=staff, unit=works, person=person)
    number = idea.id

    def reminded(due_in: int) -> set[int]:
        with transaction():
            found = db.session.get_one(Idea, number)
            found.due_on, found.remind_on = today() + timedelta(days=due_in), today()
        with transaction():
            ideas.remind_of_deadlines()
        before = set(db.session.scalars(select(Message.id).where(Message.kind == "idea_due")))
        work()
        fresh = select(Message.person_id).where(Message.kind == "idea_due", Message.id.not_in(before))
        return set(db.session.scalars(fresh))

    assert reminded(3) == {person.id}
    assert {person.id, staff.id} <= reminded(-1)


@pytest.mark.parametrize("name", ["Ti", "x" * 121])
def test_names_of_units_have_limits(app: Flask, name: str) -> None:
    with pytest.raises(Invalid), transaction():
        units.found_unit(SYSTEM, name)
