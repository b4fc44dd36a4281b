"""The answer clock: days are counted in working days, stand still for a reason, and nobody misses one in silence."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from forum import create_app
from forum.accounts.models import Person
from forum.app.making import UnsafeSettings
from forum.core import clock
from forum.core.clock import CITY_ZONE
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM, Nobody
from forum.ideas import commands, queries
from forum.ideas.lifecycle import IdeaState, transition
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.rules import days_until_next_step, rules_of
from forum.ideas.workdays import after_working_days, working_days_between
from forum.notifications.models import Message
from tests import factories
from tests.days import NEXT_YEAR, Weekday, coming
from tests.factories import REASON, Visitor

SignIn = Callable[[Person], Visitor]
# A Monday without holidays behind it for weeks.
# After New Year and Epiphany, in a year that is all to come.
MONDAY = coming(Weekday.MONDAY, 7, after=date(NEXT_YEAR, 1, 1))


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CITY_ZONE)


def on(day: date, act: Callable[[], object]) -> None:
    """Do something on a day, in a change of its own."""
    with clock.frozen_at(at(day)), transaction():
        act()


def examined(day: date = MONDAY) -> int:
    """Return an idea that came into expert examination on a day; its answer is due after 20 working days."""
    with clock.frozen_at(at(day)):
        return factories.idea(state="fachpruefung").id


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def notes(idea_id: int) -> list[str]:
    steps = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == idea_id).order_by(IdeaStep.seq))
    return [step.data["note"] for step in steps if "note" in step.data]


@pytest.fixture
def staff(app: Flask) -> Person:
    return factories.person("staff")


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), number=st.integers(0, 60))
def test_counting_working_days_is_the_way_back(start: date, number: int) -> None:
    """N-20: so many days behind a day lie so many days behind it."""
    assert working_days_between(start, after_working_days(start, number)) == number
    assert working_days_between(start, start - timedelta(days=number)) == 0


def test_the_days_of_a_stage_come_from_the_setting(
    app: Flask, monkeypatch: pytest.MonkeyPatch, client: Visitor
) -> None:
    """N-20, N-39: for a state or one step alone; page and clock say the same, all else has the days of the table."""
    monkeypatch.setitem(app.config, "CLOCK_DAYS", ["fachpruefung=7", "fachbeirat>fachpruefung=3", "quorum_erreicht=4"])
    idea_id = examined()
    assert the(idea_id).due_on == after_working_days(MONDAY, 7)
    rules = rules_of(the(idea_id))
    assert (rules.check_days, rules.assign_days, rules.answer_days) == (5, 4, 7)
    page = client.get(factories.idea().url).text
    assert "innerhalb von 4 Arbeitstagen" in page
    assert "nach weiteren 7 Arbeitstagen" in page
    back = transition(IdeaState.FACHBEIRAT, IdeaState.FACHPRUEFUNG)
    assert back is not None
    assert days_until_next_step(back) == 3


def test_the_setting_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """N-20, G-36: a list has spaces or commas between its words."""
    monkeypatch.setenv("FORUM_CLOCK_DAYS", "fachpruefung=30, eingereicht=3")
    monkeypatch.setenv("FORUM_CLOCK_ESCALATION_TO", "leitung@example.org")
    config = create_app({"INSTANCE": str(tmp_path)}).config
    assert config["CLOCK_DAYS"] == ["fachpruefung=30", "eingereicht=3"]
    assert config["CLOCK_ESCALATION_TO"] == ["leitung@example.org"]


@pytest.mark.parametrize("entry", ["fachpruefung", "fachpruefung=0", "abgelehnt=3", "in_diskussion=9", "unfug=3"])
def test_days_that_nobody_can_mean_keep_the_forum_from_starting(tmp_path: Path, entry: str) -> None:
    """N-20: what would be passed over in silence is refused."""
    with pytest.raises(UnsafeSettings, match="FORUM_CLOCK_DAYS"):
        create_app({"INSTANCE": str(tmp_path), "CLOCK_DAYS": [entry]})


def test_a_pause_moves_the_day_by_its_working_days(staff: Person) -> None:
    """N-20: Wednesday to the Wednesday after next is ten working days; weekends do not count, and no holiday either."""
    idea_id, staff_id = examined(), staff.id
    due = the(idea_id).due_on
    assert due == after_working_days(MONDAY, 20)
    begin, end = MONDAY + timedelta(days=2), MONDAY + timedelta(days=16)
    on(begin, lambda: commands.pause_clock(db.session.get_one(Person, staff_id), the(idea_id), reason=REASON))
    with clock.frozen_at(at(due + timedelta(days=30))):
        assert not the(idea_id).is_overdue
    on(end, lambda: commands.resume_clock(db.session.get_one(Person, staff_id), the(idea_id)))
    assert the(idea_id).due_on == after_working_days(due, 10)
    assert notes(idea_id)[-2:] == ["paused", "resumed"]


def test_the_reason_of_a_pause_is_public(staff: Person, sign_in: SignIn, client: Visitor) -> None:
    """N-20: by the page, with what was typed kept when it is too short."""
    idea_id = factories.idea(state="fachpruefung").id
    office = sign_in(staff)
    answer = office.submit(f"/ideen/{idea_id}/frist-anhalten", reason="kurz")
    assert answer.status_code == 422
    assert "kurz</textarea>" in answer.text
    assert office.submit(f"/ideen/{idea_id}/frist-anhalten", reason="Wir warten auf das Gutachten.").status_code == 303
    page = client.get(the(idea_id).url).text
    assert "Wir warten auf das Gutachten." in page
    assert "angehalten seit" in page
    assert "frist-anhalten" not in page
    assert office.submit(f"/ideen/{idea_id}/frist-fortsetzen").status_code == 303
    assert the(idea_id).clock_paused_on is None
    assert sign_in(factories.person()).submit(f"/ideen/{idea_id}/frist-anhalten", reason=REASON).status_code == 403


@pytest.mark.parametrize("state", ["in_diskussion", "abgelehnt", "abgeschlossen", "zurueckgezogen"])
def test_where_no_clock_runs_none_stands_still(staff: Person, state: str) -> None:
    idea_id, staff_id = factories.idea(state=state).id, staff.id
    with pytest.raises(Conflict), transaction():
        commands.pause_clock(db.session.get_one(Person, staff_id), the(idea_id), reason=REASON)
    with pytest.raises(Conflict), transaction():
        commands.resume_clock(db.session.get_one(Person, staff_id), the(idea_id))


def test_a_pause_needs_right_and_reason_and_happens_once(staff: Person) -> None:
    idea_id, staff_id, other = factories.idea(state="fachpruefung").id, staff.id, factories.person("moderator").id
    for who, reason, refusal in ((other, REASON, Forbidden), (staff_id, " kurz ", Invalid)):
        with pytest.raises(refusal), transaction():
            commands.pause_clock(db.session.get_one(Person, who), the(idea_id), reason=reason)
    with transaction():
        commands.pause_clock(db.session.get_one(Person, staff_id), the(idea_id), reason=REASON)
    with pytest.raises(Conflict), transaction():
        commands.pause_clock(db.session.get_one(Person, staff_id), the(idea_id), reason=REASON)


def test_reminders_go_out_at_four_fifths_at_the_end_and_to_the_head(
    app: Flask, staff: Person, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """N-20, G-36: once each, dated in the log, while the idea is overdue."""
    monkeypatch.setitem(app.config, "CLOCK_ESCALATION_TO", ["leitung@example.org"])
    idea_id, staff_id = examined(), staff.id
    due = the(idea_id).due_on
    assert due is not None
    seen = {}
    for number in range(1, 31):
        day = after_working_days(MONDAY, number)
        for _twice in range(2):
            on(day, commands.remind_of_deadlines)
        with clock.frozen_at(at(day)):
            work()
        seen[number] = the(idea_id).reminded
    assert [number for number in seen if seen[number] != seen.get(number - 1, 0)] == [16, 21, 25]
    levels = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "IdeaReminded").order_by(LoggedEvent.id))
    assert [event.data["level"] for event in levels] == [1, 2, 3]
    told = db.session.scalars(
        select(Message).where(Message.person_id == staff_id, Message.kind == "idea_due").order_by(Message.id)
    )
    assert [message.data["level"] for message in told] == [1, 2, 3]
    (letter,) = db.session.scalars(select(Mail).where(Mail.to_address == "leitung@example.org"))
    assert the(idea_id).url in letter.text
    assert notes(idea_id)[-2:] == ["overdue", "escalated"]
    with clock.frozen_at(at(after_working_days(MONDAY, 30))):
        assert the(idea_id).is_overdue


def test_a_pause_and_a_step_end_reminding(staff: Person) -> None:
    """N-20: nobody is reminded of a day that does not run, and a new day begins anew."""
    paused, moved, staff_id = examined(), examined(), staff.id
    on(MONDAY, lambda: commands.pause_clock(db.session.get_one(Person, staff_id), the(paused), reason=REASON))
    on(
        MONDAY,
        lambda: commands.advance(db.session.get_one(Person, staff_id), the(moved), IdeaState.UMSETZUNG, reason=REASON),
    )
    on(after_working_days(MONDAY, 30), commands.remind_of_deadlines)
    assert (the(paused).reminded, the(moved).reminded) == (0, 0)
    on(after_working_days(MONDAY, 30), lambda: commands.resume_clock(db.session.get_one(Person, staff_id), the(paused)))
    assert the(paused).due_on == after_working_days(MONDAY, 50)
    on(after_working_days(MONDAY, 47), commands.remind_of_deadlines)
    assert the(paused).reminded == 1


def test_the_first_answer_stops_its_clock(staff: Person) -> None:
    """N-20: 20 working days to the first answer; it came, so nothing is overdue."""
    early, late, staff_id = examined(), examined(), staff.id
    for idea_id, number in ((early, 20), (late, 21)):
        on(
            after_working_days(MONDAY, number),
            lambda idea_id=idea_id: commands.note_answer(
                db.session.get_one(Person, staff_id), the(idea_id), commands.Answer(text=REASON)
            ),
        )
    answers = db.session.scalars(select(IdeaStep).where(IdeaStep.kind == "answer").order_by(IdeaStep.idea_id))
    assert [step.in_time for step in answers] == [True, False]
    assert (the(early).due_on, the(late).due_on) == (None, None)


def test_figures_equal_a_recount_of_the_log(app: Flask, staff: Person, client: Visitor) -> None:
    """N-38, B-02: states, median, kept and missed days; a pause does not count against the administration."""
    staff_id = staff.id
    on_time, too_late, paused, _waiting = examined(), examined(), examined(), examined()
    on(MONDAY, lambda: commands.pause_clock(db.session.get_one(Person, staff_id), the(paused), reason=REASON))
    for idea_id, number in ((on_time, 10), (too_late, 22), (paused, 40)):
        on(
            after_working_days(MONDAY, number),
            lambda idea_id=idea_id: commands.note_answer(
                db.session.get_one(Person, staff_id), the(idea_id), commands.Answer(text=REASON)
            ),
        )
    with clock.frozen_at(at(date(NEXT_YEAR, 6, 1))):
        year = figures(date(NEXT_YEAR, 1, 1), date(NEXT_YEAR, 6, 1))
        assert year.states == {IdeaState.FACHPRUEFUNG: 4}
        assert (year.answered, year.overdue) == (3, 1)
        steps = db.session.scalars(select(IdeaStep).where(IdeaStep.in_time.is_not(None))).all()
        assert (year.kept, year.missed) == (
            sum(step.in_time is True for step in steps),
            sum(step.in_time is False for step in steps),
        )
        assert year.missed == 1
        moments = sorted((step.at - the(step.idea_id).submitted_at).days for step in steps if step.kind == "answer")
        assert year.days_to_answer is not None
        assert round(year.days_to_answer) == moments[1]
        page = client.get(f"/ideen/zahlen?von={NEXT_YEAR}-01-01&bis={NEXT_YEAR}-06-01").text
        assert "In fachlicher Prüfung" in page
        empty = figures(date(2025, 1, 1), date(2025, 12, 31))
        assert (empty.submitted, empty.days_to_answer, empty.share_in_time) == (0, None, None)
        assert "wurde keine Idee eingereicht" in client.get("/ideen/zahlen?von=2025-01-01&bis=2025-12-31").text


def figures(first: date, last: date) -> queries.Statistics:
    return queries.statistics(Nobody(), first, last)


@pytest.mark.parametrize("args", ["von=x&bis=y", "von=2026-12-31&bis=2026-01-01", "bis=9999-12-31", "von=0001-01-01"])
def test_periods_nobody_can_read_are_this_year(client: Visitor, args: str) -> None:
    assert client.get(f"/ideen/zahlen?{args}").status_code == 200


def test_hidden_and_closed_ideas_are_in_no_figure(app: Flask) -> None:
    """E-18: what the moderation hid, and what is not for everybody."""
    hidden, closed = factories.idea(), factories.idea()
    with transaction():
        commands.hide_idea(SYSTEM, the(hidden.id), ground="Werbung")
        the(closed.id).audience = "staff"
    assert figures(date(2020, 1, 1), clock.today()).submitted == 0
