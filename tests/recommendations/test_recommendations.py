"""What becomes of a recommendation: the minority's vote, the Board's answer, and the day by which it is owed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from forum.accounts import naming as accounts
from forum.accounts.models import Person
from forum.core import worker
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.core.permissions import SYSTEM
from forum.dossiers import commands as dossiers
from forum.dossiers.commands import Subjects
from forum.dossiers.models import Decision
from forum.ideas.models import Idea
from forum.meetings.commands import PlannedItem
from forum.meetings.models import Motion, Poll, Resolution
from forum.notifications.models import Message
from forum.privacy import erasing, retention
from forum.recommendations import commands, queries
from forum.recommendations.models import FollowUp, MinorityVote, address
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
TEXT = "Wir halten den Versuch für zu teuer und schlagen einen kleineren vor."


class Adopted:
    """A recommendation, and who voted how."""

    def __init__(self, idea: Idea | None = None, **asked: Any) -> None:
        asked.setdefault("kind", "recommendation")
        item = PlannedItem("Fahrradbügel", idea_id=idea.id if idea else None)
        meeting, self.chair, (self.ada, self.ben, self.cem) = factories.running_meeting(members=3, items=(item,))
        factories.act(self.chair, meeting.id, "presence.check_in")
        # Two against two would be no majority, so there is a fifth.
        extra = factories.member(meeting.committee)
        factories.act(extra, meeting.id, "presence.check_in")
        factories.act(self.chair, meeting.id, "motion.add", text="Wir empfehlen zwölf Fahrradbügel.", **asked)
        motion_id = db.session.scalars(select(Motion.id)).one()
        factories.act(self.chair, meeting.id, "poll.open", question="", motion_id=motion_id)
        poll_id = db.session.scalars(select(Poll.id)).one()
        votes = ((self.chair, "yes"), (self.ada, "no"), (self.ben, "no"), (self.cem, "yes"))
        for who, choice in (*votes, (extra, "yes")):
            factories.act(who, meeting.id, "poll.vote", poll_id=poll_id, choice=choice)
        factories.act(self.chair, meeting.id, "poll.close", poll_id=poll_id)
        worker.run_until_idle()
        self.id = db.session.scalars(select(Resolution.id)).one()

    @property
    def row(self) -> Resolution:
        return db.session.get_one(Resolution, self.id)

    @property
    def owed(self) -> FollowUp:
        return db.session.get_one(FollowUp, self.id)

    @property
    def url(self) -> str:
        return f"/empfehlungen/{self.id}"

    def dissent(self, who: Person) -> MinorityVote:
        person_id = who.id
        with transaction():
            number = commands.dissent(db.session.get_one(Person, person_id), self.row, text=TEXT).id
        return db.session.get_one(MinorityVote, number)


def told(person: Person, kind: str) -> int:
    worker.run_until_idle()
    return len(db.session.scalars(select(Message.id).where(Message.person_id == person.id, Message.kind == kind)).all())


def test_a_minority_vote_stands_beside_the_recommendation(client: Visitor, sign_in: SignIn) -> None:
    """B-16: written by one who was outvoted, joined by another, on the idea's page and in the paper about it."""
    idea = factories.idea(state="fachpruefung")
    adopted = Adopted(idea)
    url, idea_url = adopted.url, idea.url
    sent = sign_in(adopted.ada).submit(f"{url}/minderheitsvotum", **{"votum-text": TEXT})
    assert sent.status_code == 303
    assert told(adopted.ben, "minority_begun") == 1
    assert TEXT not in client.get(url).text
    assert TEXT in sign_in(adopted.cem).get(url).text
    vote = db.session.scalars(select(MinorityVote)).one()
    path = f"{url}/minderheitsvotum/{vote.id}"
    assert sign_in(adopted.ben).submit(f"{path}/zustimmen", an="1").status_code == 303
    assert sign_in(adopted.ben).submit(f"{path}/veroeffentlichen").status_code == 403
    assert sign_in(adopted.ada).submit(f"{path}/veroeffentlichen").status_code == 303
    names = f"{adopted.ada.handle}, {adopted.ben.handle}"
    for page in (url, idea_url):
        text = client.get(page).text
        assert TEXT in text
        assert f"Es stimmen zu: {names}" in text
    assert "mit Minderheitsvotum" in client.get(adopted.row.committee.url).text
    with transaction():
        found = db.session.get_one(Idea, idea.id)
        for _assessor in range(2):
            factories.assessments.assess(factories._inside("staff"), found, given=factories.GIVEN)
        words = {"goals_reason": "Die Idee trägt sichtbar zu diesem Ziel bei.", "reason": factories.REASON}
        paper = dossiers.freeze_dossier(factories._inside("staff"), found, **words).url
    paper_text = client.get(paper).text
    assert "Minderheitsvotum" in paper_text
    assert TEXT in paper_text
    assert names in paper_text


