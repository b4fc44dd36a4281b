"""Agendas that bear the title of an idea, while the moderation decides about it: stale forms, papers on two ideas, races."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread as Runner
from threading import current_thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.tokens import random_key
from forum.ideas.models import Idea
from forum.meetings import commands as meetings
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, Circulation
from forum.moderation import commands, targets
from forum.moderation.commands import Decision
from forum.moderation.models import Case
from tests import factories
from tests.factories import Visitor
from tests.meetings.test_board_rulings import drafted, frozen
from tests.meetings.test_minutes import approving_poll
from tests.moderation.test_blackened_ideas import NAME, TITLE, act, idea, moderator, restore
from tests.moderation.test_complaints import REASONS
from tests.moderation.test_whole_reversals import written
from tests.racing import _alone

__all__ = ["idea", "moderator"]

ON_POSTGRES = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def items() -> list[tuple[str, str | None]]:
    rows = db.session.execute(select(AgendaItem.title, AgendaItem.withheld_title).order_by(AgendaItem.id))
    return [(row.title, row.withheld_title) for row in rows]


def planned(**about: int) -> tuple[int, int]:
    """Return the chair and a session with one item about an idea or a paper."""
    of = factories.committee()
    chair = factories.member(of, "chair").id
    return chair, factories.meeting(of, [PlannedItem(TITLE, **about)]).id


def change(chair: int, meeting: int, **values: Any) -> None:
    factories.act(db.session.get_one(Person, chair), meeting, "item.change", **values)


def test_a_form_of_before_brings_no_hidden_title_back(app: Flask, idea: int, moderator: int) -> None:
    """M-36: the chair who had the item open is told that it changed; cut off from the idea, it gets its title back too."""
    chair, meeting = planned(idea_id=idea)
    first = db.session.scalars(select(AgendaItem)).one()
    number, seen = first.id, first.version
    act(idea, moderator, "hide")
    with pytest.raises(Conflict):
        change(chair, meeting, item_id=number, version=seen, title=TITLE, idea_id=idea, text="Ein Satz mehr dazu")
    row = db.session.get_one(AgendaItem, number)
    assert NAME not in row.title
    change(chair, meeting, item_id=number, version=row.version, title=row.title, idea_id=None, text="Neuer Text dazu")
    restore(moderator)
    assert items() == [(TITLE, None)]


def test_of_a_paper_on_two_ideas_each_keeps_its_title_back(app: Flask, moderator: int) -> None:
    """M-36: a measure about the second gives nothing of the first back."""
    text = "Karla Beispiel sagt, dass ein Brunnen am Markt fehlt und nötig ist."
    one = factories.idea(state="fachpruefung", title=TITLE).id
    two = factories.idea(state="fachpruefung", title="Ein Brunnen am Markt", text=text).id
    number = frozen(drafted(*(db.session.get_one(Idea, each) for each in (one, two)))).id
    planned(dossier_id=number)
    act(one, moderator, "hide")
    act(two, moderator, passages="Karla Beispiel")
    assert NAME not in items()[0][0]


def test_published_minutes_are_not_found_by_a_hidden_title(
    app: Flask, idea: int, moderator: int, client: Visitor, work: Callable[[], int]
) -> None:
    """M-36, Q-16: the search confirms nothing of what the minutes show no longer."""
    of = factories.committee()
    chair, ada = factories.member(of, "chair").id, factories.member(of).id
    over = factories.meeting(of, [PlannedItem(TITLE, idea_id=idea)]).id

    def step(kind: str, who: int = chair, **data: Any) -> None:
        factories.act(db.session.get_one(Person, who), over, kind, **data)

    for kind in ("session.start", "session.close", "minutes.draft", "minutes.submit"):
        step(kind)
        if kind == "session.start":
            step("presence.check_in", ada)
    with shifted_by(timedelta(days=15)):
        people = (db.session.get_one(Person, one) for one in (chair, ada))
        step("minutes.approve", poll_id=approving_poll(of, *people, over))
        step("minutes.publish")
        work()
        search = "/api/v1/search?q=Musterfrau&kind=minutes"
        assert client.get(search).get_json()["total"] == 1
        act(idea, moderator, "hide")
        work()
    assert client.get(search).get_json()["total"] == 0


@ON_POSTGRES
@pytest.mark.parametrize("step", ["session.close", "contribution.remove"])
def test_the_desk_and_the_moderation_wait_in_no_circle(app: Flask, step: str) -> None:
    """M-03, L-51: who decides about a contribution while the desk takes it or ends the session; one is through, or both."""
    meeting, leader, people = factories.running_meeting()
    number, chair, ada, judge = meeting.id, leader.id, people[0].id, factories.person("moderator").id
    said = written(db.session.get_one(Person, ada), number, "Der Kanarienvogel singt lauter als wir.")
    with transaction():
        actor = db.session.get_one(Person, judge)
        commands.open_case_for(actor, targets.load(actor, "contribution", said))
    of_it = {"contribution_id": said, "reason": "tone"}
    if step == "session.close":
        factories.act(db.session.get_one(Person, chair), number, "contribution.hold", **of_it)
    data = {} if step == "session.close" else of_it

    def rival() -> None:
        meetings.perform(db.session.get_one(Person, chair), number, step, data, random_key())

    def decides() -> None:
        case = db.session.scalars(select(Case)).one()
        decision = Decision(rule="respekt", facts=REASONS, version=case.version, measure="hide")
        commands.take_measure(db.session.get_one(Person, judge), case, decision)

    failures = _while(app, rival, decides, _locks_a_session)
    assert [one for one in failures if not isinstance(one, Conflict)] == []


def _locks_a_session(statement: str) -> bool:
    return "FROM meeting" in statement and "FOR " in statement


@ON_POSTGRES
@pytest.mark.parametrize("by", ["notice", "many at once", "its end"])
def test_whoever_hides_ideas_waits_in_no_circle_with_a_chair(
    app: Flask, idea: int, moderator: int, client: Visitor, by: str
) -> None:
    """M-03, M-07, M-22: a program by a notice or when its day is over, and one who hides many in one transaction."""
    of = factories.committee()
    chair, other = factories.member(of, "chair").id, factories.idea(title="Ein Brunnen am Markt").id
    titles = {idea: TITLE, other: "Ein Brunnen am Markt"}
    named = [factories.meeting(of, [PlannedItem(title, idea_id=one)]).id for one, title in titles.items()]
    app.config["MODERATION_HOLD_AFTER_NOTICES"] = 1
    notifier = factories.person().id
    with transaction():
        judge = db.session.get_one(Person, moderator)
        cases = [commands.open_case_for(judge, targets.load(judge, "idea", one)) for one in (idea, other)]
        versions = {case.id: case.version for case in cases}

    def notices() -> None:
        who = db.session.get_one(Person, notifier)
        target = targets.load(who, "idea", idea)
        commands.file_notice(who, target, rule="respekt", explanation=REASONS, good_faith=True)

    def decides() -> None:
        actor = db.session.get_one(Person, moderator)
        commands.decide_many(actor, versions, step="verbergen", facts=REASONS, rule="respekt")

    def rival() -> None:
        actor = db.session.get_one(Person, chair)
        data = {"title": "Noch etwas", "idea_id": idea}
        # Of many, the session of the second idea is written to when the first one is hidden already.
        meetings.perform(actor, named[by == "many at once"], "item.add", data, random_key())

    act_ = {"notice": notices, "many at once": decides, "its end": commands.end_due_measures}[by]
    if by == "its end":
        with transaction():
            notices()
    with shifted_by(timedelta(hours=25) if by == "its end" else timedelta()):
        failures = _while(app, rival, act_, _hid_an_idea, place="after_cursor_execute")
    assert [one for one in failures if not isinstance(one, Invalid)] == []


def _hid_an_idea(statement: str) -> bool:
    return statement.startswith("UPDATE idea SET") and "hidden_at" in statement


def _looked_for_items(statement: str) -> bool:
    return "FROM agenda_item" in statement and "withheld_title LIKE" in statement


def _looked_in_writing(statement: str) -> bool:
    return "FROM circulation" in statement and "withheld_title LIKE" in statement


@pytest.mark.parametrize("about", ["idea", "paper", "in writing"])
def test_what_comes_in_the_moment_of_hiding_bears_no_hidden_title(
    app: Flask, idea: int, moderator: int, about: str
) -> None:
    """M-36: whoever adds an item or starts deciding in writing waits, and then knows that the idea is hidden."""
    of = factories.committee()
    chair, of_id = factories.member(of, "chair").id, of.id
    paper = factories.idea(state="fachpruefung", title=TITLE)
    target, dossier = (paper.id, frozen(drafted(paper)).id) if about == "paper" else (idea, 0)
    meeting = factories.meeting(of, [PlannedItem("Etwas anderes")]).id
    with transaction():
        judge = db.session.get_one(Person, moderator)
        commands.open_case_for(judge, targets.load(judge, "idea", target))

    def rival() -> None:
        actor = db.session.get_one(Person, chair)
        if about == "in writing":
            matter = meetings.Matter(title=TITLE, text="Die Bank soll kommen, meinen wir.", idea_id=target)
            committee = db.session.get_one(Committee, of_id)
            meetings.start_circulation(actor, committee, matter, deadline=now() + timedelta(days=5))
        else:
            named = {"dossier_id": dossier} if about == "paper" else {"idea_id": target}
            meetings.perform(actor, meeting, "item.add", {"title": TITLE, **named}, random_key())

    def hides() -> None:
        case = db.session.scalars(select(Case)).one()
        decision = Decision(rule="daten", facts=REASONS, version=case.version, measure="hide")
        commands.take_measure(db.session.get_one(Person, moderator), case, decision)

    moment = _looked_in_writing if about == "in writing" else _looked_for_items
    failures = _while(app, rival, hides, moment, place="after_cursor_execute")
    refused = [] if about == "paper" else [Invalid]
    assert [type(one) for one in failures] == refused
    titles = [*db.session.scalars(select(AgendaItem.title)), *db.session.scalars(select(Circulation.title))]
    assert not any(NAME in title for title in titles)
    if about == "paper":
        restore(moderator)
        assert items()[-1] == (TITLE, None)


def _while(
    app: Flask,
    rival: Callable[[], None],
    act: Callable[[], None],
    is_moment: Callable[[str], bool],
    place: str = "before_cursor_execute",
) -> list[BaseException]:
    """Let a rival begin at a moment of the act, told by its statement; return what went wrong with either."""
    me, runners, failures = current_thread(), [], []

    def begin(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if current_thread() is me and not runners and is_moment(statement):
            runners.append(Runner(target=lambda: failures.extend(_alone(app, rival))))
            runners[0].start()
            runners[0].join(1)

    db.session.rollback()
    event.listen(db.engine, place, begin)
    try:
        failures += _here(act)
    finally:
        event.remove(db.engine, place, begin)
    assert runners, f"the moment never came: {failures}"
    runners[0].join()
    db.session.expire_all()
    return failures


def _here(act: Callable[[], None]) -> list[BaseException]:
    try:
        with transaction():
            act()
    except BaseException as error:  # noqa: BLE001
        return [error]
    return []
