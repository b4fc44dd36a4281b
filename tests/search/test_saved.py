"""Searches that people keep: theirs alone, at most twenty, told of when they find anything new, ended by one link."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.discussions.models import SpaceKind
from forum.ideas.models import IdeaDistrict
from forum.meetings.commands import PlannedItem
from forum.meetings.models import Meeting, Minutes, MinutesState
from forum.notifications.models import Message
from forum.search import commands, queries, subscribers
from forum.search.engines import Engine, IndexUnavailable, Result
from forum.search.looking import engine
from forum.search.models import Rhythm, SavedSearch
from forum.search.syntax import Query
from forum.strategy.models import strategy
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def saved(who: Person, words: str = "ampel", rhythm: Rhythm = Rhythm.DAILY, **choices: list[str]) -> int:
    number = who.id
    with transaction():
        return commands.save_search(db.session.get_one(Person, number), words, choices, rhythm).id


def later(number: int, days: float) -> int:
    """Let so much time pass for the search, and run the job; return how many searches found anything."""
    with transaction():
        db.session.get_one(SavedSearch, number).told_until = now() - timedelta(days=days)
    with transaction():
        return commands.tell_of_matches()


def told(who: Person) -> list[Message]:
    mine = select(Message).where(Message.person_id == who.id, Message.kind == "saved_search")
    return list(db.session.scalars(mine.order_by(Message.id)))


def test_a_search_is_kept_changed_and_forgotten(app: Flask, sign_in: SignIn, client: Visitor, work: Work) -> None:
    """Q-37, Q-34: from the page of results, without scripts; nobody else sees or changes it."""
    factories.thread(title="Ampel am Ring")
    work()
    me, other = factories.person(), factories.person()
    visitor = sign_in(me)
    assert "Suche speichern" in visitor.get("/suche?q=ampel&art=thread").get_data(as_text=True)
    assert "Suche speichern" not in client.get("/suche?q=ampel").get_data(as_text=True)
    assert visitor.submit("/suche/gespeichert", q="ampel", art="thread", rhythmus="weekly").status_code == 303
    page = visitor.get("/suche/gespeichert").get_data(as_text=True)
    assert "„ampel“, Art: Themen" in page
    assert "/suche?q=ampel&amp;art=thread" in page
    number = db.session.scalars(select(SavedSearch.id)).one()
    assert sign_in(other).submit(f"/suche/gespeichert/{number}", rhythmus="never").status_code == 404
    visitor.submit(f"/suche/gespeichert/{number}", rhythmus="daily")
    assert db.session.get_one(SavedSearch, number).rhythm == Rhythm.DAILY
    visitor.submit(f"/suche/gespeichert/{number}", loeschen="1")
    assert db.session.scalars(select(SavedSearch)).all() == []
    assert client.get("/suche/gespeichert").status_code == 303


def test_only_controls_are_kept(app: Flask) -> None:
    """Q-37: whatever else was sent with them, and empty or endless values, is not put down."""
    me = factories.person()
    values = {
        "art": ["thread"],
        "seite": ["2"],
        "fremd": ["x"],
        "ziel": [" "],
        "bezirk": ["1" * 500],
        "jahr": ["2026"] * 99,
        "hat": ["quatsch"],
    }
    number = saved(me, "ampel", **values)
    kept = db.session.get_one(SavedSearch, number).choices
    assert set(kept) == {"art", "bezirk", "jahr"}
    assert (len(kept["bezirk"][0]), len(kept["jahr"])) == (120, 40)
    assert saved(me, "ampel", **values) == number


def test_twenty_searches_are_kept_each_once(app: Flask, sign_in: SignIn) -> None:
    """Q-37: at most 20 per account; the same search twice is one; nothing is none."""
    me = factories.person()
    for number in range(commands.MOST_SEARCHES):
        saved(me, f"ampel {number}")
    saved(me, "ampel 3", Rhythm.WEEKLY)
    with pytest.raises(Conflict):
        saved(me, "eine mehr")
    client = sign_in(db.session.merge(me))
    assert client.submit("/suche/gespeichert", q="eine mehr").status_code == 303
    assert "Bitte löschen Sie eine" in client.get("/suche/gespeichert").text
    with pytest.raises(Invalid):
        saved(factories.person(), "  ")
    with pytest.raises(Forbidden):
        commands.save_search(Nobody(), "ampel", {}, Rhythm.NEVER)


def test_news_of_a_search_come_in_its_rhythm_and_end_with_one_link(app: Flask, client: Visitor, work: Work) -> None:
    """Q-37, P-16: inbox and mail say it once, only of what is new; the link in the mail ends it without a sign-in."""
    me = factories.person()
    factories.thread(title="Ampel von gestern")
    number = saved(me)
    work()
    with transaction():
        assert commands.tell_of_matches() == 0  # Not due yet.
    factories.thread(title="Ampel von heute")
    work()
    assert later(number, 0.5) == 0
    assert later(number, 1.5) == 1
    work()
    message = told(me)[0]
    mail = db.session.scalars(select(Mail).where(Mail.to_address == me.email)).one()
    assert message.url == "/suche?q=ampel"
    assert "„ampel“" in mail.subject
    with transaction():
        assert commands.tell_of_matches() == 0
    token = mail.unsubscribe.partition("/suche/abbestellen/")[2]
    assert "Mit einem Klick" in client.get(f"/suche/abbestellen/{token}").get_data(as_text=True)
    assert db.session.get_one(SavedSearch, number).rhythm == Rhythm.DAILY
    assert "keine Mitteilungen mehr" in client.post(f"/suche/abbestellen/{token}").get_data(as_text=True)
    assert db.session.get_one(SavedSearch, number).rhythm == Rhythm.NEVER
    assert later(number, 9) == 0
    assert client.get(f"/suche/abbestellen/{token}x").status_code == 404


def test_who_wants_no_mails_reads_it_in_the_inbox(app: Flask, work: Work, sign_in: SignIn) -> None:
    """Q-37, T-18: the choice of the account holds."""
    me = factories.person(mails=False)
    number = saved(me, rhythm=Rhythm.WEEKLY)
    factories.thread(title="Ampel am Ring")
    work()
    assert later(number, 6) == 0
    assert later(number, 8) == 1
    work()
    assert len(told(me)) == 1
    assert not db.session.scalars(select(Mail).where(Mail.to_address == me.email)).all()
    assert "Ihre gespeicherte Suche hat" in sign_in(me).get("/mitteilungen").get_data(as_text=True)


def test_a_search_by_district_finds_its_ideas(app: Flask, work: Work) -> None:
    """Q-37: also without words."""
    me, first = factories.person(), next(iter(strategy().districts))
    number = saved(me, "", bezirk=[str(first)])
    idea = factories.idea(title="Bänke am Markt").id
    work()
    assert later(number, 2) == 0
    with transaction():
        db.session.add(IdeaDistrict(idea_id=idea, district=first))
    subscribers.rebuild()
    assert later(number, 2) == 1


def test_nobody_hears_of_what_they_may_not_see_and_no_log_says_who_searched(app: Flask, work: Work) -> None:
    """Q-16, E-18, Q-37: the words stand in no event; what is closed is not counted."""
    me, staff = factories.person(), factories.person("staff")
    number = saved(me, "Kanarienvogel")
    factories.thread(staff, factories.space(SpaceKind.STAFF), title="Kanarienvogel im Rathaus")
    work()
    assert later(number, 2) == 0
    factories.thread(title="Kanarienvogel am Markt")
    work()
    assert later(number, 2) == 1
    work()
    assert told(me)[0].data["count"] == 1
    events = db.session.scalars(select(LoggedEvent)).all()
    assert not [one for one in events if "anarienvogel" in str(one.data).lower()]


def test_of_what_comes_later_one_hears_when_it_can_be_found(app: Flask, work: Work) -> None:
    """Q-37: a session next month is no news every day, and minutes are news on the day they are published."""
    me = factories.person()
    number = saved(me, "Laternen")
    planned = factories.meeting(items=[PlannedItem("Laternen am Ring")], title="Sitzung über Laternen")
    meeting_id = planned.id
    work()
    assert later(number, 1.5) == 1
    with transaction():
        db.session.get_one(SavedSearch, number).told_until = now()
    search = db.session.get_one(SavedSearch, number)
    assert commands._new_for(search) == 0
    with transaction():
        meeting = db.session.get_one(Meeting, meeting_id)
        meeting.starts_at, meeting.created_at = now() - timedelta(days=30), now() - timedelta(days=40)
        for row in db.session.scalars(select(LoggedEvent).where(LoggedEvent.stream == f"meeting:{meeting_id}")):
            row.at -= timedelta(days=40)
        published = {"state": MinutesState.PUBLISHED, "published_at": now(), "drafted_at": now()}
        published |= {"seal": "0" * 64, "seal_seq": 0}
        db.session.add(Minutes(meeting_id=meeting_id, **published))
    subscribers.rebuild()
    assert later(number, 1.5) == 1
    work()
    assert [message.data["count"] for message in told(me)] == [2, 1]


def test_while_the_index_is_away_nobody_hears_of_anything(
    app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q-37, Q-20: what SQL alone finds is something else; the next look tells what came meanwhile."""
    me = factories.person()
    number = saved(me)
    factories.thread(title="Ampel von heute")
    work()

    def away() -> Engine:
        raise IndexUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(queries, "engine", away)
        assert later(number, 1.5) == 0
    with transaction():
        assert commands.tell_of_matches() == 1


