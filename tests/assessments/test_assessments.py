"""Assessing ideas by the criteria: points, rounds, independence and interests."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.assessments import commands, queries
from forum.assessments.models import Assessment, Assessor
from forum.assessments.scoring import score, spread
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.dossiers import commands as dossiers
from forum.dossiers.models import Dossier
from forum.dossiers.proof import of_paper
from forum.drafts.models import Draft
from forum.ideas.models import Idea
from forum.strategy.models import Criterion, strategy
from tests import factories
from tests.factories import GIVEN, REASON, Visitor
from tests.ideas.test_solution import describe
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]

CRITERIA = [
    Criterion(key="erlaubt", title="Erlaubt", weight=0, knock_out=True),
    Criterion(key="wirkung", title="Wirkung", weight=30),
    Criterion(key="kosten", title="Kosten", weight=10),
]


@pytest.mark.parametrize(
    ("given", "points", "failed"),
    [
        ({"erlaubt": True, "wirkung": 5, "kosten": 5}, 100.0, ()),
        ({"erlaubt": True, "wirkung": 0, "kosten": 0}, 0.0, ()),
        ({"erlaubt": True, "wirkung": 5, "kosten": 0}, 75.0, ()),
        ({"erlaubt": False, "wirkung": 3, "kosten": 1}, 50.0, ("erlaubt",)),
        ({"wirkung": 9, "kosten": -2}, 75.0, ("erlaubt",)),
        ({}, 0.0, ("erlaubt",)),
    ],
)
def test_points_are_weighted_shares(given: dict[str, object], points: float, failed: tuple[str, ...]) -> None:
    """B-07."""
    result = score(CRITERIA, given)
    assert (result.points, result.failed) == (points, failed)


def test_the_spread_of_several_assessments() -> None:
    assert spread([]).mean is None
    several = spread([40.0, 70.0, 55.0])
    assert (several.number, several.mean, several.least, several.most) == (3, 55.0, 40.0, 70.0)


def answers(points: int = 3, **more: str) -> dict[str, str]:
    """Return a form that answers every criterion."""
    given = {key: "ja" if row.knock_out else str(points) for key, row in strategy().criteria.items()}
    return {**given, "fassung": str(strategy().criteria_set.number), **more}


def path_of(idea: Idea) -> str:
    return f"/ideen/{idea.id}/bewertung"


def test_nobody_sees_the_others_before_all_have_finished(sign_in: SignIn) -> None:
    """B-14: three assessors; what is given stays hidden, also from those who have finished, until the round is complete."""
    idea = factories.idea(state="fachpruefung")
    path = path_of(idea)
    staff = factories.person("staff")
    one, two, three = factories.person("staff"), factories.person("board"), factories.person("board")
    for who in (one, two, three):
        assert sign_in(staff).submit(f"{path}/personen", person=str(who.id)).status_code == 303
    secret = "Das merkt kaum jemand."
    assert sign_in(one).submit(path, **answers(1, comment=secret)).status_code == 303
    assert sign_in(two).submit(path, **answers(5, **{"remark-wirkung": "Viele merken das."})).status_code == 303
    for who in (staff, two, three):
        page = sign_in(who).get(path).get_data(as_text=True)
        assert secret not in page
        assert "von 100 Punkten" not in page
    assert secret in sign_in(one).get(path).get_data(as_text=True)  # The own words stay in the own form.
    assert sign_in(one).submit(path, **answers(2, comment=secret)).status_code == 303
    assert sign_in(three).submit(path, **answers(4)).status_code == 303
    for who in (staff, one, two, three):
        page = sign_in(who).get(path).get_data(as_text=True)
        assert secret in page
        assert "Viele merken das." in page
        assert "Im Mittel 73,3 von 100 Punkten" in page
        assert "Hier liegen die Bewertungen auseinander" in page
    # Whoever has seen the others cannot change anything any more; a further round can be opened.
    late = sign_in(one).submit(path, **answers(5))
    assert (late.status_code, "Diese Runde ist abgeschlossen" in late.get_data(as_text=True)) == (409, True)


def test_who_assesses_reads_how_mature_the_solution_is_and_what_other_cities_learned(sign_in: SignIn) -> None:
    """G-23: both fields stand beside the criteria, for Stabsstelle and Board; the Stabsstelle is led to their form."""
    idea = factories.idea(state="fachpruefung")
    staff, board = sign_in(factories.person("staff")), sign_in(factories.person("board"))
    page = staff.get(path_of(idea)).get_data(as_text=True)
    assert "noch keine Angabe" in page
    assert f"/ideen/{idea.id}/loesung" in page
    describe(idea)
    for who in (staff, board):
        page = who.get(path_of(idea)).get_data(as_text=True)
        for words in ("Reife der Lösung", "Pilot im Alltag", "Oldenburg", "Früh mit allen reden."):
            assert words in page, words
    assert f"/ideen/{idea.id}/loesung" not in board.get(path_of(idea)).get_data(as_text=True)


def test_an_incomplete_form_keeps_what_was_typed(sign_in: SignIn) -> None:
    idea, one = factories.idea(state="fachpruefung"), factories.person("staff")
    incomplete = {key: value for key, value in answers(comment="Mein Kommentar").items() if key != "wirkung"}
    refused = sign_in(one).submit(path_of(idea), **incomplete)
    assert (refused.status_code, "Mein Kommentar" in refused.get_data(as_text=True)) == (422, True)


def test_what_is_written_is_kept_as_a_draft_until_it_is_given(sign_in: SignIn) -> None:
    """Nothing typed is lost: a draft of the comment and of every remark, saved while typing or by its button."""
    idea, one = factories.idea(state="fachpruefung"), sign_in(factories.person("staff"))
    texts = {"comment": "Noch nicht fertig.", "remark-wirkung": "Wen betrifft es?", "remarkable": "kein Feld"}
    body = {
        "action": "assessment.give",
        "target": f"idea:{idea.id}",
        "fields": texts,
        "form": "a",
        "seen": 0,
        "step": 1,
    }
    saved = one.post("/entwuerfe/speichern", json=body, headers={"X-CSRFToken": one.csrf})
    assert saved.get_json()["fields"] == {"comment": "Noch nicht fertig.", "remark-wirkung": "Wen betrifft es?"}
    page = one.get(path_of(idea)).get_data(as_text=True)
    assert "Noch nicht fertig." in page
    assert "Wen betrifft es?" in page
    assert idea.title in one.get("/entwuerfe").get_data(as_text=True)
    typed = answers(comment="Jetzt aber.", draft_form="a", draft_version="1")
    assert one.submit(path_of(idea), **typed, entwurf="1").status_code == 303
    assert db.session.scalars(select(Assessment)).all() == []
    assert "Jetzt aber." in one.get(path_of(idea)).get_data(as_text=True)
    assert one.submit(path_of(idea), **{**typed, "draft_version": "2"}).status_code == 303
    assert db.session.scalars(select(Draft)).all() == []


def test_two_more_rounds_keep_the_first_one(sign_in: SignIn) -> None:
    """B-14: several rounds; the newest complete one counts."""
    idea = factories.idea(state="board")
    path, staff = path_of(idea), factories.person("staff")
    assert sign_in(staff).submit(f"{path}/runde", reason="kurz").status_code == 422
    assert sign_in(factories.person("board")).submit(f"{path}/runde", reason=REASON).status_code == 403
    assert sign_in(staff).submit(f"{path}/runde", reason=REASON).status_code == 303
    assert sign_in(staff).submit(f"{path}/runde", reason=REASON).status_code in {409, 422}
    first = [row.points for row in queries.assessments_of(db.session.get_one(Idea, idea.id))]
    for place in range(2):
        assert sign_in(factories.person("staff")).submit(path, **answers(place)).status_code == 303
    assert len(first) == 2
    assert [row.points for row in queries.assessments_of(db.session.get_one(Idea, idea.id))] == [0.0, 20.0]
    page = sign_in(staff).get(path).get_data(as_text=True)
    assert "Ergebnis der Runde 2" in page
    assert "Ergebnis der Runde 1" in page


def test_another_round_offers_the_idea_to_those_who_assessed_it_before(sign_in: SignIn) -> None:
    """B-14: and a round that is complete is offered to nobody, until somebody steps back from it."""
    idea = factories.idea(state="fachpruefung")
    path, me, other = path_of(idea), factories.person("board"), factories.person("staff")
    third = factories.person("staff")

    def offered(to: Person) -> bool:
        db.session.expire_all()
        return idea.id in {one.id for one in queries.free_ideas(to)}

    assert offered(me)
    assert sign_in(me).submit(path, **answers()).status_code == 303
    assert (offered(me), offered(other)) == (False, True)
    assert sign_in(other).submit(path, **answers()).status_code == 303
    assert (offered(me), offered(other), offered(third)) == (False, False, False)
    assert sign_in(other).submit(f"{path}/runde", reason=REASON).status_code == 303
    assert (offered(me), offered(other), offered(third)) == (True, True, True)
    assert sign_in(me).submit(f"{path}/uebernehmen").status_code == 303
    assert (offered(me), offered(other)) == (False, True)
    assert sign_in(me).submit(path, **answers()).status_code == 303
    assert sign_in(other).submit(path, **answers()).status_code == 303
    assert sign_in(other).submit(f"{path}/befangen").status_code == 303
    assert (offered(me), offered(other), offered(third)) == (False, False, True)


def test_a_place_that_was_taken_again_is_offered_to_nobody(sign_in: SignIn) -> None:
    """B-14, B-15: of those who stepped back only a missing one leaves a free place, also by the criteria of that round."""
    idea, others = factories.idea(state="fachpruefung"), factories.idea(state="fachpruefung")
    path = path_of(idea)
    first, second, third, fourth = (factories.person("staff") for _number in range(4))

    def offered() -> list[int]:
        db.session.expire_all()
        return [one.id for one in queries.free_ideas(fourth)]

    for who in (first, second):
        assert sign_in(who).submit(path, **answers()).status_code == 303
    assert offered() == [others.id]
    assert sign_in(first).submit(f"{path}/befangen").status_code == 303
    assert offered() == [idea.id, others.id]
    assert sign_in(third).submit(f"{path}/uebernehmen").status_code == 303
    assert offered() == [idea.id, others.id]  # The round is open until it is given, and further ones may join.
    assert sign_in(third).submit(path, **answers()).status_code == 303
    assert offered() == [others.id]
    assert sign_in(fourth).submit(f"{path}/uebernehmen").status_code == 409


def test_the_own_list_says_what_is_left_and_leads_through_it(sign_in: SignIn) -> None:
    """B-14: "mine, not done", progress n of m, next and previous."""
    me = factories.person("board")
    ideas = [factories.idea(state="fachpruefung", title=f"Bänke am Fluss, Teil {number}") for number in range(3)]
    visitor = sign_in(me)
    for idea in ideas:
        assert visitor.submit(f"{path_of(idea)}/uebernehmen").status_code == 303
    assert visitor.submit(path_of(ideas[0]), **answers()).status_code == 303
    left = visitor.get("/bewertungen").get_data(as_text=True)
    assert "1 von 3 Bewertungen erledigt" in left
    assert "Teil 0" not in left
    assert "Teil 0" in visitor.get("/bewertungen?stand=alle").get_data(as_text=True)
    page = visitor.get(path_of(ideas[1])).get_data(as_text=True)
    assert page.count(f'href="/ideen/{ideas[2].id}/bewertung"') == 2
    assert visitor.submit(f"{path_of(ideas[2])}/personen/{me.id}/austragen").status_code == 303
    assert visitor.submit(f"{path_of(ideas[2])}/personen/{me.id}/austragen").status_code == 404
    assert "1 von 2 Bewertungen erledigt" in visitor.get("/bewertungen").get_data(as_text=True)


def test_whoever_has_an_interest_neither_assesses_nor_counts(sign_in: SignIn) -> None:
    """B-15: after recusal assessing answers 403, what was given before does not count, and records can read it."""
    idea = factories.idea(state="fachpruefung")
    path, me, other = path_of(idea), factories.person("board"), factories.person("staff")
    visitor = sign_in(me)
    assert visitor.submit(path, **answers()).status_code == 303
    assert visitor.submit(f"{path}/befangen", interest="x" * 501).status_code == 422
    assert visitor.submit(f"{path}/befangen", interest="Mein Verein betreibt das.").status_code == 303
    assert visitor.submit(f"{path}/befangen").status_code == 303
    assert visitor.submit(path, **answers()).status_code == 403
    assert visitor.submit(f"{path}/uebernehmen").status_code == 403
    assert sign_in(other).submit(f"{path}/personen", person=str(me.id)).status_code == 409
    assert sign_in(other).submit(path, **answers()).status_code == 303
    found = db.session.get_one(Idea, idea.id)
    assert [person.id for person in queries.recused(found)] == [me.id]
    assert queries.is_recused(me, found)
    with pytest.raises(Conflict, match="Es fehlt noch 1 Bewertung"):
        queries.demanded_assessments(found)
    page = sign_in(other).get(path).get_data(as_text=True)
    assert me.handle in page
    assert "Mein Verein" not in page


def test_points_that_were_seen_stay_when_somebody_steps_back_later(sign_in: SignIn) -> None:
    """B-14, B-15: who saw what the others gave changes nothing; a new assessor or a new round makes it whole again."""
    idea = factories.idea(state="fachpruefung")
    path, leaver, stays = path_of(idea), factories.person("board"), factories.person("staff")
    assert sign_in(leaver).submit(path, **answers(1)).status_code == 303
    assert sign_in(stays).submit(path, **answers(4)).status_code == 303
    assert sign_in(leaver).submit(f"{path}/befangen").status_code == 303
    refusal = sign_in(stays).submit(path, **answers(0))
    assert refusal.status_code in {409, 422}
    page = sign_in(stays).get(path).text
    assert "Ihre Bewertung steht fest" in page
    assert "Bewertung speichern" not in page
    assert sign_in(factories.person("staff")).submit(path, **answers(2)).status_code == 303
    assert [row.points for row in queries.assessments_of(db.session.get_one(Idea, idea.id))] == [80.0, 40.0]


def test_a_round_that_was_seen_need_not_be_whole_to_be_followed_by_another(sign_in: SignIn) -> None:
    """B-14, B-15: the office opens the next one."""
    idea = factories.idea(state="fachpruefung")
    path, leaver, staff = path_of(idea), factories.person("board"), factories.person("staff")
    for one in (leaver, staff):
        assert sign_in(one).submit(path, **answers()).status_code == 303
    assert sign_in(leaver).submit(f"{path}/befangen").status_code == 303
    assert sign_in(staff).submit(f"{path}/runde", reason=REASON).status_code == 303
    assert sign_in(staff).submit(path, **answers(5)).status_code == 303


def test_a_decision_waits_for_all_who_take_part_and_names_them(app: Flask) -> None:
    """G-09: the refusal says how many are missing, and who."""
    idea_id = factories.idea(state="fachpruefung").id
    staff, slow = factories.person("staff"), factories.person("board", handle="Langsam")
    ids = staff.id, slow.id
    with transaction():
        idea = db.session.get_one(Idea, idea_id)
        commands.assign(db.session.get_one(Person, ids[0]), idea, ids[1])
        for _place in range(2):
            commands.assess(factories._inside("staff"), idea, given=GIVEN)
    with pytest.raises(Conflict, match=r"Es fehlt noch 1 Bewertung .* Noch nicht fertig: Langsam\."):
        queries.demanded_assessments(db.session.get_one(Idea, idea_id))
    assert queries.assessments_of(db.session.get_one(Idea, idea_id)) == []
    with transaction():
        commands.release(db.session.get_one(Person, ids[0]), db.session.get_one(Idea, idea_id), ids[1])
    assert len(queries.demanded_assessments(db.session.get_one(Idea, idea_id))) == 2


# Who may do what: read the page, take or give, name others, open a round, step back.
ROUTES = ["", "/uebernehmen", "/personen", "/runde", "/befangen"]
MATRIX = {
    "staff": ["", "/uebernehmen", "/personen", "/runde", "/befangen"],
    "board": ["", "/uebernehmen", "/befangen"],
    "moderator": [],
    "admin": [],
    "": [],
}


@pytest.mark.parametrize("role", MATRIX)
@pytest.mark.parametrize("route", ROUTES)
def test_only_those_who_assess_get_to_the_pages(sign_in: SignIn, role: str, route: str) -> None:
    """B-14: the role matrix on the routes."""
    idea, other = factories.idea(state="fachpruefung"), factories.person("staff")
    who = sign_in(factories.person(*filter(None, [role])))
    fields = {"/personen": {"person": str(other.id)}, "/runde": {"reason": REASON}}.get(route, {})
    status = who.submit(path_of(idea) + route, **(answers() if not route else fields)).status_code
    # A first round that nobody finished cannot be followed by a second one.
    wanted = (409 if route == "/runde" else 303) if route in MATRIX[role] else 403
    assert status == wanted
    if not route:
        assert who.get(path_of(idea)).status_code == (200 if wanted == 303 else 403)
        assert who.get("/bewertungen").status_code == (200 if wanted == 303 else 403)


@pytest.mark.parametrize("state", ["in_diskussion", "beschlossen", "abgelehnt"])
def test_what_is_not_examined_is_not_assessed(sign_in: SignIn, state: str) -> None:
    idea = factories.idea(state=state)
    assert sign_in(factories.person("staff")).submit(path_of(idea), **answers()).status_code == 403


def test_goals_are_rated_and_do_not_count_into_the_points(sign_in: SignIn) -> None:
    idea = factories.idea(state="fachpruefung", goals=("daten", "mitnehmen"))
    for points in ("2", "5"):
        sign_in(factories.person("staff")).submit(path_of(idea), **answers(3, **{"goal-daten": points}))
    rounds = queries.rounds(db.session.get_one(Idea, idea.id))
    found = queries.results(rounds[0], db.session.get_one(Idea, idea.id).goals)
    assert {goal.key: points for goal, points in found.goals} == {"daten": 3.5, "mitnehmen": None}
    assert found.spread.mean == 60.0
    assert found.disagreements == []
    page = sign_in(factories.person("staff")).get(path_of(idea)).get_data(as_text=True)
    assert "Beitrag zu den Zielen, im Mittel" in page


def test_a_paper_shows_nothing_of_a_round_that_is_not_complete(app: Flask) -> None:
    """B-14: a public paper would tell assessors what others gave."""
    idea_id = factories.idea(state="fachpruefung").id
    with transaction():
        idea = db.session.get_one(Idea, idea_id)
        commands.assess(factories._inside("staff"), idea, given=GIVEN, comment="Noch geheim.")
        dossiers.freeze_dossier(
            factories._inside("staff"), idea, goals_reason="Die Idee trägt sichtbar zu diesem Ziel bei.", reason=REASON
        )
    dossier = db.session.scalars(select(Dossier)).one()
    assert dossier.data["ideas"][0]["assessments"]["number"] == 0
    assert "Noch geheim." not in dossier.html


def test_two_who_finish_at_once_are_both_there(app: Flask) -> None:
    idea_id = factories.idea(state="fachpruefung").id
    people = [factories.person("staff").id for _place in range(4)]
    refused = at_once(app, [lambda who=who: _assess(who, idea_id) for who in people], refused=(Conflict,))
    assert refused == 2
    rows = db.session.scalars(select(Assessment)).all()
    assert len(rows) == len({row.assessor_id for row in rows}) == 2
    assert queries.rounds(db.session.get_one(Idea, idea_id))[0].is_complete


def test_an_interest_declared_at_the_moment_of_assessing_wins(app: Flask) -> None:
    """B-15: whichever comes first, nothing of the person counts in the end."""
    idea_id, me = factories.idea(state="fachpruefung").id, factories.person("staff").id
    at_once(app, [lambda: _assess(me, idea_id), lambda: _recuse(me, idea_id)], refused=(Forbidden,))
    assert queries.rounds(db.session.get_one(Idea, idea_id))[0].rows == []


def test_a_paper_frozen_while_an_assessment_comes_in_holds_all_or_nothing(app: Flask) -> None:
    """B-13: the copy fits its digest and is the round as it stood before or after."""
    idea_id, staff = factories.idea(state="fachpruefung").id, factories.person("staff").id
    first, second = factories.person("staff").id, factories.person("board").id
    with transaction():
        _assess(first, idea_id)
    at_once(app, [lambda: _assess(second, idea_id), lambda: _freeze(staff, idea_id)])
    dossier = db.session.scalars(select(Dossier)).one()
    assert dossier.digest == of_paper(dossier.data, dossier.html)
    assert dossier.data["ideas"][0]["assessments"]["number"] in {0, 2}
    assert len(queries.assessments_of(db.session.get_one(Idea, idea_id))) == 2


def test_somebody_named_twice_at_once_takes_part_once(app: Flask) -> None:
    idea_id, staff, named = (
        factories.idea(state="fachpruefung").id,
        factories.person("staff").id,
        factories.person("board").id,
    )
    at_once(app, [lambda: _assign(staff, idea_id, named)] * 3)
    assert len(db.session.scalars(select(Assessor)).all()) == 1


def _assess(who: int, idea_id: int) -> None:
    commands.assess(db.session.get_one(Person, who), db.session.get_one(Idea, idea_id), given=GIVEN)


def _recuse(who: int, idea_id: int) -> None:
    commands.declare_interest(db.session.get_one(Person, who), db.session.get_one(Idea, idea_id))


def _assign(who: int, idea_id: int, named: int) -> None:
    commands.assign(db.session.get_one(Person, who), db.session.get_one(Idea, idea_id), named)


def _freeze(who: int, idea_id: int) -> None:
    dossiers.freeze_dossier(
        db.session.get_one(Person, who),
        db.session.get_one(Idea, idea_id),
        goals_reason="Die Idee trägt sichtbar zu diesem Ziel bei.",
        reason=REASON,
    )
