"""What the index does not know yet, what nobody must learn from it, and what it is asked again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post, SpaceKind, Thread
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings.commands import PlannedItem
from forum.search import commands, fresh, queries, subscribers
from forum.search.asking import asked
from forum.search.engines import Result
from forum.search.looking import Loosened, engine
from forum.search.models import SavedSearch
from forum.search.offering import address
from forum.search.syntax import Query
from forum.terms import wording
from tests import factories
from tests.factories import Visitor
from tests.search.test_saved import later, saved, told

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def hide(post: Post) -> None:
    moderator = factories.person("moderator")
    with transaction():
        discussions.hide_post(
            db.session.get_one(Person, moderator.id), db.session.get_one(Post, post.id), ground="respekt"
        )


@pytest.mark.parametrize("few", [True, False], ids=["few changes wait", "many wait"])
def test_a_hidden_text_is_told_by_no_number(
    app: Flask, client: Visitor, work: Work, monkeypatch: pytest.MonkeyPatch, *, few: bool
) -> None:
    """Q-16, Q-30, E-18: while the index still has it, nobody can ask word by word what it said."""
    post = factories.post(factories.thread(), text="Der Regenbogenspecht hämmert.")
    factories.thread(title="Das bleibt stehen, der Regenschirm")
    work()
    hide(post)
    if not few:
        monkeypatch.setattr(fresh, "_MOST_WAITING", 0)
    assert engine().find(asked("regenbogenspecht", {}, "de").query, audiences=Nobody().words).hits
    answer = queries.find(Nobody(), "Regenbogenspecht", everything=True)
    assert (answer.total, [name for name, counts in answer.facets.items() if counts], list(answer.near)) == (0, [], [])
    for words in ('"Der Regenbogenspecht hämmert"', '"Der Regenbogenspecht klopft"'):
        second = client.get("/suche", query_string={"q": words, "seite": "2"}).get_data(as_text=True)
        assert "aber keinen auf dieser Seite" not in second
    assert "regenbogenspecht" not in client.get("/suche?q=Regenbogenspeckt").get_data(as_text=True).replace(
        "Regenbogenspeckt", ""
    )
    assert client.get("/api/v1/search?facets=true&q=Regenbogenspecht").get_json()["total"] == 0
    assert queries.find(Nobody(), "Regenschirm", everything=True).total == 1


@pytest.mark.parametrize("few", [True, False], ids=["few changes wait", "many wait"])
def test_what_was_blackened_is_found_by_no_old_word(
    app: Flask, client: Visitor, work: Work, monkeypatch: pytest.MonkeyPatch, *, few: bool
) -> None:
    """Q-16, M-13: neither hits nor numbers tell of the words that the index has still; the other words find it again."""
    post = factories.post(factories.thread(), text="Der Regenbogenspecht hämmert in der Nussbaumgasse.")
    idea = factories.idea(title="Nistkästen für den Sonnenspecht", text="Er wohnt in der Haselnussgasse am Park.")
    work()
    judge = factories.person("moderator")
    with transaction():
        judge = db.session.get_one(Person, judge.id)
        discussions.redact_post(judge, db.session.get_one(Post, post.id), ["Nussbaumgasse"])
        ideas.redact_idea(judge, db.session.get_one(Idea, idea.id), ["Haselnussgasse", "Sonnenspecht"])
    if not few:
        monkeypatch.setattr(fresh, "_MOST_WAITING", 0)
    for words in ("Nussbaumgasse", "Haselnussgasse", "Sonnenspecht"):
        assert engine().find(asked(words, {}, "de").query, audiences=Nobody().words).hits
        answer = queries.find(Nobody(), words, everything=True)
        assert (answer.total, [counts for counts in answer.facets.values() if counts]) == (0, [])
        assert client.get("/suche/vorschlaege", query_string={"q": words}).get_json() == []
    assert list(queries.find(Nobody(), "Nussbaumgase", everything=True).near) == []
    similar = [client.get(f"/ideen/aehnlich?titel={words}").text for words in ("Sonnenspecht", "Sonnenmeise")]
    assert ("Nistk" in similar[0]) == ("Nistk" in similar[1])
    work()
    assert [queries.find(Nobody(), words).total for words in ("Regenbogenspecht", "Nistkästen", "Nussbaumgasse")] == [
        1,
        1,
        0,
    ]


def test_no_page_is_shorter_for_what_is_hidden(
    app: Flask, work: Work, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q-16: also where too much waits to know what is gone, neither pages nor looser searches tell of its words."""
    me, thread = factories.person(), factories.thread(title="Ganz anders")
    hidden = factories.post(thread, text="Der Regenbogenspecht nistet am Weiher")
    factories.thread(title="Weiher")
    for number in range(20):
        factories.post(thread, me, text=f"zyxnonce {number}")
    work()
    hide(hidden)
    monkeypatch.setattr(fresh, "_MOST_WAITING", 0)
    told = [
        (len(answer.found), answer.total, answer.has_more)
        for bird in ("regenbogenspecht", "regenbogenmeise")
        for answer in [queries.find(Nobody(), f"zyxnonce OR {bird} sort:neu", everything=True)]
    ]
    assert told[0] == told[1]
    pages = [client.get(f"/suche?q={bird}+weiher").text.replace(bird, "") for bird in ("regenbogenspecht", "meise")]
    assert pages[0].count("row__title") == pages[1].count("row__title")


