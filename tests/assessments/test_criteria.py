"""The criteria as versions: they are kept on a page, and what was given stays with the version that was asked."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from forum.accounts.models import Person
from forum.assessments import commands, queries
from forum.assessments.models import Assessment
from forum.assessments.scoring import score
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.dossiers import commands as dossiers
from forum.dossiers.models import Dossier
from forum.ideas.models import Idea
from forum.strategy.models import CriteriaVersion, Criterion, strategy
from tests import factories
from tests.assessments.test_assessments import answers, path_of
from tests.factories import GIVEN, REASON, Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]


def publish(staff_id: int, criteria: list[Criterion] | None = None, *, needed: int = 2, seen: int | None = None) -> int:
    with transaction():
        present = strategy().criteria_set
        made = commands.publish_criteria(
            db.session.get_one(Person, staff_id),
            criteria or weighed(40),
            needed=needed,
            reason=REASON,
            seen=present.number if seen is None else seen,
        )
        return made.number


def weighed(weight: int) -> list[Criterion]:
    """Return the criteria with another weight for the effect."""
    present = strategy().criteria.values()
    return [replace(row, weight=weight) if row.key == "wirkung" else row for row in present]


def weights(**changes: str) -> dict[str, str]:
    """Return the form of weights as the page shows it."""
    present = strategy().criteria_set
    fields = {"fassung": str(present.number), "needed": str(present.needed), "reason": REASON}
    for place, row in enumerate(present.criteria.values(), start=1):
        fields |= {f"place-{row.key}": str(place), f"weight-{row.key}": str(row.weight)}
    return fields | changes


def test_a_changed_weight_makes_a_new_version_with_reason_and_date(sign_in: SignIn) -> None:
    """B-07, G-11: the file is the first version, and stays as it was."""
    staff = sign_in(factories.person("staff"))
    before = strategy().criteria_set
    changed = weights(**{"weight-wirkung": "35", "place-wirkung": "0", "drop-kooperation": "y", "needed": "3"})
    assert staff.submit("/stabsstelle/kriterien", **changed).status_code == 303
    first, second = db.session.scalars(select(CriteriaVersion).order_by(CriteriaVersion.number)).all()
    assert first.plain().criteria == before.criteria
    after = strategy().criteria_set
    assert (second.number, second.reason, after.number, after.needed) == (2, REASON, 2, 3)
    assert next(iter(after.criteria)) == "wirkung"
    assert after.criteria["wirkung"].weight == 35
    assert "kooperation" not in after.criteria
    page = staff.get("/stabsstelle/kriterien").get_data(as_text=True)
    assert REASON in page
    assert "Kooperation" in staff.get("/stabsstelle/kriterien/fassung/1").get_data(as_text=True)
    assert staff.get("/stabsstelle/kriterien/fassung/3").status_code == 404
    with pytest.raises(Conflict), transaction():
        db.session.get_one(CriteriaVersion, 1).needed = 9


def test_words_and_anchors_are_changed_and_criteria_added(sign_in: SignIn) -> None:
    staff = sign_in(factories.person("staff"))
    path = "/stabsstelle/kriterien/wirkung"
    fields = {
        "fassung": "1",
        "reason": REASON,
        "title-wirkung": "Nutzen",
        "title_en-wirkung": "Use",
        "weight-wirkung": "9",
    }
    words = {
        f"{name}-wirkung-{points}": f"{name} {points}" for name in ("anchors", "anchors_en") for points in (0, 2, 5)
    }
    words |= {"anchors-wirkung-3": "", "anchors_en-wirkung-3": ""}
    too_few = staff.submit(path, **fields, **{**words, "anchors-wirkung-5": ""})
    assert (too_few.status_code, "mindestens 0, 2 oder 3" in too_few.get_data(as_text=True)) == (422, True)
    assert staff.submit(path, **fields, **words).status_code == 303
    row = strategy().criteria["wirkung"]
    assert (row.title, row.title_en, row.weight) == ("Nutzen", "Use", 9)
    assert row.scale == [(0, "anchors 0"), (2, "anchors 2"), (5, "anchors 5")]
    added = {"fassung": "2", "reason": REASON, "title-neu": "Comment", "title_en-neu": "Comment", "knock_out-neu": "y"}
    assert staff.submit("/stabsstelle/kriterien/neu", **added, **{"weight-neu": "3"}).status_code == 303
    # The key of a criterion never takes the name of another field.
    assert strategy().criteria["comment-2"].knock_out
    assert staff.get("/stabsstelle/kriterien/gibtsnicht").status_code == 404


@pytest.mark.parametrize("role", ["", "board", "moderator", "admin"])
@pytest.mark.parametrize("path", ["", "/neu", "/wirkung", "/fassung/1"])
def test_only_the_staff_office_keeps_the_criteria(sign_in: SignIn, role: str, path: str) -> None:
    who = sign_in(factories.person(*filter(None, [role])))
    assert who.get(f"/stabsstelle/kriterien{path}").status_code == 403
    if not path:
        assert who.submit("/stabsstelle/kriterien", **weights(**{"weight-wirkung": "1"})).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"needed": 1}, "needed"),
        ({"needed": 10}, "needed"),
        ({"reason": "kurz"}, "reason"),
        ({"criteria": [Criterion(key="a", title="Nur das", title_en="Only this", weight=0, knock_out=True)]}, "needed"),
        ({"criteria": [Criterion(key="a", title="x", title_en="Only this", weight=101)]}, "title-a"),
    ],
)
def test_what_cannot_be_a_set_of_criteria_is_refused(app: Flask, changes: dict[str, object], field: str) -> None:
    staff_id = factories.person("staff").id
    values = {"criteria": weighed(3), "needed": 2, "reason": REASON, "seen": 1, **changes}
    with pytest.raises(Invalid) as refusal, transaction():
        commands.publish_criteria(db.session.get_one(Person, staff_id), values.pop("criteria"), **values)  # type: ignore[arg-type]
    assert field in refusal.value.fields


def test_what_changes_nothing_or_an_older_version_is_a_conflict(app: Flask) -> None:
    staff_id = factories.person("staff").id
    with pytest.raises(Conflict, match="dasselbe"):
        publish(staff_id, list(strategy().criteria.values()))
    assert publish(staff_id) == 2
    with pytest.raises(Conflict, match="Fassung 2"):
        publish(staff_id, weighed(7), seen=1)


def test_two_who_publish_at_once_make_one_version(app: Flask) -> None:
    ids = [factories.person("staff").id for _place in range(3)]

    def act(staff_id: int) -> None:
        commands.publish_criteria(
            db.session.get_one(Person, staff_id), weighed(staff_id % 50 + 50), needed=2, reason=REASON, seen=1
        )

    assert at_once(app, [lambda who=who: act(who) for who in ids], refused=(Conflict,)) == 2
    assert [one.number for one in strategy().criteria_sets] == [1, 2]


def test_a_round_that_began_goes_on_by_its_own_criteria(sign_in: SignIn) -> None:
    """G-11: all who take part in a round answer the same; the number of assessments is that of its version too (G-09)."""
    idea = factories.idea(state="fachpruefung")
    one, two, staff_id = factories.person("staff"), factories.person("board"), factories.person("staff").id
    assert sign_in(one).submit(path_of(idea), **answers()).status_code == 303
    fewer = [row for row in strategy().criteria.values() if row.key != "kooperation"]
    publish(staff_id, fewer, needed=3)
    page = sign_in(two).get(path_of(idea)).get_data(as_text=True)
    assert 'name="kooperation"' in page
    old = {**answers(), "kooperation": "3", "fassung": "1"}
    assert sign_in(two).submit(path_of(idea), **old).status_code == 303
    found = queries.rounds(db.session.get_one(Idea, idea.id))[0]
    assert (found.is_complete, found.criteria_set.number) == (True, 1)
    assert set(db.session.scalars(select(Assessment.criteria_version))) == {1}
    other = factories.idea(state="fachpruefung")
    assert queries.rounds(other)[0].needed == 3


def test_criteria_that_change_while_somebody_writes_are_told_and_nothing_is_lost(sign_in: SignIn) -> None:
    """G-11: what was typed is kept, also about a criterion that is not asked for any more."""
    idea, one = factories.idea(state="fachpruefung"), factories.person("staff")
    typed = answers(4, comment="Zum Ganzen", **{"remark-kooperation": "Mit wem?", "remark-wirkung": "Für viele."})
    staff_id = factories.person("staff").id
    publish(staff_id, [row for row in strategy().criteria.values() if row.key != "kooperation"])
    refused = sign_in(one).submit(path_of(idea), **typed)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Die Kriterien haben sich inzwischen geändert" in page
    assert all(text in page for text in ("Zum Ganzen", "Mit wem?", "Für viele."))
    assert re.findall('for="typed-[0-9]">([^<]+)</label>', page) == ["Ihr Text"]
    assert page.count('value="4" checked') == len(strategy().criteria_set.weights)
    assert sign_in(one).submit(path_of(idea), **{**typed, "fassung": "2"}).status_code == 303


def test_criteria_that_change_between_two_raters_leave_one_version_in_the_round(app: Flask) -> None:
    """G-11, E-19: whenever the new version comes, both answer the same criteria or read of a conflict."""
    idea_id, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    raters = [factories.person("staff").id, factories.person("board").id]
    fewer = [row for row in strategy().criteria.values() if row.key != "kooperation"]

    def rate(who: int) -> None:
        commands.assess(db.session.get_one(Person, who), db.session.get_one(Idea, idea_id), given=GIVEN, seen=1)

    def change() -> None:
        commands.publish_criteria(db.session.get_one(Person, staff_id), fewer, needed=2, reason=REASON, seen=1)

    acts = [*(lambda who=who: rate(who) for who in raters), change]
    refused = at_once(app, acts, refused=(Conflict,))
    db.session.info.clear()
    rows = db.session.scalars(select(Assessment)).all()
    assert len(rows) == len(raters) - refused
    assert len({row.criteria_version for row in rows}) <= 1
    present = queries.rounds(db.session.get_one(Idea, idea_id))[0]
    for row in rows:
        assert row.criteria_version == present.criteria_set.number
        assert row.points == score(present.criteria_set.criteria.values(), row.given).points
    assert [one.number for one in strategy().criteria_sets] == [1, 2]


def test_a_paper_shows_the_criteria_that_were_asked(app: Flask) -> None:
    """B-13, G-11: a dossier freezes the version."""
    idea_id, staff_id = factories.idea(state="fachpruefung").id, factories.person("staff").id
    with transaction():
        for _place in range(2):
            commands.assess(factories._inside("staff"), db.session.get_one(Idea, idea_id), given=GIVEN)
    publish(staff_id, [row for row in strategy().criteria.values() if row.key != "kooperation"])
    with transaction():
        dossiers.freeze_dossier(
            db.session.get_one(Person, staff_id),
            db.session.get_one(Idea, idea_id),
            goals_reason="Die Idee trägt sichtbar zu diesem Ziel bei.",
            reason=REASON,
        )
    data = db.session.scalars(select(Dossier)).one().data["ideas"][0]
    assert data["criteria_version"] == 1
    assert "kooperation" in {row["key"] for row in data["criteria"]}


def test_asking_for_the_criteria_often_costs_one_query(app: Flask) -> None:
    """G-11: callers get the newest without a query of their own; a change is known with the next transaction."""
    publish(factories.person("staff").id)
    strategy()
    db.session.rollback()
    db.session.info.clear()
    selects: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        selects.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert [strategy().criteria["wirkung"].weight for _time in range(50)] == [40] * 50
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(selects) == 1
