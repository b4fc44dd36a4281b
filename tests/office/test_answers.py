"""Official answers: draft, second look, publishing now, together or at a set time; and nowhere before (N-23, N-24)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts import commands as accounts
from forum.accounts.models import Person
from forum.core.clock import now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.permissions import SYSTEM
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import DEFAULT_UNIT, IdeaState
from forum.ideas.models import Idea, IdeaStep
from forum.notifications.models import Message
from forum.office import commands, queries
from forum.office.commands import Words
from forum.office.models import AnswerDraft, DraftState
from tests import factories
from tests.factories import REASON, Visitor
from tests.ideas.test_lists import queries_of
from tests.office.test_workbench import clerk, give, unit

SignIn = Callable[[Person], Visitor]
CANARY = "Kanarienvogel-4712"


def written(idea: Idea, by: Person, *, hand_in: bool = True, **words: object) -> AnswerDraft:
    ids = idea.id, by.id
    values: dict[str, object] = {"text": f"Die Stadt sagt dazu: {CANARY}.", **words}
    with transaction():
        who, found = db.session.get_one(Person, ids[1]), db.session.get_one(Idea, ids[0])
        number = commands.write_answer(who, found, Words(**values), hand_in=hand_in).id  # type: ignore[arg-type]
    return db.session.get_one(AnswerDraft, number)


def release(by: Person, *drafts: AnswerDraft, **values: object) -> list[str]:
    """Release the answers and return the problem of each."""
    number, ids = by.id, [draft.id for draft in drafts]
    with transaction():
        effects = commands.release_answers(db.session.get_one(Person, number), ids, **values)  # type: ignore[arg-type]
        return [effect.problem for effect in effects]


def answers(idea: Idea) -> list[IdeaStep]:
    mine = select(IdeaStep).where(IdeaStep.idea_id == idea.id, IdeaStep.kind == "answer")
    return list(db.session.scalars(mine.order_by(IdeaStep.id)))


def test_a_second_person_lets_an_answer_appear(app: Flask, sign_in: SignIn) -> None:
    """N-23: from the form to the public page, with everything that goes with it."""
    idea, ada, ben = factories.idea(state="fachpruefung"), factories.person("staff"), factories.person("staff")
    writer, reader, visitor = sign_in(ada), sign_in(ben), factories.visitor(app)
    form = {
        "text": "Die Stadt setzt das im Frühjahr um.",
        "cost": "etwa 40 000 Euro",
        "period": "bis Herbst 2027",
        "conditions": "Wenn der Rat das Geld bewilligt.",
        "target": "umsetzung",
    }
    assert writer.submit(f"/stabsstelle/ideen/{idea.id}/antwort", durchsicht="1", **form).status_code == 303
    draft = db.session.scalars(select(AnswerDraft)).one()
    address = f"/stabsstelle/antworten/{draft.id}"
    assert "Freigeben und veröffentlichen" not in writer.get(address).text
    refused = writer.submit("/stabsstelle/antworten", antwort=[draft.id])
    assert refused.status_code == 409
    assert "Die Stadt setzt das" not in visitor.get(idea.url).text
    assert "Freigeben und veröffentlichen" in reader.get(address).text
    assert reader.submit("/stabsstelle/antworten", antwort=[draft.id]).status_code == 200
    page = visitor.get(idea.url).text
    for words in (*(form[name] for name in ("text", "cost", "period", "conditions")), "amtlich", "In Umsetzung"):
        assert words in page
    assert db.session.get_one(Idea, idea.id).state == IdeaState.UMSETZUNG
    assert reader.get(address).status_code == 404


def test_the_stabsstelle_can_be_named_in_place_of_a_unit(sign_in: SignIn) -> None:
    """G-16, N-23: it is another choice than "as before", in an answer, in its draft and in a step of many."""
    works = unit()
    ideas_of_works = factories.idea(state="fachpruefung"), factories.idea(state="fachpruefung"), factories.idea()
    answered, left, moved = (idea.id for idea in ideas_of_works)
    ada = factories.person("staff")
    for idea in ideas_of_works:
        give(db.session.get_one(Idea, idea.id), by=ada, unit=works)
    office, other = sign_in(ada), sign_in(factories.person("staff"))
    for number, word in ((answered, "0"), (left, "")):
        office.submit(f"/stabsstelle/ideen/{number}/antwort", durchsicht="1", text="Die Stadt prüft das.", unit=word)
        draft = db.session.scalars(select(AnswerDraft).where(AnswerDraft.idea_id == number)).one()
        page = office.get(f"/stabsstelle/antworten/{draft.id}").text
        assert word != "0" or '<option selected value="0"' in page
        assert other.submit("/stabsstelle/antworten", antwort=[draft.id]).status_code == 200
    said = [answers(db.session.get_one(Idea, number))[0].unit for number in (answered, left)]
    assert said == [DEFAULT_UNIT, works.name]
    form = {"akt": "schritt", "idee": [moved], "target": "fachpruefung", "reason": REASON, "unit": "0"}
    assert office.submit("/stabsstelle/sammeln", **form).status_code == 200
    assert db.session.get_one(Idea, moved).unit == DEFAULT_UNIT


def test_nobody_looks_at_their_own_words(app: Flask) -> None:
    """N-23: neither who wrote an answer nor who changed it last may release it."""
    idea, ada, ben, cem = factories.idea(), *(factories.person("staff") for _number in range(3))
    draft = written(idea, ada)
    ids = ben.id, draft.id
    with transaction():
        found = db.session.get_one(AnswerDraft, ids[1])
        words = Words(text="Ganz andere Worte der Stadt.")
        commands.change_answer(db.session.get_one(Person, ids[0]), found, words, version=found.version, hand_in=True)
    assert all(release(who, draft)[0] for who in (ada, ben))
    assert answers(idea) == []
    assert release(cem, draft) == [""]
    assert [step.source for step in answers(idea)] == ["Ganz andere Worte der Stadt."]


def test_a_change_takes_a_release_back(app: Flask) -> None:
    """N-23: what was released for later and then changed needs another look."""
    idea, ada, ben = factories.idea(), factories.person("staff"), factories.person("staff")
    draft = written(idea, ada)
    release(ben, draft, publish_at=now() + timedelta(days=1))
    ids = ada.id, draft.id
    with transaction():
        found = db.session.get_one(AnswerDraft, ids[1])
        words = Words(text="Ganz andere Worte der Stadt.")
        commands.change_answer(db.session.get_one(Person, ids[0]), found, words, version=found.version, hand_in=False)
    with shifted_by(timedelta(days=2)), transaction():
        assert commands.publish_due_answers() == 0
    assert answers(idea) == []


def test_a_stale_change_overwrites_nothing(sign_in: SignIn) -> None:
    idea, ada = factories.idea(), factories.person("staff")
    draft = written(idea, ada, hand_in=False)
    office, version = sign_in(ada), draft.version
    form = {"text": "Eine zweite Fassung der Antwort.", "version": version}
    assert office.submit(f"/stabsstelle/antworten/{draft.id}", **form).status_code == 303
    again = office.submit(f"/stabsstelle/antworten/{draft.id}", **{**form, "text": "Eine dritte, die zu spät kommt."})
    assert again.status_code == 409
    assert "Eine dritte, die zu spät kommt." in again.text
    assert db.session.get_one(AnswerDraft, draft.id).source == "Eine zweite Fassung der Antwort."


def test_answers_appear_at_their_time_in_the_name_of_who_released_them(app: Flask) -> None:
    """N-23."""
    idea, ada, ben = factories.idea(), factories.person("staff"), factories.person("staff")
    draft = written(idea, ada)
    with pytest.raises(Invalid):
        release(ben, draft, publish_at=now() - timedelta(minutes=1))
    assert release(ben, draft, publish_at=now() + timedelta(hours=3)) == [""]
    with transaction():
        assert commands.publish_due_answers() == 0
    with shifted_by(timedelta(hours=4)):
        with transaction():
            assert commands.publish_due_answers() == 1
        with transaction():
            assert commands.publish_due_answers() == 0
    assert [step.actor_id for step in answers(idea)] == [ben.id]


def test_an_answer_that_can_appear_no_more_waits_for_another_look(app: Flask, work: Callable[[], int]) -> None:
    """N-23: the idea went elsewhere meanwhile; one such answer keeps no other from appearing."""
    ada, ben = factories.person("staff"), factories.person("staff")
    moved, fine = factories.idea(state="fachpruefung"), factories.idea()
    factories.committee()
    drafts = [written(moved, ada, target=IdeaState.UMSETZUNG), written(fine, ada)]
    release(ben, *drafts, publish_at=now() + timedelta(hours=1))
    ids = ada.id, moved.id
    with transaction():
        ideas.advance(
            db.session.get_one(Person, ids[0]), db.session.get_one(Idea, ids[1]), IdeaState.FACHBEIRAT, reason=REASON
        )
    with shifted_by(timedelta(hours=2)):
        with transaction():
            assert commands.publish_due_answers() == 2
        work()
    stuck = db.session.get_one(AnswerDraft, drafts[0].id)
    assert (stuck.state, stuck.publish_at) == (DraftState.REVIEW, None)
    assert "Im Fachbeirat" in stuck.problem
    assert (len(answers(moved)), len(answers(fine))) == (0, 1)
    told = db.session.scalars(select(Message.person_id).where(Message.kind == "answer_stuck")).all()
    assert set(told) == {ada.id, ben.id}


def test_a_release_ends_with_the_role_of_who_gave_it(app: Flask) -> None:
    """N-23: somebody who left the Stabsstelle meanwhile answers for nothing."""
    idea, ada, ben = factories.idea(), factories.person("staff"), factories.person("staff")
    draft = written(idea, ada)
    release(ben, draft, publish_at=now() + timedelta(hours=1))
    number = ben.id
    with transaction():
        accounts.end_role(SYSTEM, db.session.get_one(Person, number), "staff")
    with shifted_by(timedelta(hours=2)), transaction():
        commands.publish_due_answers()
    assert answers(idea) == []
    assert db.session.get_one(AnswerDraft, draft.id).problem


def test_several_answers_appear_together_and_one_that_fails_fails_alone(
    sign_in: SignIn, work: Callable[[], int]
) -> None:
    """N-23, N-25: each idea has its own line and its own notice."""
    ada, ben = factories.person("staff"), factories.person("staff")
    authors = [factories.person() for _number in range(3)]
    made = [factories.idea(author) for author in authors]
    drafts = [written(made[0], ada), written(made[1], ada, target=IdeaState.ABGELEHNT), written(made[2], ada)]
    work()
    page = sign_in(ben).get("/stabsstelle/antworten").text
    assert page.count('name="antwort"') == 3
    done = sign_in(ben).submit("/stabsstelle/antworten", antwort=[draft.id for draft in drafts])
    assert "Erledigt: 2 Ideen" in done.text
    assert "Nicht erledigt: 1 Idee" in done.text
    assert [len(answers(idea)) for idea in made] == [1, 0, 1]
    assert db.session.get_one(AnswerDraft, drafts[1].id).state == DraftState.REVIEW
    work()
    told = db.session.scalars(select(Message.person_id).where(Message.kind == "idea_answered")).all()
    assert sorted(told) == sorted([authors[0].id, authors[2].id])


def test_many_ideas_get_the_same_answer_for_a_second_look(sign_in: SignIn) -> None:
    """N-25: one draft for each; the ones that cannot have it are named."""
    ada = factories.person("staff")
    ids = [factories.idea().id, factories.idea().id, factories.idea(state="entwurf").id]
    answer = sign_in(ada).submit("/stabsstelle/sammeln", akt="antworten", idee=ids, reason="Die Stadt dankt und prüft.")
    assert "Erledigt: 2 Ideen" in answer.text
    drafts = db.session.scalars(select(AnswerDraft).order_by(AnswerDraft.idea_id)).all()
    assert [(draft.idea_id, draft.state) for draft in drafts] == [(ids[0], "durchsicht"), (ids[1], "durchsicht")]


def test_a_refusal_needs_ground_and_length_also_as_an_answer(app: Flask) -> None:
    """N-27: said at the second look, and nothing is published."""
    idea, ada, ben = factories.idea(state="fachpruefung"), factories.person("staff"), factories.person("staff")
    short = written(idea, ada, target=IdeaState.ABGELEHNT)
    (problem,) = release(ben, short)
    assert "80 Zeichen" in problem
    assert "Grund der Ablehnung" in problem
    long = written(idea, ada, text=REASON, target=IdeaState.ABGELEHNT, reason_key="finanziell")
    assert release(ben, long) == [""]
    (step,) = answers(idea)
    assert (step.reason_key, step.to_state, step.in_time) == ("finanziell", "abgelehnt", True)


def test_an_answer_keeps_the_figures_of_its_moment(app: Flask) -> None:
    """N-24: text version, supporters with an account and on paper, date; later edits and supports change nothing."""
    author = factories.person()
    idea, ada, ben = factories.idea(author), factories.person("staff"), factories.person("staff")
    ids = idea.id, author.id
    with transaction():
        found = db.session.get_one(Idea, ids[0])
        ideas.support(factories._inside(), found)
    with transaction():
        found = db.session.get_one(Idea, ids[0])
        found.paper_count, found.support_count = 2, found.support_count + 2
    release(ben, written(idea, ada))
    before = answers(idea)[0]
    kept = dict(before.data), before.at, before.html
    assert (kept[0]["version"], kept[0]["supporters"], kept[0]["on_paper"]) == (1, 3, 2)
    with transaction():
        found = db.session.get_one(Idea, ids[0])
        for _number in range(3):
            ideas.support(factories._inside(), found)
        found.paper_count += 4
        found.text_version += 1
    after = answers(idea)[0]
    assert (dict(after.data), after.at, after.html) == kept
    assert "Fassung 1, 3 Unterstützungen, davon 2 auf Papier" in factories.visitor(app).get(idea.url).text


def test_a_draft_answer_is_on_no_surface(app: Flask, sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-23, E-18: page, log, feed, API, search, exports, inbox and events, before release and before its time."""
    idea, ada, ben = factories.idea(state="fachpruefung"), factories.person("staff"), factories.person("staff")
    written(idea, ada, hand_in=False, conditions=CANARY)
    release(ben, written(idea, ada, cost=CANARY), publish_at=now() + timedelta(days=1))
    work()
    surfaces = [
        *(idea.url, "/", "/ideen", f"/ideen/{idea.id}/verlauf", "/ideen/alle.csv", "/ideen/alle.ods", "/ideen/zahlen"),
        *(f"/api/v1/ideas/{idea.id}", "/api/v1/ideas", f"/suche?q={CANARY}", f"/api/v1/search?q={CANARY}"),
        *("/mitteilungen", "/moderation", f"/stabsstelle/ideen/{idea.id}", f"/bewertung?idee={idea.id}"),
    ]
    people = [(), ("moderator",), ("board",), ("admin",)]
    visitors = [factories.visitor(app), *(sign_in(factories.person(*roles)) for roles in people)]
    for visitor in visitors:
        for path in surfaces:
            body = visitor.get(path, follow_redirects=True).get_data()
            assert f"sagt dazu: {CANARY}".encode() not in body, path
    assert CANARY not in sign_in(ada).get("/stabsstelle/ideen.csv").text
    assert all(CANARY not in str(data) for data in db.session.scalars(db.text("SELECT data FROM event")))