def test_words_of_a_long_text_of_ones_own_are_found_at_once(app: Flask) -> None:
    """Q-15: also those beyond its first lines."""
    me = factories.person().id
    text = "Wort " * 600 + " Schlusslaterne"
    factories.post(factories.thread(title="Ganz anders"), db.session.get_one(Person, me), text=text)
    assert queries.find(db.session.get_one(Person, me), "Schlusslaterne", everything=True).total == 1


def test_an_engine_that_ran_out_of_time_takes_no_news_from_a_saved_search(
    app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q-37: what it could not look for is looked for again."""
    number = saved(factories.person(), "ampel")
    factories.thread(title="Ampel neu")
    work()
    with monkeypatch.context() as late:
        late.setattr(type(engine()), "find", lambda *_values, **_options: Result(truncated=True, is_late=True))
        assert later(number, 1.5) == 0
    assert db.session.get_one(SavedSearch, number).told_until < now() - timedelta(days=1)


def test_parts_of_words_come_from_what_everybody_may_read(app: Flask) -> None:
    """Q-16: how a long word is cut tells nobody which words stand in a closed room."""
    for number in range(4):
        factories.thread(title=f"Haus Nummer {number}")
    staff, room = factories.person("staff"), factories.space(SpaceKind.STAFF, title="Hinterzimmer")
    for number in range(3):
        factories.thread(staff, room, title=f"Geheimworte {number}")
    subscribers.rebuild()
    answer = queries.find(Nobody(), "Geheimwortehaus", loosely=True)
    assert (answer.total, answer.loosened) == (0, None)


@pytest.mark.parametrize("sign", ["²", "①", "٣"])
def test_signs_that_are_no_numbers_are_no_district(app: Flask, sign_in: SignIn, work: Work, sign: str) -> None:
    """Q-28: in the question, in a control, in the API, and in a search that is kept and tells of news."""
    me = factories.person()
    visitor = sign_in(me)
    for where in (f"/suche?q=bezirk:{sign}", f"/suche?q=ampel&bezirk={sign}", f"/api/v1/search?q=bezirk:{sign}"):
        assert visitor.get(where).status_code == 200
    number = saved(me, "", bezirk=[sign, "112"])
    factories.idea(districts=(112,))
    work()
    assert later(number, 1.5) == 1
    work()
    assert visitor.get("/suche/gespeichert").status_code == 200
    assert len(told(me)) == 1


def test_news_are_told_however_many_lie_in_the_future(app: Flask, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-37: what comes first by its day is not what came last."""
    monkeypatch.setattr("forum.search.commands.AT_ONCE", 2)
    me = factories.person()
    items = [PlannedItem(f"Laternen am Ring {number}", "Wie viele?") for number in range(5)]
    factories.meeting(items=items, starts_at=now() + timedelta(days=20))
    work()
    number = saved(me, "Laternen")
    later(number, 1.5)
    factories.thread(title="Neue Laternen für die Stadt")
    work()
    # The items were told before; the thread alone is younger than what the owner knows.
    with transaction():
        search = db.session.get_one(SavedSearch, number)
        search.told_until = db.session.scalars(select(Thread.created_at).order_by(Thread.id.desc())).first() or now()
        search.told_until -= timedelta(seconds=0.001)
        assert commands._new_for(search) == 1


@pytest.mark.parametrize("narrowed", ["in:titel", "vor:2020", "nach:2099-01-01", "-art:beitrag"])
def test_what_one_just_wrote_is_narrowed_like_the_rest(app: Flask, narrowed: str) -> None:
    """Q-15, Q-26."""
    me = factories.person()
    post = factories.post(factories.thread(title="Ganz etwas anderes"), me, text="Ein Sonnenpilz am Weg")
    me = db.session.get_one(Person, me.id)
    whole = queries.find(me, "Sonnenpilz", everything=True)
    assert [(one.shown.kind, one.shown.id) for one in whole.found] == [("post", post.id)]
    assert queries.find(me, f"Sonnenpilz {narrowed}", everything=True).found == []


def test_a_long_word_finds_its_parts(app: Flask, client: Visitor) -> None:
    """Q-07: where nothing has it as it is, and the page says so."""
    for number in range(4):
        factories.thread(title=f"Spielplatz Nummer {number}", text="Eine Sanierung wäre gut.")
    subscribers.rebuild()
    apart = queries.find(Nobody(), "Spielplatzsanierung", loosely=True)
    assert apart.loosened is Loosened.SOME
    assert {one.shown.kind for one in apart.found} == {"thread", "post"}
    factories.thread(title="Spielplatz: Die Sanierung dauert zu lange")
    subscribers.rebuild()
    answer = queries.find(Nobody(), "Spielplatzsanierung", loosely=True)
    assert answer.loosened is Loosened.PARTS
    assert [one.shown.kind for one in answer.found] == ["thread"]
    assert "die Teile des Wortes" in client.get("/suche?q=Spielplatzsanierung").get_data(as_text=True)
    assert queries.find(Nobody(), "Spielplatzsanierung").found == []


def test_a_chip_of_a_long_question_loses_nothing(app: Flask) -> None:
    """Q-26: what does not fit into the field goes to the controls."""
    text = " ".join(f"by:u{number:02}" for number in range(12)) + " " + "x" * 100
    said = asked(text, {}, "de")
    assert len(said.query.filters) == 12
    words, choices = said.without(said.query.filters[0])
    assert len(words) <= 200
    url = parse_qs(urlsplit(address(words, choices)).query)
    again = asked(url["q"][0], {name: values for name, values in url.items() if name != "q"}, "de")
    assert set(again.query.filters) == set(said.query.filters[1:])
    assert again.query.words == said.query.words


def test_ideas_that_become_one_are_ordered_by_the_support_of_all(app: Flask, work: Work) -> None:
    """Q-33, N-17: `sortierung:zustimmung` knows of a merge, and of its end, before the next rebuild."""
    titles = ("Turmfalken eins", "Turmfalken zwei", "Turmfalken drei")
    one, two, three = (factories.idea(title=title).id for title in titles)
    staff = factories.person("staff").id
    for number, many in ((two, 3), (three, 2)):
        for person in [factories.person().id for _ in range(many)]:
            with transaction():
                ideas.support(db.session.get_one(Person, person), db.session.get_one(Idea, number))
    with transaction():
        ideas.merge_ideas(db.session.get_one(Person, staff), one, [two], reason=factories.REASON)
    work()
    found = queries.find(Nobody(), "Turmfalken art:idee sortierung:zustimmung").found
    assert [hit.shown.id for hit in found if hit.shown.id != two] == [one, three]


def test_a_new_text_of_a_legal_page_is_found_at_once(app: Flask, work: Work) -> None:
    """Q-09, Q-15: not only after the night."""
    administration = factories.person("admin").id
    with transaction():
        who = db.session.get_one(Person, administration)
        said = "Am Rathaus brütet seit Jahren ein Turmfalke."
        wording.write_page(who, "impressum", text=said, english="", note="Ein Satz kam dazu.", version=0)
    work()
    assert "/impressum" in [hit.shown.url for hit in queries.find(Nobody(), "Turmfalke").found]


def test_what_ran_out_of_time_is_not_asked_in_another_way(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-25, Q-11: what the engine did not look at may be there, so neither the other language nor less is an answer."""
    factories.thread(title="Ampelmännchen am Ring")
    subscribers.rebuild()
    find = type(engine()).find

    def slow(self: Any, query: Query, **more: Any) -> Result:
        is_asked = query.language == "de" and "Ampel" in query.words
        return Result(truncated=True, is_late=True) if is_asked else find(self, query, **more)

    monkeypatch.setattr(type(engine()), "find", slow)
    answer = queries.find(Nobody(), "Ampel", everything=True, loosely=True)
    assert (answer.is_late, answer.is_unsure, answer.loosened, answer.in_other_language) == (True, True, None, False)
