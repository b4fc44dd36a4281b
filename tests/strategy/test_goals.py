"""The goals are versions that the staff office makes; what is linked stays on its version until it is remapped."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from forum.accounts.models import Person
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.dossiers.models import Decision
from forum.ideas import commands as ideas
from forum.ideas.models import Idea, IdeaGoal, IdeaStep
from forum.ideas.queries import Filter, ideas_by_framework, ideas_by_isek_field
from forum.ideas.queries import ideas as listed
from forum.strategy import commands
from forum.strategy.commands import Wording
from forum.strategy.models import GoalVersion, StoredGoal, strategy
from forum.strategy.queries import Fate, changes
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

WORDING: dict[str, Any] = {
    "title": "Eine Stadt für alle",
    "text": "Niemand bleibt auf dem Weg zurück.",
    "title_en": "A city for all",
    "text_en": "Nobody is left behind on the way.",
    "title_easy": "Alle machen mit",
    "text_easy": "Die Stadt ist für alle da.\nAlle dürfen mitreden.",
    "isek": (2,),
    "fields": (4,),
    "frameworks": ("Smart City",),
    "verified": True,
}
NOTE = "Der Rat hat die Ziele neu gefasst."


def publish(staff: Person, *acts: Callable[[Person], object]) -> int:
    """Make a new version by these acts and let it apply; return its number."""
    staff_id = staff.id
    with transaction():
        who = db.session.get_one(Person, staff_id)
        for act in acts:
            act(who)
        return commands.publish_goals(who, note=NOTE).number


def reword(key: str = "mitnehmen", **words: Any) -> Callable[[Person], object]:
    return lambda who: commands.write_goal(who, Wording(**WORDING | words), key=key)


def drop(key: str) -> Callable[[Person], object]:
    return lambda who: commands.drop_goal(who, key)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collect the statements that are sent to the database inside the block."""
    sent: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def test_the_forum_begins_with_the_goals_of_the_file(app: Flask) -> None:
    """G-17: nobody has to fill anything in, and what no source confirms is marked."""
    first = strategy().goal_set
    assert (first.number, next(iter(first.goals))) == (1, "lebensqualitaet")
    assert {goal.verified for goal in first.goals.values()} == {False}
    assert db.session.scalars(select(GoalVersion)).all() == []


def test_a_new_version_leaves_older_links_on_the_old_one_until_they_are_remapped(app: Flask) -> None:
    """G-17: title, text, order, validity and all wordings are data of one version."""
    staff, idea = factories.person("staff"), factories.idea(goals=("mitnehmen",))
    assert publish(staff, reword(), lambda who: commands.move_goal(who, "mitnehmen", up=True)) == 2
    assert [goal.version for goal in idea.goals] == [1]
    assert idea.goals[0].title == "Die ganze Stadtgesellschaft mitnehmen"
    fresh = factories.idea(goals=("mitnehmen",))
    assert [(goal.version, goal.title, goal.title_easy) for goal in fresh.goals] == [
        (2, "Eine Stadt für alle", "Alle machen mit")
    ]
    assert list(strategy().goals)[1] == "mitnehmen"
    with transaction():
        same = {"mitnehmen": "mitnehmen"}
        assert ideas.remap_goals(db.session.get_one(Person, staff.id), version=1, into=same) == 1
    db.session.expire_all()
    assert [(goal.version, goal.title) for goal in idea.goals] == [(2, "Eine Stadt für alle")]


