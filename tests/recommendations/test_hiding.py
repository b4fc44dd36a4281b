"""What is said after a session is moderated like other texts: reported, hidden with reasons, shown again."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core import worker
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, NotFound
from forum.core.permissions import Nobody
from forum.ideas.models import Idea
from forum.moderation import targets
from forum.moderation.models import Case, Statement
from forum.recommendations import commands, hiding
from forum.recommendations.models import MinorityVote
from forum.search import queries as search
from tests import factories
from tests.factories import Visitor
from tests.meetings.test_circulation import answer, committee_of, started
from tests.recommendations.test_recommendations import Adopted, told

SignIn = Callable[[Person], Visitor]
WORD = "Papageientaucher"
TEXT = f"Hier steht etwas über einen {WORD}, das so nicht stehen darf."
WHY = "Das ist eine Angabe über eine Person, die nicht hierher gehört."


def published(adopted: Adopted) -> int:
    """Let somebody dissent with these words and publish them; return the number of the vote."""
    number = adopted.ada.id
    with transaction():
        actor = db.session.get_one(Person, number)
        vote = commands.dissent(actor, adopted.row, text=TEXT)
        commands.publish_minority_vote(actor, vote)
    worker.run_until_idle()
    return vote.id


def decide(client: Visitor, step: str) -> None:
    case = db.session.scalars(select(Case)).one()
    fields = {"rule": "respekt", "facts": WHY, "version": str(case.version)}
    assert client.submit(f"/moderation/{case.id}", schritt=step, **fields).status_code == 303
    worker.run_until_idle()


def test_a_minority_vote_is_hidden_with_reasons_and_shown_again(client: Visitor, sign_in: SignIn, app: Flask) -> None:
    """B-16, S-01, S-02, M-15: gone from page, idea and search while that it was there, and whose, stays."""
    adopted = Adopted(factories.idea(state="fachpruefung"))
    vote, idea = published(adopted), db.session.scalars(select(Idea)).one().url
    assert search.find(Nobody(), WORD).found
    fields = {"rule": "respekt", "explanation": WHY, "good_faith": "y"}
    assert f"/melden/minority_vote/{vote}" in client.get(adopted.url).text
    assert client.submit(f"/melden/minority_vote/{vote}", **fields).status_code == 303
    moderator = sign_in(factories.person("moderator"))
    decide(moderator, "verbergen")
    app.extensions["page_cache"].clear()
    for address in (adopted.url, idea):
        text = client.get(address).text
        assert WORD not in text
        assert adopted.ada.handle in text
    assert "Grund: Regel 1" in client.get(adopted.url).text
    assert not search.find(Nobody(), WORD).found
    assert told(adopted.ada, "statement") == 1
    assert WORD in db.session.scalars(select(Statement.evidence)).one()
    decide(moderator, "wiederherstellen")
    app.extensions["page_cache"].clear()
    for address in (adopted.url, idea):
        assert WORD in client.get(address).text
    assert search.find(Nobody(), WORD).found


def test_an_answer_in_words_is_hidden_and_stays_an_answer(client: Visitor, sign_in: SignIn, app: Flask) -> None:
    """B-17, S-02."""
    adopted = Adopted()
    sent = sign_in(factories.person("board")).submit(f"{adopted.url}/antwort", **{"antwort-text": TEXT})
    assert sent.status_code == 303
    assert f"/melden/board_answer/{adopted.id}" in client.get(adopted.url).text
    moderator = sign_in(factories.person("moderator"))
    assert moderator.submit(f"/moderation/oeffnen/board_answer/{adopted.id}").status_code in {302, 303}
    decide(moderator, "verbergen")
    assert WORD not in client.get(adopted.url).text
    assert "beantwortet" in client.get(adopted.url).text
    assert not search.find(Nobody(), WORD).found
    decide(moderator, "wiederherstellen")
    assert WORD in client.get(adopted.url).text


def test_chair_and_clerk_cannot_hide_what_the_minority_says(app: Flask) -> None:
    """B-16, E-16: they belong to those who outvoted it; nor is a draft anybody's but the committee's."""
    adopted = Adopted()
    vote = db.session.get_one(MinorityVote, published(adopted))
    for who in (adopted.chair, factories.member(adopted.row.committee, "clerk"), factories.person("staff", "board")):
        with pytest.raises(Forbidden):
            hiding.hide_minority_vote(who, vote, ground="Regel 1")
    draft = adopted.dissent(adopted.ben)
    for kind, number in (("minority_vote", draft.id), ("board_answer", adopted.id)):
        with pytest.raises(NotFound):
            targets.load(factories.person("moderator"), kind, number)


def test_who_voted_no_in_writing_may_dissent(app: Flask) -> None:
    """B-06, B-16: and nobody else."""
    of, clerk, people = committee_of()
    number = started(of, clerk)
    for who, choice in zip(people, ("yes", "no", "yes"), strict=True):
        answer(who, number, choice)
    adopted = Adopted.__new__(Adopted)
    adopted.id = 1
    assert adopted.row.circulation_id == number
    assert adopted.dissent(people[1]).id
    for who in (people[0], people[2], clerk):
        with pytest.raises(Forbidden):
            adopted.dissent(who)