@pytest.mark.parametrize("goes", ["erased", "renamed"])
def test_a_minority_vote_names_nobody_who_is_gone(client: Visitor, goes: str) -> None:
    """P-06, P-07, I-15: on the page of the idea as on its own: no erased person's name, and the new one in time."""
    idea = factories.idea(state="fachpruefung")
    adopted = Adopted(idea)
    urls, gone, person_id = (adopted.url, idea.url), adopted.ada.handle, adopted.ada.id
    vote = adopted.dissent(adopted.ada)
    with transaction():
        commands.publish_minority_vote(db.session.get_one(Person, person_id), db.session.get_one(MinorityVote, vote.id))
    for url in urls:
        assert f"Es stimmen zu: {gone}" in client.get(url).text
    with transaction():
        person = db.session.get_one(Person, person_id)
        if goes == "erased":
            erasing.erase(SYSTEM, person, with_texts=False)
        else:
            accounts.change_handle(person, person, handle="Neue-Eule")
    with frozen_at(now() + timedelta(days=91)):
        retention.forget_former_handles()
    worker.run_until_idle()
    for url in urls:
        text = client.get(url).text
        assert gone not in text
        assert f"Es stimmen zu: {'Gelöschtes-Konto' if goes == 'erased' else 'Neue-Eule'}" in text