def test_a_unit_drafts_for_its_ideas_and_releases_nothing(sign_in: SignIn) -> None:
    """N-23, N-26."""
    staff, works = factories.person("staff"), unit()
    person, other = clerk(works), clerk(unit("Stadtgrün und Sport"))
    mine, foreign = factories.idea(), factories.idea()
    give(mine, by=staff, unit=works)
    office = sign_in(person)
    address = f"/stabsstelle/ideen/{mine.id}/antwort"
    assert office.submit(address, text="Wir haben das geprüft.", durchsicht="1").status_code == 303
    assert office.get(f"/stabsstelle/ideen/{foreign.id}/antwort").status_code == 404
    draft = db.session.scalars(select(AnswerDraft)).one()
    assert office.get(f"/stabsstelle/antworten/{draft.id}").status_code == 200
    assert sign_in(other).get(f"/stabsstelle/antworten/{draft.id}").status_code == 404
    assert "Wir haben" not in sign_in(other).get("/stabsstelle/antworten").text
    assert office.submit("/stabsstelle/antworten", antwort=[draft.id]).status_code == 409
    assert sign_in(factories.person("board")).get(address).status_code == 403
    assert release(staff, draft) == [""]


def test_an_answer_goes_back_with_a_reason_or_away(sign_in: SignIn, work: Callable[[], int]) -> None:
    """N-23: the reason stands in the file, and who wrote it is told."""
    idea, ada, ben = factories.idea(), factories.person("staff"), factories.person("staff")
    draft = written(idea, ada)
    number, reader, address = draft.id, sign_in(ben), f"/stabsstelle/antworten/{draft.id}"
    assert reader.submit(f"{address}/zurueck", reason="").status_code == 422
    assert reader.submit(f"{address}/zurueck", reason="Bitte freundlicher schreiben.").status_code == 303
    assert reader.submit(f"{address}/zurueck", reason="Noch einmal zurück.").status_code == 409
    assert "Bitte freundlicher schreiben." in reader.get(f"/stabsstelle/ideen/{idea.id}").text
    work()
    assert db.session.scalars(select(Message.person_id).where(Message.kind == "answer_sent_back")).all() == [ada.id]
    assert reader.submit("/stabsstelle/antworten", antwort=[number]).status_code == 409
    assert sign_in(ada).submit(f"{address}/verwerfen").status_code == 303
    assert db.session.get(AnswerDraft, number) is None


