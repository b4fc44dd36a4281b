"""Removing texts of decisions in writing, and everything that was copied from them (B-06, L-51, G-07)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees.models import Committee
from forum.core.db import db, transaction
from forum.core.events import LoggedEvent
from forum.core.permissions import Nobody
from forum.dossiers import queries as dossiers
from forum.dossiers.models import Decision
from forum.dossiers.proof import of_decision
from forum.meetings import commands
from forum.meetings.commands import PlannedItem
from forum.meetings.models import AgendaItem, CirculationReply, Motion, Poll, Resolution
from forum.recommendations.models import address
from forum.search import queries as search
from forum.search import subscribers
from tests import factories
from tests.dossiers.test_papers import drafted, frozen
from tests.meetings.test_circulation import answer, committee_of, of_number, started, with_rules

WORD = "Kanarienvogelsatz"
MATTER = {
    "title": f"{WORD} am Ring",
    "text": f"Der Fachbeirat empfiehlt den {WORD}.",
    "reasons": f"Wegen {WORD} nebenan.",
    "papers": f"Lesen Sie {WORD}.",
}


def against(who: Person, number: int, words: str) -> None:
    person_id = who.id
    with transaction():
        commands.answer_circulation(db.session.get_one(Person, person_id), number, "no", against=words)


def test_what_was_adopted_in_writing_is_gone_with_all_its_copies(app: Flask, work: Callable[[], int]) -> None:
    """L-51, B-06: page, lists, idea, recommendation, papers, inbox, API and search; number, votes and reason stay."""
    idea = factories.idea(state="fachpruefung")
    of, clerk, people = committee_of()
    number = started(of, clerk, idea_id=idea.id, **MATTER)
    for who in people:
        answer(who, number, "yes")
    work()
    paper = frozen(drafted(idea))
    resolution = db.session.scalars(select(Resolution)).one()
    name, digest = resolution.number, paper.digest
    subscribers.rebuild()
    places = [
        f"/umlauf/{number}", f"/gremien/{of.slug}/umlauf", of.url, f"/ideen/{idea.id}", address(resolution.id),
        f"/vorlagen/{paper.number}", f"/vorlagen/{paper.number}.json", f"/api/v1/ideas/{idea.id}", "/",
    ]  # fmt: skip
    visitor, member = factories.visitor(app), factories.signed_in(app, people[1])

    def shown() -> set[str]:
        found = {at for at in places if WORD in visitor.get(at, follow_redirects=True).get_data(as_text=True)}
        return found | ({"inbox"} if WORD in member.get("/mitteilungen").get_data(as_text=True) else set())

    assert shown() >= {*places[:7], "inbox"}
    assert search.find(Nobody(), WORD).total
    desk = factories.signed_in(app, clerk)
    assert "Titel, Wortlaut, Begründung und Unterlagen entfernen" in desk.get(places[0]).get_data(as_text=True)
    done = desk.submit(f"/umlauf/{number}/entfernen", part="matter", reason="insult")
    assert (done.status_code, done.location) == (303, places[0])
    work()
    assert shown() == set()
    assert not search.find(Nobody(), WORD).total
    page = visitor.get(places[0]).get_data(as_text=True)
    assert "Dieser Text wurde entfernt: Beleidigung." in page
    assert f"Umlauf Nummer {number}" in page
    assert name in page
    assert "3 Ja, 0 Nein" in page
    assert (db.session.get_one(type(paper), paper.id).digest, dossiers.changed_dossiers()) == (digest, [])
    told = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "CirculationRedacted")).one()
    assert (told.data["part"], told.data["reason"], told.data["resolution_id"]) == ("matter", "insult", resolution.id)
    assert desk.submit(f"/umlauf/{number}/entfernen", part="matter", reason="insult").status_code == 409


def test_only_chair_and_clerk_remove_and_nobody_else_learns_what_there_was(app: Flask) -> None:
    """E-17, S-04: nothing while it is decided on (L-73); the moderation erases nothing, it decides cases."""
    of, clerk, people = committee_of()
    number, inside = started(of, clerk, **MATTER), started(of, clerk, title="Nur für uns", public=False)
    way, closed = f"/umlauf/{number}/entfernen", f"/umlauf/{inside}/entfernen"
    chair, desk = factories.signed_in(app, people[0]), factories.signed_in(app, clerk)
    moderator = factories.signed_in(app, factories.person("moderator"))
    data = {"part": "matter", "reason": "mistake"}
    assert chair.submit(way, **data).status_code == 409
    assert moderator.submit(way, **data).status_code == 404
    for who in people:
        answer(who, number, "yes")
        answer(who, inside, "yes")
    assert moderator.submit(closed, **data).status_code == 404
    for who in (people[1], factories.person(), factories.person("staff"), factories.person("moderator")):
        assert factories.signed_in(app, who).submit(way, **data).status_code == 403
        assert "Titel, Wortlaut" not in factories.signed_in(app, who).get(f"/umlauf/{number}").get_data(as_text=True)
    assert desk.submit(way, part="matter", reason="darum").status_code == 422
    for part in ("withdrawal", "opinion", "alles"):
        assert desk.submit(way, part=part, reason="mistake").status_code == 404
    assert of_number(number).source == MATTER["text"]
    assert desk.submit(way, **data).status_code == 303
    assert chair.submit(closed, **data).status_code == 303
    assert (of_number(number).source, of_number(inside).removed) == ("", "mistake")


def test_an_opinion_is_removed_without_knowing_who_wrote_it(app: Flask) -> None:
    """L-16, L-51: the answer counts all the same, and everybody reads that there was one."""
    of, clerk, people = committee_of(4)
    with_rules(of, circulation_objections=2)
    number = started(of, clerk)
    answer(people[0], number, "yes")
    answer(people[1], number, "yes")
    against(people[2], number, f"{WORD} ist dumm.")
    answer(people[3], number, "object", f"{WORD} will ich besprechen.")
    assert of_number(number).state == "accepted"
    desk = factories.signed_in(app, clerk)
    page = desk.get(f"/umlauf/{number}").get_data(as_text=True)
    replies = {one.choice: one.mark for one in db.session.scalars(select(CirculationReply)) if one.words}
    way = f"/umlauf/{number}/entfernen"
    assert replies["no"] in page
    assert desk.submit(way, part="opinion", reason="insult", mark=replies["no"]).status_code == 303
    public = factories.visitor(app).get(f"/umlauf/{number}").get_data(as_text=True)
    assert ("Dieser Text wurde entfernt: Beleidigung." in public, WORD in public) == (True, False)
    assert f"Begründung von {people[3].handle} entfernen" in desk.get(f"/umlauf/{number}").get_data(as_text=True)
    assert desk.submit(way, part="opinion", reason="mistake", mark=replies["object"]).status_code == 303
    assert WORD not in desk.get(f"/umlauf/{number}").get_data(as_text=True)
    assert sorted(one.choice for one in db.session.scalars(select(CirculationReply)) if one.removed) == ["no", "object"]
    # Nobody outside reads that somebody objected and why.
    assert (
        factories.visitor(app).get(f"/umlauf/{number}").get_data(as_text=True).count("Dieser Text wurde entfernt") == 1
    )


def test_the_reason_of_a_withdrawal_is_removed(app: Flask) -> None:
    """L-51: what was withdrawn can be removed, too."""
    of, clerk, _people = committee_of()
    number, desk = started(of, clerk, **MATTER), factories.signed_in(app, clerk)
    desk.submit(f"/umlauf/{number}/zurueckziehen", reason=f"{WORD} war falsch.")
    for part in ("withdrawal", "matter"):
        assert desk.submit(f"/umlauf/{number}/entfernen", part=part, reason="personal_data").status_code == 303
    page = desk.get(f"/umlauf/{number}").get_data(as_text=True)
    assert (WORD in page, page.count("Dieser Text wurde entfernt: persönliche Daten.")) == (False, 2)
    assert desk.submit(f"/umlauf/{number}/entfernen", part="withdrawal", reason="mistake").status_code == 404


def adopted_in_session(board: Committee, chair: Person, idea_id: int) -> tuple[int, int]:
    """Let the Board adopt the matter in a session; return the numbers of session and motion."""
    meeting = factories.meeting(board, (PlannedItem("Die Idee", "", idea_id=idea_id),))
    number, act = meeting.id, factories.act
    act(chair, number, "session.start")
    act(chair, number, "presence.check_in")
    act(chair, number, "item.open", item_id=db.session.scalars(select(AgendaItem.id)).one())
    act(chair, number, "motion.add", text=MATTER["text"], reasons=MATTER["reasons"], ruling="ungeaendert")
    motion = db.session.scalars(select(Motion.id)).one()
    act(chair, number, "poll.open", motion_id=motion)
    poll = db.session.scalars(select(Poll.id)).one()
    act(chair, number, "poll.vote", poll_id=poll, choice="yes")
    act(chair, number, "poll.close", poll_id=poll)
    return number, motion


@pytest.mark.parametrize("in_writing", [True, False])
def test_the_register_shows_removed_words_no_more_and_is_still_proved(
    app: Flask, work: Callable[[], int], in_writing: bool
) -> None:
    """G-07, L-51: what the Board adopted leaves register, idea and search; the record and its digest stay."""
    idea_id = factories.idea(state="board").id
    board = factories.committee(kind="board")
    chair = factories.member(board, "chair")
    if in_writing:
        number = started(board, chair, idea_id=idea_id, ruling="ungeaendert", **MATTER)
        answer(chair, number, "yes")
    else:
        number, motion = adopted_in_session(board, chair, idea_id)
    work()
    subscribers.rebuild()
    decision = db.session.scalars(select(Decision)).one()
    url, places = decision.url, [decision.url, "/beschluesse.csv", "/beschluesse.atom", f"/ideen/{idea_id}"]
    places += ["/api/v1/decisions", f"/api/v1/ideas/{idea_id}"]
    visitor = factories.visitor(app)

    def shown() -> set[str]:
        return {at for at in places if WORD in visitor.get(at, follow_redirects=True).get_data(as_text=True)}

    assert {url, "/api/v1/decisions"} <= shown()
    assert search.find(Nobody(), WORD).total
    if in_writing:
        way = factories.signed_in(app, chair).submit(f"/umlauf/{number}/entfernen", part="matter", reason="unlawful")
        assert way.status_code == 303
    else:
        factories.act(chair, number, "text.redact", kind="motion", text_id=motion, reason="unlawful")
    work()
    assert shown() == set()
    assert not search.find(Nobody(), WORD).total
    assert "Dieser Text wurde entfernt." in visitor.get(url).get_data(as_text=True)
    db.session.expire_all()
    decision = db.session.scalars(select(Decision)).one()
    assert (of_decision(decision), dossiers.changed_decisions()) == (decision.digest, [])