def test_remapping_names_a_successor_for_every_goal_in_one_act(app: Flask) -> None:
    """G-17: a goal can have another one in its place or none, also when two change places; the log of an idea says it."""
    staff = factories.person("staff")
    both, one = factories.idea(goals=("daten", "innovation")), factories.idea(goals=("forschung",))
    kept = factories.idea(goals=("mitnehmen",))
    publish(staff, drop("forschung"))
    into = {"daten": "innovation", "innovation": "daten", "forschung": "", "mitnehmen": "mitnehmen"}
    who = db.session.get_one(Person, staff.id)
    with pytest.raises(Invalid), transaction():
        ideas.remap_goals(who, version=1, into=into | {"mitnehmen": "forschung"})
    with pytest.raises(Conflict), transaction():
        ideas.remap_goals(who, version=2, into=into)
    with transaction():
        assert ideas.remap_goals(db.session.get_one(Person, staff.id), version=1, into=into) == 3
    assert sorted((link.idea_id, link.goal, link.version) for link in db.session.scalars(select(IdeaGoal))) == sorted(
        [(both.id, "daten", 2), (both.id, "innovation", 2), (kept.id, "mitnehmen", 2)]
    )
    told = db.session.scalars(select(IdeaStep.idea_id).where(IdeaStep.data["note"].as_string() == "remapped"))
    assert set(told) == {both.id, one.id}


def test_a_goal_that_fell_away_stays_with_its_ideas_and_can_be_filtered_by(app: Flask) -> None:
    """G-17: sorting an idea anew, or its author's changes, do not lose what nobody can choose any more."""
    staff, idea = factories.person("staff"), factories.idea(goals=("forschung", "daten"))
    publish(staff, drop("forschung"))
    with transaction():
        ideas.sort_idea(
            db.session.get_one(Person, staff.id),
            db.session.get_one(Idea, idea.id),
            goals=("mitnehmen",),
            category="",
            districts=(),
            place="",
        )
    assert sorted((goal.key, goal.version) for goal in idea.goals) == [("forschung", 1), ("mitnehmen", 2)]
    assert [row.id for row in listed(staff, Filter(goal="forschung")).items] == [idea.id]
    assert "forschung" in strategy().known_goals
    with pytest.raises(Invalid):
        factories.idea(goals=("forschung",))


def test_a_decision_keeps_the_wording_of_its_day(app: Flask) -> None:
    """G-17: a later version does not change what was decided, not even its digest."""
    staff, idea = factories.person("staff"), factories.idea(state="beschlossen", goals=("mitnehmen",))
    publish(staff, reword())
    decision = db.session.scalars(select(Decision).where(Decision.idea_id == idea.id)).one()
    assert [(goal.version, goal.title) for goal in decision.goals] == [(1, "Die ganze Stadtgesellschaft mitnehmen")]


def test_a_goal_is_for_new_links_only_in_its_time(app: Flask) -> None:
    """G-17: validity, to the day."""
    publish(factories.person("staff"), reword(until=today() + timedelta(days=2)))
    assert "mitnehmen" in strategy().goals
    for days, holds in ((2, True), (3, False)):
        with frozen_at(now() + timedelta(days=days)):
            db.session.info.clear()
            assert ("mitnehmen" in strategy().goals) is holds
    db.session.info.clear()


def test_a_transaction_asks_once_and_every_process_learns_of_a_new_version(app: Flask) -> None:
    """G-17: one small question however often goals are read; goals are loaded only after a change, also one elsewhere."""
    staff = factories.person("staff")
    strategy()
    db.session.info.clear()
    with counted_queries() as sent:
        for _time in range(50):
            assert strategy().goals["mitnehmen"].version == 1
    assert len(sent) == 1
    publish(staff, reword())
    # Another process has read the former version; all it has in common with this one is the database.
    app.extensions["strategy"] = {("another", "key"): strategy()}
    db.session.info.clear()
    assert strategy().goals["mitnehmen"].title == "Eine Stadt für alle"


def test_an_undone_change_is_never_seen(app: Flask) -> None:
    """G-17: what a transaction read of its own change does not stay when it is rolled back."""
    staff_id = factories.person("staff").id
    with transaction() as change:
        who = db.session.get_one(Person, staff_id)
        reword()(who)
        commands.publish_goals(who, note=NOTE)
        assert strategy().goal_set.number == 2
        change.discard()
    assert strategy().goal_set.number == 1
    publish(db.session.get_one(Person, staff_id), reword(title="Anders gesagt"))
    assert strategy().goals["mitnehmen"].title == "Anders gesagt"