def test_what_is_published_can_be_neither_changed_nor_thrown_away(app: Flask) -> None:
    idea, ada, ben = factories.idea(), factories.person("staff"), factories.person("staff")
    draft = written(idea, ada)
    release(ben, draft)
    ids = ada.id, draft.id
    for act in (
        commands.discard_answer,
        lambda who, found: commands.change_answer(who, found, Words(text=REASON), version=found.version, hand_in=True),
        lambda who, found: commands.send_back(who, found, reason=REASON),
    ):
        with pytest.raises(Conflict), transaction():
            act(db.session.get_one(Person, ids[0]), db.session.get_one(AnswerDraft, ids[1]))


@pytest.mark.parametrize("roles", [(), ("board",), ("moderator",), ("admin",)])
def test_nobody_else_writes_for_the_city(app: Flask, roles: tuple[str, ...]) -> None:
    """E-16."""
    idea, person = factories.idea(), factories.person(*roles)
    with pytest.raises(Forbidden):
        written(idea, person)
    ids = idea.id, person.id
    with pytest.raises(Forbidden), transaction():
        ideas.note_answer(
            db.session.get_one(Person, ids[1]), db.session.get_one(Idea, ids[0]), ideas.Answer(text=REASON)
        )


def test_the_list_of_answers_asks_the_same_number_of_questions_for_few_and_many(app: Flask, sign_in: SignIn) -> None:
    """E-11."""
    ada, ben = factories.person("staff"), factories.person("staff")
    office, asked = sign_in(ben), []
    for number in (2, 8):
        for _one in range(number):
            written(factories.idea(), ada)
        office.get("/stabsstelle/antworten")
        asked.append(queries_of(lambda: office.get("/stabsstelle/antworten")))
    assert asked[0] == asked[1]
    assert len(queries.answer_drafts(db.session.get_one(Person, ben.id))) == 10
    assert db.session.scalar(select(func.count()).select_from(IdeaStep).where(IdeaStep.kind == "answer")) == 0
