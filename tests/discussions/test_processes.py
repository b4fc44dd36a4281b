"""A space can be a process with phases that switch rights by themselves, and a call of the research location."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.clock import frozen_at, local, now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.discussions import commands
from forum.discussions.commands import CallPlan, ProcessPlan
from forum.discussions.models import CallKind, Influence, Phase, Space, SpaceKind, Thread, ThreadKind
from tests import factories
from tests.days import NEXT_YEAR
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

EXCLUDED = "Haushalt und Personal stehen nicht zur Debatte."
CALL: dict[str, Any] = {
    "kind": CallKind.REALLABOR,
    "partners": "Institut für Wege, Verein der Radfahrenden",
    "until": date(NEXT_YEAR, 6, 30),
    "promise": "Die Ergebnisse stehen offen im Netz und gehen an das Board.",
}


def plan(**changes: Any) -> ProcessPlan:
    return ProcessPlan(**{"influence": Influence.CONSULTATION, "excluded": EXCLUDED, **changes})


def arrange(space: Space, wanted: ProcessPlan, *, by: str = "staff") -> None:
    space_id, actor_id = space.id, factories.person(*([by] if by else [])).id
    with transaction():
        commands.arrange_process(db.session.get_one(Person, actor_id), db.session.get_one(Space, space_id), wanted)


def days(**moments: int) -> dict[Phase, Any]:
    return {Phase(name): now() + timedelta(days=after) for name, after in moments.items()}


def let_pass(space: Space, time: timedelta) -> None:
    """Let the phases of a space lie so much further back; requests have a clock of their own."""
    space_id = space.id
    with transaction():
        found = db.session.get_one(Space, space_id)
        found.phases = {name: str(datetime.fromisoformat(at) - time) for name, at in (found.phases or {}).items()}
        found.next_phase_at = found.next_phase_at - time if found.next_phase_at else None


def test_every_phase_switches_rights_at_its_moment(app: Flask) -> None:
    """B-21: on both sides of each boundary, by the clock alone."""
    space, author = factories.space(), factories.person()
    thread = factories.thread(author, space)
    begins = days(open=1, discussion=2, check=3, decision=4, follow_up=5)
    arrange(space, plan(begins=begins))
    space_id, thread_id, author_id = space.id, thread.id, author.id

    def allowed() -> tuple[bool, bool]:
        done = []
        acts: tuple[Callable[[Person], object], ...] = (
            lambda who: commands.start_thread(
                who, db.session.get_one(Space, space_id), title="Noch ein Thema", text="Worum geht es?"
            ),
            lambda who: commands.publish_post(who, db.session.get_one(Thread, thread_id), text="Ein Beitrag."),
        )
        for act in acts:
            with transaction() as change:
                try:
                    act(db.session.get_one(Person, author_id))
                    done.append(True)
                except Conflict:
                    done.append(False)
                change.discard()
        return done[0], done[1]

    moments = [begins[phase] for phase in Phase]
    expected = [(False, False), (True, True), (False, True), (False, False), (False, False), (False, True)]
    for place, rights in enumerate(expected):
        if place:
            with frozen_at(moments[place - 1]):
                assert allowed() == rights, place
        if place < len(moments):
            with frozen_at(moments[place] - timedelta(seconds=1)):
                assert allowed() == rights, place


def test_a_late_post_from_an_open_page_is_refused_and_keeps_its_text(app: Flask, sign_in: SignIn) -> None:
    """B-21: the page was opened in time, the post comes a second too late, for an answer and for a thread."""
    space, author = factories.space(), factories.person()
    thread = factories.thread(author, space)
    arrange(space, plan(begins=days(open=-2, check=2)))
    client = sign_in(author)
    assert 'name="text"' in client.get(thread.url).text
    assert client.get(f"{space.url}/neu").status_code == 200
    let_pass(space, timedelta(days=2))
    answer = client.submit(f"/themen/{thread.id}/antworten", text="Ich war fast zu spät.")
    started = client.submit(f"{space.url}/neu", title="Ein neues Thema", text="Auch dies kam spät.", kind="discussion")
    assert (answer.status_code, started.status_code) == (409, 409)
    assert "Ich war fast zu spät." in answer.text
    assert "Auch dies kam spät." in started.text
    for page in (answer, started):
        assert "„Prüfung“" in page.text


def test_the_next_change_is_announced_and_kept_pages_follow_it(app: Flask, client: Visitor) -> None:
    """B-21: the space and its threads say when what begins; the worker makes kept pages of the former phase stale."""
    space = factories.space()
    thread = factories.thread(within=space)
    begins = days(open=-1, discussion=1)
    arrange(space, plan(begins=begins))
    for path in (space.url, thread.url):
        page = client.get(path).text
        assert "beginnt „Diskussion“" in page
        assert local(begins[Phase.DISCUSSION]).strftime("%H:%M") in page
    let_pass(space, timedelta(days=1))
    with transaction():
        assert commands.take_scheduled_steps() == 1
    with transaction():
        assert commands.take_scheduled_steps() == 0
    page = client.get(space.url).text
    assert "beginnt „Diskussion“" not in page
    assert "neue Themen gibt es nicht mehr" in page
    told = db.session.query(LoggedEvent).filter_by(type="SpacePhaseBegan").one()
    assert (told.subject_id, told.data["phase"]) == (space.id, "discussion")


@pytest.mark.parametrize(("influence", "excluded"), [(None, EXCLUDED), (Influence.INFORMATION, ""), (None, "")])
def test_a_public_process_is_not_published_without_its_limits(
    app: Flask, influence: Influence | None, excluded: str
) -> None:
    """B-12, G-37: level of influence and what is excluded come first; nothing of a refused process is kept."""
    space = factories.space()
    with pytest.raises(Invalid) as refused:
        arrange(space, ProcessPlan(influence=influence, excluded=excluded, begins=days(open=1)))
    assert set(refused.value.fields) <= {"influence", "excluded"}
    assert not db.session.get_one(Space, space.id).course


def test_a_process_of_an_inner_room_needs_no_level(app: Flask) -> None:
    """G-37: only what is public must say it."""
    space = factories.space(SpaceKind.STAFF)
    arrange(space, ProcessPlan(begins=days(open=1)))
    assert space.course


def test_the_page_says_that_participation_is_no_co_decision(client: Visitor) -> None:
    """G-37: where it is true, and with what is excluded."""
    space = factories.space()
    arrange(space, plan(begins=days(open=-1)))
    page = client.get(space.url).text
    assert "Beteiligung ist keine Mitentscheidung." in page
    assert EXCLUDED in page
    arrange(space, plan(influence=Influence.INFORMATION, begins=days(open=-1)))
    assert "Mitentscheidung" not in client.get(space.url).text


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"until": None}, "call_until"),
        ({"promise": ""}, "promise"),
        ({"partners": ""}, "partners"),
        ({"since": date(NEXT_YEAR, 7, 1)}, "call_until"),
    ],
)
def test_a_call_is_not_published_without_end_and_promise(app: Flask, missing: dict[str, Any], field: str) -> None:
    """G-31: partners, a last day and what happens with the results are named before anybody is called."""
    space = factories.space()
    with pytest.raises(Invalid) as refused:
        arrange(space, plan(call=CallPlan(**CALL | missing)))
    assert field in refused.value.fields
    assert db.session.get_one(Space, space.id).call_kind is None


def test_a_call_is_published_on_the_site(client: Visitor, sign_in: SignIn) -> None:
    """G-31: by the form, where what is missing is said at its field and what was typed stays."""
    space = factories.space()
    staff = sign_in(factories.person("staff"))
    sent = {"influence": "involvement", "excluded": EXCLUDED, "call": "testlabor", "partners": CALL["partners"]}
    sent["version"] = str(space.version)
    refused = staff.submit(f"/stabsstelle/raeume/{space.slug}/verfahren", **sent)
    assert refused.status_code == 422
    assert EXCLUDED in refused.text
    assert "letzten Tag" in refused.text
    sent |= {"call_until": f"{NEXT_YEAR}-06-30", "promise": CALL["promise"]}
    assert staff.submit(f"/stabsstelle/raeume/{space.slug}/verfahren", **sent).status_code == 303
    page = client.get(space.url).text
    for words in ("Testlabor", CALL["partners"], CALL["promise"], f"30.\u00a0Juni {NEXT_YEAR}"):
        assert words in page


def test_phases_follow_one_another(app: Flask) -> None:
    """B-21: a phase that began before the one it follows would never be seen."""
    with pytest.raises(Invalid) as refused:
        arrange(factories.space(), plan(begins=days(discussion=3, check=2)))
    assert set(refused.value.fields) == {"check"}


def test_announcements_come_in_every_phase(app: Flask) -> None:
    """B-21: the administration can say what it found while nobody else writes."""
    space = factories.space()
    arrange(space, plan(begins=days(check=-1)))
    staff_id, space_id = factories.person("staff").id, space.id
    with transaction():
        who, found = db.session.get_one(Person, staff_id), db.session.get_one(Space, space_id)
        values = {"title": "Zwischenstand der Prüfung", "text": "Wir sind halb fertig."}
        made = commands.start_thread(who, found, kind=ThreadKind.ANNOUNCEMENT, **values)
        assert made.id


def test_only_the_staff_office_arranges_a_process(app: Flask) -> None:
    """B-21: neither members nor moderators."""
    for role in ("", "moderator"):
        with pytest.raises(Forbidden):
            arrange(factories.space(), plan(), by=role)
