"""The path of an idea: the table, and that nothing leaves it."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.core.clock import today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, ForumError, Invalid
from forum.core.events import LoggedEvent
from forum.core.permissions import SYSTEM
from forum.ideas import commands
from forum.ideas.lifecycle import FINAL, TRANSITIONS, IdeaState, Need, StepKind, Text, Way, transition
from forum.ideas.models import Idea, IdeaStep
from forum.ideas.results import Result
from forum.ideas.workdays import after_working_days, easter, is_working_day
from tests import factories
from tests.factories import REASON, Visitor

TABLE = """
entwurf eingereicht author | eingereicht in_diskussion staff | eingereicht unzulaessig staff
eingereicht fachpruefung staff | in_diskussion quorum_erreicht system | in_diskussion quorum_verfehlt system
quorum_verfehlt in_diskussion staff | in_diskussion fachpruefung staff | quorum_erreicht fachpruefung staff
fachpruefung fachbeirat staff | fachpruefung board staff | fachpruefung umsetzung staff
fachpruefung abgelehnt staff | fachbeirat board chair | fachbeirat fachpruefung chair
board beschlossen board | board abgelehnt board | board vertagt board | board gremium board
board fachpruefung board
gremium beschlossen staff | gremium abgelehnt staff | gremium vertagt staff
vertagt board staff | vertagt gremium staff | beschlossen umsetzung unit | umsetzung abgeschlossen unit
umsetzung gestoppt board | eingereicht zurueckgezogen author | in_diskussion zurueckgezogen author
eingereicht zusammengefuehrt staff | in_diskussion zusammengefuehrt staff
quorum_erreicht zusammengefuehrt staff | fachpruefung zusammengefuehrt staff
zusammengefuehrt eingereicht staff | zusammengefuehrt in_diskussion staff
zusammengefuehrt quorum_erreicht staff | zusammengefuehrt fachpruefung staff
"""


def test_the_table_is_the_one_of_the_requirements() -> None:
    """N-22: the same rows, the same roles."""
    wanted = {tuple(row.split()) for row in TABLE.replace("\n", "|").split("|") if row.strip()}
    there = {(row.source.value, row.target.value, row.roles[0].__name__.removeprefix("is_")) for row in TRANSITIONS}
    assert there == wanted
    assert len(TRANSITIONS) == len(wanted)


def test_no_decision_stands_without_its_paper() -> None:
    """B-01, B-13: a decision needs a frozen dossier, and what the office refuses by itself a long public reason."""
    for row in TRANSITIONS:
        if row.target == IdeaState.BESCHLOSSEN:
            assert Need.DOSSIER in row.needs, row
        if row.target == IdeaState.ABGELEHNT:
            assert Need.DOSSIER in row.needs or row.text == Text.REFUSAL, row


def test_whoever_follows_an_idea_hears_of_every_step() -> None:
    """N-29: once people can follow an idea, no step passes them by; only the submission is told to the author alone."""
    assert [row.target for row in TRANSITIONS if "followers" not in row.told] == [IdeaState.EINGEREICHT]


def test_final_states_lead_nowhere() -> None:
    assert {row.source for row in TRANSITIONS} & FINAL == set()


def test_every_state_has_a_label_and_a_way_to_it() -> None:
    reached = {row.target for row in TRANSITIONS} | {IdeaState.ENTWURF}
    assert reached == set(IdeaState)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), False),
        (date(2026, 5, 14), False),
        (date(2026, 5, 25), False),
        (date(2026, 10, 31), False),
        (date(2026, 12, 25), False),
        (date(2027, 1, 1), False),
    ],
)
def test_offices_rest_on_weekends_and_holidays(day: date, works: bool) -> None:
    """N-20: the holidays of Niedersachsen, including those that move with Easter."""
    assert is_working_day(day) == works


def test_easter_and_deadlines() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]
    # From Wednesday before Easter, five working days skip two holidays and two weekends.
    assert after_working_days(date(2026, 4, 1), 5) == date(2026, 4, 10)


def cast() -> dict[str, Person]:
    return {
        "citizen": factories.person(),
        "staff": factories.person("staff"),
        "board": factories.person("board"),
        "moderator": factories.person("moderator"),
        "chair": factories.person("expert", "committee:1:chair"),
    }


ANSWERS = {
    result.state: commands.Station(number="26-12345", committee="Rat", meets_on=date(2026, 1, 5), result=result)
    for result in (Result.UNGEAENDERT, Result.ABGELEHNT, Result.VERTAGT)
}


@pytest.mark.parametrize("seed", [1, 2, 3, None])
def test_random_walks_never_leave_the_table(app: Flask, seed: int | None) -> None:
    """N-22, E-44: a refused move is Conflict, Forbidden or Invalid, and writes nothing."""
    dice = random.Random(seed)  # noqa: S311  Dice, not secrets.
    people = cast()
    author = factories.person()
    ids = {name: who.id for name, who in people.items()} | {"author": author.id}
    idea_id = factories.idea(author, "eingereicht").id
    for _turn in range(60):
        name, target = dice.choice([*ids, "system"]), dice.choice(list(IdeaState))
        before = _fingerprint(idea_id)
        state = before[0]
        actor = SYSTEM if name == "system" else db.session.get_one(Person, ids[name])
        try:
            with transaction():
                found = db.session.get_one(Idea, idea_id)
                if dice.random() < 0.3 and name == "staff" and found.goals_confirmed_at is None:
                    commands.confirm_goals(actor, found, sentence="Die Idee trägt zu diesem Ziel bei.")
                if name == "staff" and target in ANSWERS:
                    commands.enter_station(actor, found, ANSWERS[target])
                before_step = _fingerprint(idea_id)
                commands.advance(
                    actor,
                    found,
                    target,
                    reason=REASON,
                    reason_key="technisch",
                )
        except ForumError as error:
            assert isinstance(error, Conflict | Forbidden | Invalid)  # noqa: PT017
            db.session.rollback()
            assert _fingerprint(idea_id) == before
            continue
        after = _fingerprint(idea_id)
        row = transition(IdeaState(state), target)
        assert row is not None
        assert row.way in {Way.HAND, Way.PAPER}
        assert after[0] == target
        assert after[1] == before_step[1] + 1
    _check_log(idea_id)


def _fingerprint(idea_id: int) -> tuple[str, int, int, int]:
    found = db.session.execute(select(Idea.state, Idea.version).where(Idea.id == idea_id)).one()
    steps = db.session.scalar(select(func.count()).where(IdeaStep.idea_id == idea_id)) or 0
    events = db.session.scalar(select(func.count()).select_from(LoggedEvent)) or 0
    return found.state, steps, found.version, events


def _check_log(idea_id: int) -> None:
    """B-01, G-16: the chain of steps has no hole, each names a unit, and the last one is the state."""
    steps = db.session.scalars(select(IdeaStep).where(IdeaStep.idea_id == idea_id).order_by(IdeaStep.seq)).all()
    assert [step.seq for step in steps] == list(range(1, len(steps) + 1))
    assert all(step.unit for step in steps)
    moves = [step for step in steps if step.to_state]
    for earlier, later in pairwise(moves):
        assert later.from_state == earlier.to_state
    assert moves[-1].to_state == db.session.scalar(select(Idea.state).where(Idea.id == idea_id))


@pytest.mark.parametrize("state", sorted(factories._WAYS))
def test_every_state_can_be_reached_by_people(app: Flask, state: str) -> None:
    idea = factories.idea(state=state)
    assert idea.state == state
    if state != "entwurf":
        _check_log(idea.id)


@pytest.mark.parametrize(
    "state", ["eingereicht", "in_diskussion", "fachpruefung", "fachbeirat", "board", "beschlossen"]
)
@pytest.mark.parametrize("role", ["citizen", "staff", "board", "moderator", "chair", "author"])
def test_each_role_takes_only_its_own_steps(app: Flask, role: str, state: str) -> None:
    """E-16: for each state and role, a foreign step is Forbidden and a step off the table is Conflict."""
    author = factories.person()
    number = factories.idea(author, state).id
    actor_id = author.id if role == "author" else cast()[role].id
    for target in IdeaState:
        row = transition(IdeaState(state), target)
        actor = db.session.get_one(Person, actor_id)
        with pytest.raises(ForumError) as refusal, transaction():  # noqa: PT012
            commands.advance(actor, db.session.get_one(Idea, number), target, reason="")
            raise Invalid  # Optional texts let the step through; it is rolled back.
        if row is None:
            assert isinstance(refusal.value, Conflict)
        elif not any(predicate(actor, db.session.get_one(Idea, number)) for predicate in row.roles):
            assert isinstance(refusal.value, Forbidden)
        else:
            assert isinstance(refusal.value, Conflict | Invalid)


def test_a_refusal_needs_a_ground_and_a_long_text(app: Flask) -> None:
    """N-27."""
    number, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    for reason, key in (("zu kurz, leider nicht möglich", "finanziell"), (REASON, None), (REASON, "erfunden")):
        with pytest.raises(Invalid), transaction():
            commands.advance(
                db.session.get_one(Person, staff_id),
                db.session.get_one(Idea, number),
                IdeaState.ABGELEHNT,
                reason=reason,
                reason_key=key,
            )
    with transaction():
        step = commands.advance(
            db.session.get_one(Person, staff_id),
            db.session.get_one(Idea, number),
            IdeaState.ABGELEHNT,
            reason=REASON,
            reason_key="finanziell",
        )
        assert (step.reason_key, step.due_on) == ("finanziell", None)


def test_the_way_to_the_board_needs_confirmed_goals(app: Flask) -> None:
    """G-13."""
    number, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    with pytest.raises(Conflict, match="Zielen"), transaction():
        commands.advance(
            db.session.get_one(Person, staff_id), db.session.get_one(Idea, number), IdeaState.BOARD, reason=REASON
        )


def test_a_missed_deadline_can_be_forgiven_once(app: Flask) -> None:
    """N-12."""
    number, staff_id = factories.idea(state="quorum_verfehlt").id, factories.person("staff").id

    def reopen() -> None:
        with transaction():
            found = db.session.get_one(Idea, number)
            commands.advance(db.session.get_one(Person, staff_id), found, IdeaState.IN_DISKUSSION, reason=REASON)

    reopen()
    with transaction():
        factories._missed_deadline(db.session.get_one(Person, staff_id), db.session.get_one(Idea, number))
    with pytest.raises(Conflict, match="einmal"):
        reopen()


def test_recommendations_stand_on_the_log_and_do_not_move_the_idea(app: Flask) -> None:
    number = factories.idea(state="fachbeirat").id
    with transaction():
        commands.add_recommendation(
            SYSTEM,
            number,
            committee_title="Fachbeirat Mobilität",
            text="Wir **empfehlen** das.",
            yes=5,
            no=1,
            abstain=0,
        )
    step = db.session.scalars(select(IdeaStep).where(IdeaStep.kind == StepKind.RECOMMENDATION)).one()
    assert (step.data["yes"], step.unit) == (5, "Fachbeirat Mobilität")
    assert db.session.get_one(Idea, number).state == "fachbeirat"


def test_two_who_move_an_idea_at_once_read_of_each_other(sign_in: Callable[[Person], Visitor]) -> None:
    """N-22: 409 with the new state and its line of the log; nothing typed is lost, and nothing happens unseen."""
    idea = factories.idea()
    first, second = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    path, typed = f"/ideen/{idea.id}/schritt", "Die Verwaltung prüft das jetzt im Einzelnen."
    stale = {"seen": "in_diskussion", "target": "fachpruefung", "reason": typed}
    assert 'name="seen"' in second.get(idea.url).text
    assert first.submit(path, **{**stale, "reason": REASON}).status_code == 303
    answer = second.submit(path, **stale)
    assert answer.status_code == 409
    for words in ("Jemand anderes war schneller", "„In fachlicher Prüfung“", "Im Verlauf:", typed):
        assert words in answer.text
    # What could be done from there, too, is no more done unseen.
    assert second.submit(path, **{**stale, "target": "board"}).status_code == 409
    assert db.session.get_one(Idea, idea.id).state == IdeaState.FACHPRUEFUNG
    ended = factories.idea(state="zurueckgezogen")
    answer = second.submit(f"/ideen/{ended.id}/schritt", **stale)
    assert (answer.status_code, typed in answer.text) == (409, True)


@pytest.mark.parametrize(
    ("state", "target", "days"), [("in_diskussion", "fachpruefung", -1), ("eingereicht", "in_diskussion", 5)]
)
def test_the_day_of_the_next_step_can_be_kept(app: Flask, state: str, target: str, days: int) -> None:
    """N-20: it has not passed, and the discussion has no other day than that of the support."""
    idea_id, staff_id = factories.idea(state=state).id, factories.person("staff").id
    due_on, to = today() + timedelta(days=days), IdeaState(target)
    staff, idea = db.session.get_one(Person, staff_id), db.session.get_one(Idea, idea_id)
    with pytest.raises(Invalid) as refusal, transaction():
        commands.advance(staff, idea, to, reason=REASON, due_on=due_on)
    assert set(refusal.value.fields) == {"due_on"}
    assert db.session.get_one(Idea, idea_id).state == state


def test_a_draft_takes_no_step_and_says_so(sign_in: Callable[[Person], Visitor]) -> None:
    """N-22: also when its author works in the Stabsstelle; a draft has no page on which the step could be told of."""
    author = factories.person("staff")
    idea = factories.idea(author, "entwurf")
    answer = sign_in(author).submit(f"/ideen/{idea.id}/schritt", target="fachpruefung", reason="Wir prüfen das.")
    assert answer.status_code == 409
    assert "können Sie keinen Schritt von Hand gehen" in answer.text