def test_two_who_begin_at_once_write_one_version(app: Flask) -> None:
    """E-19: nobody's goal is lost, and it is published once."""
    ids = [factories.person("staff").id for _number in range(2)]

    def add(person_id: int, title: str) -> Callable[[], object]:
        return lambda: commands.write_goal(db.session.get_one(Person, person_id), Wording(**WORDING | {"title": title}))

    assert at_once(app, [add(ids[0], "Ein erstes Ziel"), add(ids[1], "Ein zweites Ziel")]) == 0
    titles = set(db.session.scalars(select(StoredGoal.title).where(StoredGoal.version == 2)))
    assert {"Ein erstes Ziel", "Ein zweites Ziel"} < titles
    assert len(titles) == len(strategy().goals) + 2

    def let_apply(person_id: int) -> Callable[[], object]:
        return lambda: commands.publish_goals(db.session.get_one(Person, person_id), note=NOTE)

    assert at_once(app, [let_apply(number) for number in ids], refused=(Conflict,)) == 1
    db.session.info.clear()
    assert strategy().goal_set.number == 2


def test_who_writes_over_somebody_is_told(app: Flask) -> None:
    """G-17: the goal as it is stored stands beside the own words."""
    staff = factories.person("staff")
    with transaction():
        stored = reword()(db.session.get_one(Person, staff.id))
        assert isinstance(stored, StoredGoal)
        seen = stored.changes
    with transaction():
        reword(title="Inzwischen anders")(db.session.get_one(Person, staff.id))
    who = db.session.get_one(Person, staff.id)
    with pytest.raises(Conflict) as refused, transaction():
        commands.write_goal(who, Wording(**WORDING), key="mitnehmen", seen=seen)
    assert refused.value.current is not None


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": "x"}, "title"),
        ({"text_en": ""}, "text_en"),
        ({"text_easy": "kurz"}, "text_easy"),
        ({"isek": (9,)}, "isek"),
        ({"fields": (99,)}, "isek"),
        ({"since": today(), "until": today() - timedelta(days=1)}, "until"),
        ({"frameworks": tuple(f"Projekt {n}" for n in range(30))}, "frameworks"),
    ],
)
def test_what_a_goal_must_say(app: Flask, words: dict[str, Any], field: str) -> None:
    """G-17, G-18: German and English are complete, Leichte Sprache may come later, the ISEK is known."""
    with transaction(), pytest.raises(Invalid) as refused:
        reword(**words)(factories._inside("staff"))
    assert field in refused.value.fields


def test_only_the_staff_office_changes_goals(app: Flask) -> None:
    """G-17: nobody else, neither by writing nor by publishing nor by remapping."""
    citizen = factories.person()
    for act in (
        reword(),
        drop("daten"),
        lambda who: commands.publish_goals(who, note=NOTE),
        lambda who: ideas.remap_goals(who, version=1, into={}),
    ):
        with transaction(), pytest.raises(Forbidden):
            act(db.session.get_one(Person, citizen.id))


def test_a_version_that_says_the_same_is_refused(app: Flask) -> None:
    staff = factories.person("staff")
    with transaction():
        who = db.session.get_one(Person, staff.id)
        commands.move_goal(who, "daten", up=True)
        commands.move_goal(who, "daten", up=False)
        with pytest.raises(Conflict):
            commands.publish_goals(who, note=NOTE)
        commands.discard_goals(who)
    assert db.session.get(GoalVersion, 2) is None


def test_the_report_groups_ideas_by_what_of_the_isek_they_serve(app: Flask) -> None:
    """G-18: an idea with two goals of one field counts once, and each version's links count as they were."""
    staff = factories.person("staff")
    twice, other = factories.idea(goals=("forschung", "daten")), factories.idea(goals=("mitnehmen",))
    publish(staff, reword("forschung", fields=(7,), frameworks=("Smart City", "Haus der Musik")))
    newer = factories.idea(goals=("forschung",))
    by_field = {row.number: row for row in ideas_by_isek_field(staff)}
    assert {number: row.ideas for number, row in by_field.items() if row.ideas} == {4: 1, 7: 2, 8: 1}
    assert [row.id for row in listed(staff, Filter(area=7, sort="neu")).items] == [newer.id, twice.id]
    assert [row.id for row in listed(staff, Filter(area=4)).items] == [other.id]
    assert {row.label: row.ideas for row in ideas_by_framework(staff)} == {"Smart City": 3, "Haus der Musik": 1}