def test_an_order_alone_is_nothing_to_keep(app: Flask) -> None:
    """Q-37: a search for nothing would find everything, again and again."""
    me = factories.person()
    with pytest.raises(Invalid):
        saved(me, "", sortierung=["neu"])


def test_what_takes_too_long_keeps_nobody_else_waiting(app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-37, Q-25: it is tried again behind the others, and hears of what came meanwhile."""
    monkeypatch.setattr(commands, "AT_ONCE", 1)
    heavy, other = saved(factories.person(), "laterne"), saved(factories.person(), "ampel")
    factories.thread(title="Ampel neu")
    factories.thread(title="Laterne neu")
    work()
    with transaction():
        for number, days in ((heavy, 3), (other, 2)):
            db.session.get_one(SavedSearch, number).told_until = now() - timedelta(days=days)
    find = type(engine()).find

    def slow(self: Any, query: Query, **more: Any) -> Result:
        return Result(truncated=True, is_late=True) if "laterne" in query.words else find(self, query, **more)

    def run() -> int:
        with transaction():
            return commands.tell_of_matches()

    with monkeypatch.context() as late:
        late.setattr(type(engine()), "find", slow)
        assert [run(), run()] == [0, 1]
    assert run() == 1


def test_more_words_than_are_looked_for_are_no_reason_to_wait(app: Flask, work: Work) -> None:
    """Q-37, Q-25: twenty of the words that begin so were asked for, and nothing was found; the next day is another."""
    number = saved(factories.person(), "bohrmaschine anlage*")
    factories.thread(title="Viele Anlagen", text=" ".join(f"Anlage{chr(97 + one)}bau" for one in range(25)))
    work()
    before = now() - timedelta(days=2)
    assert later(number, 2) == 0
    assert db.session.get_one(SavedSearch, number).told_until > before + timedelta(days=1)