def test_only_who_was_outvoted_may_dissent_and_in_time(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    """B-16, E-16: not those who agreed, not strangers, not the office, and nobody after the last day."""
    adopted = Adopted()
    clerk = factories.member(adopted.row.committee, "clerk")
    for who in (adopted.chair, adopted.cem, clerk, factories.person(), factories.person("staff", "board")):
        assert sign_in(who).submit(f"{adopted.url}/minderheitsvotum", **{"votum-text": TEXT}).status_code == 403
        assert "Minderheitsvotum schreiben" not in sign_in(who).get(adopted.url).text
    assert "Minderheitsvotum schreiben" in sign_in(adopted.ada).get(adopted.url).text
    assert sign_in(adopted.ada).submit(f"{adopted.url}/minderheitsvotum", **{"votum-text": "kurz"}).status_code == 422
    with frozen_at(now() + timedelta(days=15)), pytest.raises(Forbidden):
        adopted.dissent(adopted.ada)
    assert client.submit(f"{adopted.url}/minderheitsvotum", **{"votum-text": TEXT}).status_code == 401


def test_what_was_agreed_with_or_published_does_not_change(app: Flask) -> None:
    """B-16: nobody's name stands under other words than they read."""
    adopted = Adopted()
    vote_id = adopted.dissent(adopted.ada).id
    adopted.dissent(adopted.ada)
    ids = adopted.ada.id, adopted.ben.id

    def agree(number: int, *, agrees: bool = True) -> None:
        with transaction():
            vote = db.session.get_one(MinorityVote, vote_id)
            commands.agree(db.session.get_one(Person, number), vote, agrees=agrees)

    agree(ids[1])
    agree(ids[1])
    with pytest.raises(Conflict):
        adopted.dissent(db.session.get_one(Person, ids[0]))
    agree(ids[1], agrees=False)
    with pytest.raises(Conflict):
        agree(ids[0], agrees=False)
    with transaction():
        commands.publish_minority_vote(SYSTEM, db.session.get_one(MinorityVote, vote_id))
    with pytest.raises(Conflict):
        agree(ids[1])
    assert db.session.get_one(MinorityVote, vote_id).names == [db.session.get_one(Person, ids[0]).handle]


def test_a_minority_vote_that_nobody_published_is_published_after_the_last_day(app: Flask) -> None:
    """B-16: nothing is silently lost."""
    adopted = Adopted()
    vote_id = adopted.dissent(adopted.ada).id
    with frozen_at(now() + timedelta(days=14)), transaction():
        assert commands.publish_waiting_votes() == 0
    for published in (1, 0):
        with frozen_at(now() + timedelta(days=15)), transaction():
            assert commands.publish_waiting_votes() == published
    assert db.session.get_one(MinorityVote, vote_id).published_at is not None


def test_a_recommendation_is_owed_an_answer_and_shows_when_it_is_overdue(client: Visitor, sign_in: SignIn) -> None:
    """B-17, G-12: open, overdue in public and on the dashboard, answered in words, and told to the committee."""
    adopted, staff, board = Adopted(), factories.person("staff"), factories.person("board")
    assert adopted.owed.due_on == today() + timedelta(days=92)
    committee_url, url = adopted.row.committee.url, adopted.url
    for page in (committee_url, url):
        assert "Antwort des Boards bis" in client.get(page).text
    assert [row.resolution_id for row in queries.open_recommendations(staff)] == [adopted.id]
    with transaction():
        adopted.owed.due_on = today() - timedelta(days=1)
    for page in (committee_url, url):
        assert "überfällig" in sign_in(adopted.cem).get(page).text
    office = sign_in(staff).get("/stabsstelle/lage").text
    assert "Überfällige Empfehlungen" in office
    assert "Antwort des Boards war fällig" in office
    assert queries.count_open(staff) == (1, 1)
    assert sign_in(adopted.chair).submit(f"{url}/antwort", **{"antwort-text": TEXT}).status_code == 403
    assert sign_in(board).submit(f"{url}/antwort", **{"antwort-text": "nein"}).status_code == 422
    assert (
        sign_in(board).submit(f"{url}/antwort", **{"antwort-text": "Das Board folgt dem nicht: zu teuer."}).status_code
        == 303
    )
    assert sign_in(staff).submit(f"{url}/antwort", **{"antwort-text": "Doch, das Board folgt dem."}).status_code == 409
    assert "Das Board folgt dem nicht: zu teuer." in client.get(url).text
    assert "beantwortet" in client.get(committee_url).text
    assert told(adopted.ada, "recommendation_answered") == 1
    assert queries.open_recommendations(staff) == []


def test_a_decision_on_the_idea_answers_the_recommendation(client: Visitor) -> None:
    """B-17: the answer is linked both ways."""
    idea = factories.idea(state="board")
    adopted = Adopted(idea)
    with transaction():
        subjects = Subjects(ideas=[db.session.get_one(Idea, idea.id)])
        dossiers.record_decision(factories._inside("board"), subjects, factories.ruling())
    worker.run_until_idle()
    decision = db.session.scalars(select(Decision)).one()
    assert adopted.owed.decision_id == decision.id
    assert decision.url in client.get(adopted.url).text
    assert adopted.row.url.partition("#")[0] in client.get(decision.url).text
    assert told(adopted.ada, "recommendation_answered") == 1


def test_the_board_is_reminded_before_the_day_and_behind_it(app: Flask) -> None:
    """B-17: once each; behind it the committee hears too."""
    adopted = Adopted()
    staff, board = factories.person("staff"), factories.person("board")
    for days, number in ((80, 0), (86, 1), (87, 0), (93, 1), (94, 0)):
        with frozen_at(now() + timedelta(days=days)), transaction():
            assert commands.remind_of_answers() == number
    with frozen_at(now() + timedelta(days=95)):
        assert (told(staff, "recommendation_due"), told(board, "recommendation_due")) == (2, 2)
        assert told(adopted.cem, "recommendation_due") == 1


def test_two_answer_in_the_same_moment(app: Flask) -> None:
    """B-17, E-19: one answer stands."""
    adopted = Adopted()
    ids = factories.person("board").id, factories.person("staff").id

    def answer(number: int) -> Callable[[], object]:
        return lambda: commands.answer(
            db.session.get_one(Person, number), adopted.row, text=f"Das Board sagt dazu {number} Mal Ja."
        )

    assert at_once(app, [answer(number) for number in ids], refused=(Conflict,)) == 1


def test_what_was_recommended_before_is_owed_an_answer_too(app: Flask) -> None:
    """E-06: the step down and up again."""
    adopted = Adopted()
    db.session.remove()
    try:
        downgrade(revision="motions")
    finally:
        upgrade()
    assert (adopted.owed.due_on, adopted.owed.answered_at) == (today() + timedelta(days=92), None)
    assert address(adopted.id) == adopted.url


def test_an_answer_is_due_when_the_committee_asks_for_it(app: Flask) -> None:
    """L-16, B-17: addressee and day are those of the motion."""
    day = today() + timedelta(days=20)
    asked = Adopted(addressee="Tiefbauamt", due_on=day.isoformat())
    assert asked.owed.due_on == day
    assert "Empfehlung an: Tiefbauamt" in factories.visitor(app).get(asked.url).get_data(as_text=True)


def test_a_plain_motion_asks_nobody_for_an_answer(app: Flask) -> None:
    """L-16, B-17: what only concerns the committee itself waits for nobody and is no recommendation to the Board."""
    plain = Adopted(kind="motion")
    assert db.session.get(FollowUp, plain.id) is None
    assert "Empfehlung an das" not in factories.visitor(app).get(plain.url).get_data(as_text=True)