def test_the_report_takes_one_query_and_shows_no_hidden_idea(app: Flask) -> None:
    """E-11: the page costs the same however many parts the ISEK has; drafts are not counted."""
    author = factories.person()
    factories.idea(author, state="entwurf", goals=("daten",))
    assert strategy().isek_fields
    assert "public" in author.words
    with counted_queries() as sent:
        assert {row.ideas for row in ideas_by_isek_field(author)} == {0}
    assert len(sent) == 1


def test_the_staff_office_makes_a_version_on_the_site(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """G-17: a preview of what changes, a history with differences, and pages that say which version applied."""
    idea = factories.idea(goals=("mitnehmen",))
    staff = sign_in(factories.person("staff"))
    page = staff.get("/strategie/ziele/entwurf/mitnehmen").text
    assert "Die ganze Stadtgesellschaft mitnehmen" in page
    words = {name: value for name, value in WORDING.items() if isinstance(value, str)}
    sent = words | {"isek": ["2"], "areas": ["4"], "frameworks": "Smart City"}
    assert staff.submit("/strategie/ziele/entwurf/mitnehmen", **sent, seen="").status_code == 303
    preview = staff.get("/strategie/ziele/entwurf").text
    assert "geändert" in preview
    assert "Eine" in preview
    assert "Eine Stadt für alle" not in client.get("/strategie").text
    answer = staff.submit("/strategie/ziele/entwurf", note=NOTE)
    assert (answer.status_code, answer.location) == (303, "/strategie/ziele/1/zuordnen")
    assert "Eine Stadt für alle" in client.get("/strategie").text
    assert "Fassung 1" in client.get(idea.url).text
    history = client.get("/strategie/ziele/2").text
    assert NOTE in history
    assert "[gestrichen:" in history
    assert "Die Stadt ist für alle da." in history
    assert staff.submit("/strategie/ziele/1/zuordnen", mitnehmen="mitnehmen").status_code == 303
    assert "Fassung 2" in client.get(idea.url).text
    assert client.get("/strategie/ziele/3").status_code == 404


def test_differences_name_what_is_new_changed_and_gone(app: Flask) -> None:
    """G-17: also when goals only change places."""
    staff = factories.person("staff")
    publish(staff, reword(), drop("daten"), lambda who: commands.write_goal(who, Wording(**WORDING)))
    before, after = strategy().goal_sets
    fates = {one.goal.key: one.fate for one in changes(before, after)}
    assert fates == {"mitnehmen": Fate.CHANGED, "daten": Fate.DROPPED, "eine-stadt-fuer-alle": Fate.ADDED}


def test_who_began_before_the_first_change_overwrites_nothing(sign_in: SignIn) -> None:
    """G-17, G-14: a form of before anything was stored is refused once the other one has stored something else."""
    first, second = sign_in(factories.person("staff")), sign_in(factories.person("staff"))
    path = "/strategie/ziele/entwurf/mitnehmen"
    words = {name: value for name, value in WORDING.items() if isinstance(value, str)}
    sent = words | {"isek": ["2"], "areas": ["4"], "frameworks": "Smart City"}
    other = sent | {"title": "Alle kommen mit"}
    assert first.submit(path, **sent, seen="").status_code == 303
    assert second.submit(path, **other).status_code == 409
    refused = second.submit(path, **other, seen="")
    assert (refused.status_code, "Alle kommen mit" in refused.text) == (409, True)
    # Whoever saves again has seen what is stored.
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', refused.text)
    assert seen is not None
    assert second.submit(path, **other, seen=seen[1]).status_code == 303
