"""The public figures equal a recount from the log, whatever happened (N-38, B-02)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Person
from forum.core import clock
from forum.core.clock import CITY_ZONE, local
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM, Nobody
from forum.ideas import commands, queries
from forum.ideas.lifecycle import CITIZENS_TURN, IdeaState, StepKind
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.workdays import after_working_days
from tests import factories
from tests.days import NEXT_YEAR

FIRST = date(NEXT_YEAR, 3, 1)
REASON = "Die Stelle hat die Idee geprüft und nennt hier ihre Gründe."
# After how many working days the city takes an idea into discussion, opens its examination, and answers; None: never.
STORIES = ((3, 4, 10), (5, 20, 45), (9, 10, 31), (2, None, None), (None, None, None), (4, 6, None))


def on(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), CITY_ZONE) + timedelta(hours=12)


def lived(number: int, story: tuple[int | None, ...]) -> int:
    """Let an idea live its story, beginning some days after the first one."""
    begins = after_working_days(FIRST, number * 7 + 1)
    with clock.frozen_at(on(begins)):
        staff_id, idea_id = factories.person("staff").id, factories.idea(state="eingereicht").id
    for days, target in zip(story, (IdeaState.IN_DISKUSSION, IdeaState.FACHPRUEFUNG, None), strict=True):
        if days is None:
            continue
        with clock.frozen_at(on(after_working_days(begins, days))), transaction():
            staff, idea = db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id)
            if target is None:
                commands.note_answer(staff, idea, commands.Answer(text=REASON))
            else:
                commands.advance(staff, idea, target, reason=REASON)
    return idea_id


def from_the_log() -> tuple[dict[int, datetime], dict[int, IdeaState]]:
    """Return from the event log when each idea was handed in and where it stands."""
    submitted: dict[int, datetime] = {}
    states: dict[int, IdeaState] = {}
    for event in db.session.scalars(select(LoggedEvent).order_by(LoggedEvent.id)):
        if event.type == "IdeaSubmitted":
            submitted[event.data["idea_id"]] = event.at
        elif event.type == "IdeaAdvanced":
            states[event.data["idea_id"]] = IdeaState(event.data["target"])
    return submitted, states


def lines_of(idea_id: int) -> Sequence[IdeaStep]:
    return db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == idea_id).order_by(IdeaStep.seq)).all()


def answered_at(idea_id: int) -> datetime | None:
    return next((line.at for line in lines_of(idea_id) if line.kind == StepKind.ANSWER), None)


def days_of(idea_id: int) -> Iterator[tuple[date, bool]]:
    """Yield on which days the administration did what was due, and whether the day that was set before was kept."""
    due, state, is_answered = None, IdeaState.ENTWURF, False
    for line in lines_of(idea_id):
        first_answer = line.kind == StepKind.ANSWER and not is_answered
        if not (line.to_state or first_answer):
            continue
        if due is not None and state not in CITIZENS_TURN:
            yield local(line.at).date(), local(line.at).date() <= due
        due, state = line.due_on, IdeaState(line.to_state) if line.to_state else state
        is_answered = is_answered or first_answer


def test_figures_equal_a_recount_from_the_log(app: Flask) -> None:
    """N-38, B-02: for the whole time, and for periods that cut through the stories."""
    for number, story in enumerate(STORIES):
        lived(number, story)
    submitted, states = from_the_log()
    with clock.frozen_at(on(date(NEXT_YEAR, 12, 1))):
        for first, last in (
            (FIRST, date(NEXT_YEAR, 12, 1)),
            (FIRST, date(NEXT_YEAR, 4, 1)),
            (date(NEXT_YEAR, 4, 2), date(NEXT_YEAR, 6, 30)),
        ):
            found = queries.statistics(Nobody(), first, last)
            inside = [number for number, at in submitted.items() if first <= local(at).date() <= last]
            assert found.states == Counter(states[number] for number in inside), (first, last)
            ends = {number: answered_at(number) for number in inside}
            waits = [(end - submitted[number]) / timedelta(days=1) for number, end in ends.items() if end is not None]
            assert (found.answered, found.days_to_answer) == (len(waits), median(waits) if waits else None)
            days = [kept for number in submitted for day, kept in days_of(number) if first <= day <= last]
            assert (found.kept, found.missed) == (days.count(True), days.count(False)), (first, last)
            assert found.submitted == len(inside)
    assert found.kept + found.missed


def test_days_of_ideas_that_went_away_stay_in_the_figures(app: Flask) -> None:
    """B-02, N-38: what fell due is not undone by withdrawing or hiding; who goes in time keeps no day of the offices."""
    staff_id = factories.person("staff").id
    hidden, late, early = (factories.idea(state="eingereicht").id for _ in range(3))
    with transaction():
        db.session.execute(
            update(Idea).where(Idea.id.in_([hidden, late])).values(due_on=clock.today() - timedelta(days=1))
        )
    with transaction():
        staff = db.session.get_one(Person, staff_id)
        commands.advance(staff, db.session.get_one(Idea, hidden), IdeaState.IN_DISKUSSION)
        for number in (late, early):
            found = db.session.get_one(Idea, number)
            commands.withdraw_idea(db.session.get_one(Person, found.author_id), found)
    first, last = clock.today() - timedelta(days=2), clock.today()
    before = queries.statistics(Nobody(), first, last)
    assert (before.kept, before.missed) == (0, 2)
    with transaction():
        commands.hide_idea(SYSTEM, db.session.get_one(Idea, hidden), ground="Test")
    after = queries.statistics(Nobody(), first, last)
    assert (after.kept, after.missed) == (0, 2)


def test_a_day_that_passed_without_anything_counts_as_missed(app: Flask) -> None:
    """B-02: an answer that never came lowers the share of the days that were kept."""
    idea_id = factories.idea(state="fachpruefung").id
    day = clock.today() - timedelta(days=3)
    with transaction():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(due_on=day))
    found = queries.statistics(Nobody(), day, clock.today())
    assert (found.unanswered, found.overdue) == (1, 1)
    assert found.share_in_time == found.kept / (found.kept + 1)
    assert queries.statistics(Nobody(), clock.today(), clock.today()).unanswered == 0
