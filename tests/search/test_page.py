"""The results page: what was understood, chips, facets, orders, pages, straight ways and what is for one person only."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from config import gunicorn
from forum.accounts.models import Person
from forum.core.clock import now, today
from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions.models import Post, Space, SpaceKind, Thread
from forum.ideas.models import CouncilPaper, Idea, IdeaDistrict
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from forum.projects.models import Project, ProjectState
from forum.search import queries, subscribers
from forum.search.asking import asked
from forum.search.engines import Result
from forum.search.looking import engine
from forum.search.syntax import FilterName, parse
from forum.search.syntax.operators import KINDS
from forum.search.syntax.writing import written
from forum.strategy.models import strategy
from tests import factories
from tests.factories import Visitor
from tests.notifications.test_costs import statements
from tests.search.documents import TODAY

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]


def keys(answer: queries.Answer) -> list[tuple[str, int]]:
    return [(found.shown.kind, found.shown.id) for found in answer.found]


def page_of(client: Visitor, text: str, **more: str) -> str:
    return client.get("/suche", query_string={"q": text, **more}).get_data(as_text=True)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("ampel art:idee", {"art": ["idea"]}),
        ("ampel status:offen", {"status": ["offen"]}),
        ("ampel ziel:daten", {"ziel": ["daten"]}),
        ("ampel bezirk:112", {"bezirk": ["112"]}),
        ("ampel jahr:2026", {"jahr": ["2026"]}),
        ("ampel raum:verkehr", {"raum": ["verkehr"]}),
        ("ampel gremium:board", {"gremium": ["board"]}),
        ("ampel von:@anna", {"von": ["anna"]}),
        ("ampel nach:2026-01-01 vor:01.07.2026", {"nach": ["2026-01-01"], "vor": ["2026-07-01"]}),
        ("ampel umkreis:52.26,10.52,250", {"umkreis": ["52.26000, 10.52000,250"]}),
        ("ampel hat:antwort", {"hat": ["answer"]}),
        ("ampel in:titel", {"titel": ["1"]}),
        ("ampel sort:neu", {"sortierung": ["neu"]}),
        ("ampel folge-ich", {"nur": ["folge-ich"]}),
    ],
)
def test_the_controls_ask_what_can_be_typed(app: Flask, text: str, choices: dict[str, list[str]]) -> None:
    """Q-26: each operator is a control, too, and both mean the same."""
    typed, chosen = asked(text, {}, "de").query, asked("ampel", choices, "de").query
    for name in ("words", "filters", "after", "before", "in_title", "sort", "notes"):
        assert getattr(typed, name) == getattr(chosen, name), name
    assert not chosen.notes


@pytest.mark.parametrize(
    "text",
    [
        'ampel -ring "nicht barrierefrei" straß* rot OR grün -"im Park"',
        'art:idee -art:beitrag von:mir von:@anna ziel:daten bezirk:"Nördliche Schunter" hat:bild umkreis:52.26,10.52',
        "in:thema in:bereich in:titel nach:2026-01-01 vor:2026-07-01 sort:zustimmung ungelesen -folge-ich",
        "A 39 § 13a U-Bahn 3,5 % Bürger*innen",
        'foo:"bar baz" -foo:"bar baz" foo:"A 39" rot OR foo:"a b" von:"a b" -von:"a b"',
    ],
)
def test_a_query_that_is_written_down_is_the_same_query(text: str) -> None:
    """Q-26: what a chip leaves of a question can be read again."""
    once = parse(text, today=TODAY)
    again = parse(written(once), today=TODAY)
    for name in ("words", "phrases", "prefixes", "any_of", "excluded", "in_title", "after", "before", "sort"):
        assert getattr(once, name) == getattr(again, name), name
    assert set(once.filters) == set(again.filters)


def test_chips_say_what_was_understood_and_take_it_away(client: Visitor, app: Flask) -> None:
    """Q-26: each chip leads to the question without it; what was not understood is named, too."""
    page = page_of(client, "ampel -ring art:idee quatsch:ja", ziel="daten")
    chips = re.findall(r'class="tag" href="([^"]*)">([^<]*?) <', page)
    found = {unescape(label): parse_qs(urlsplit(unescape(url)).query) for url, label in chips}
    assert found["Art: Ideen"]["q"] == ["ampel quatsch:ja -ring"]
    assert found["Art: Ideen"]["ziel"] == ["daten"]
    assert found["ohne ring"]["q"] == ["ampel quatsch:ja art:idee"]
    goal = next(asked for label, asked in found.items() if label.startswith("Ziel der Stadt:"))
    assert "ziel" not in goal
    assert goal["q"] == ["ampel -ring art:idee quatsch:ja"]
    assert "Als gewöhnliche Wörter gesucht: quatsch" in page


def test_facets_count_and_narrow_what_each_role_may_see(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """Q-32, Q-16: equal to choosing each value; choosing one keeps the question and works without scripts."""
    staff = factories.person("staff")
    for number in range(3):
        factories.idea(
            title=f"Ampel Nummer {number} am Ring", goals=("mitnehmen",) if number else ("mitnehmen", "daten")
        )
    factories.thread(staff, factories.space(SpaceKind.STAFF, title="Hinterzimmer"), title="Ampel hinter der Tür")
    factories.thread(title="Ampel vor der Tür")
    subscribers.rebuild()
    for viewer in (Nobody(), factories.person(), staff):
        facets = queries.find(viewer, "ampel", everything=True).facets
        for name, counts in facets.items():
            for value, count in counts.items():
                control = {"kind": "art", "state": "status", "goal": "ziel", "year": "jahr", "space": "raum"}[
                    name.value
                ]
                chosen = queries.find(viewer, "ampel", choices={control: [value]}, everything=True)
                assert chosen.total == count, (name, value)
                assert chosen.facets[name] == counts
    assert sorted(facets[FilterName.KIND].items()) == [("idea", 3), ("thread", 2)]
    visitor, office = page_of(client, "ampel"), page_of(sign_in(staff), "ampel")
    assert "Hinterzimmer" not in visitor.split('aria-label="Treffer eingrenzen"')[1]
    assert "Hinterzimmer" in office
    link = next(
        unescape(url) for url in re.findall(r'class="facet__link" href="([^"]*)"', visitor) if "art=thread" in url
    )
    assert client.get(link).get_data(as_text=True).count('class="row__title"') == 1


def test_pages_follow_each_other_without_double_or_gap(app: Flask, client: Visitor) -> None:
    """Q-33: by every order, and the address of a page holds all that was asked (Q-34)."""
    thread = factories.thread(title="Ampel", text="Die Ampel am Ring")
    author = db.session.get_one(Person, thread.author_id)
    for number in range(44):
        factories.post(thread, author, text=f"Die Ampel Nummer {number} ist rot.")
    subscribers.rebuild()
    for sort in ("relevanz", "neu", "alt", "zustimmung"):
        seen = [
            key
            for number in (1, 2, 3)
            for key in keys(queries.find(Nobody(), f"ampel sort:{sort}", choices={"art": ["post"]}, number=number))
        ]
        assert len(seen) == len(set(seen)) == 45, sort
    page = page_of(client, "ampel", art="post", sortierung="neu")
    following = re.search(r'href="([^"]*seite=2[^"]*)"', page)
    assert following is not None
    assert parse_qs(urlsplit(unescape(following[1])).query)["art"] == ["post"]
    assert 'role="status">45 Treffer' in page


def test_numbers_and_addresses_lead_straight_to_their_page(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """Q-35: and the search is one link away; what one may not see leads nowhere."""
    idea = factories.idea(state="beschlossen")
    draft = factories.idea(state="entwurf")
    number = db.session.execute(select(db.metadatas[None].tables["decision"].c.number)).scalar_one()
    with transaction():
        db.session.add(
            CouncilPaper(
                idea_id=idea.id, number="26-12345", committee="Rat", meets_on=today(), url="https://x", entered_at=now()
            )
        )
    for text, target in (
        (f"#{idea.id}", idea.url),
        (f"Idee {idea.id}", idea.url),
        ("26-12345", idea.url),
        ("DS 26-12345", idea.url),
        (number, f"/beschluesse/{number}"),
        ("http://localhost/strategie", "/strategie"),
        ("/hilfe", "/hilfe"),
    ):
        answer = client.get("/suche", query_string={"q": text})
        assert answer.status_code == 302, text
        assert urlsplit(answer.location).path == target, text
        page = client.get(answer.location).get_data(as_text=True)
        assert "Stattdessen nach" in page, text
        assert client.get("/suche", query_string={"q": text, "suchen": "1"}).status_code == 200
    for text in (f"#{draft.id}", "#999999", "https://example.org/strategie", "//example.org", "/nirgends", "2026"):
        assert client.get("/suche", query_string={"q": text}).status_code == 200, text


def test_what_is_about_a_person_needs_a_sign_in(app: Flask, client: Visitor, sign_in: SignIn, work: Work) -> None:
    """Q-27: visitors are told so politely; people find what is theirs."""
    me, other = factories.person(), factories.person()
    thread = factories.thread(other, title="Ampel am Ring", text="Die Ampel am Ring")
    mine = factories.post(thread, me, text="Meine Ampel").id
    elsewhere = factories.thread(other, title="Ampel im Park")
    work()
    with transaction():
        notifications.follow(db.session.get_one(Person, me.id), "thread", elsewhere.id, level=Level.WATCHING)
    for text in ("von:mir", "gemerkt", "ungelesen", "folge-ich"):
        page = page_of(client, f"ampel {text}")
        assert "Bitte melden Sie sich dafür an." in page
        assert "row__title" not in page
    assert keys(queries.find(me, "ampel von:mir")) == [("post", mine)]
    assert ("thread", elsewhere.id) in keys(queries.find(me, "ampel folge-ich"))
    assert keys(queries.find(me, "ampel gemerkt")) == []
    with transaction():
        discussions.bookmark(db.session.get_one(Person, me.id), db.session.get_one(Thread, elsewhere.id))
    assert {one for one in keys(queries.find(me, "ampel gemerkt")) if one[0] == "thread"} == {("thread", elsewhere.id)}
    assert keys(queries.find(factories.person(), "ampel gemerkt")) == []
    assert "brauchen ein Thema" in page_of(client, "ampel in:thema")


def test_without_hits_the_other_language_is_tried(app: Flask, client: Visitor) -> None:
    """Q-11: and the page says so."""
    number = factories.idea(title="More cycle paths along the river").id
    with transaction():
        db.session.get_one(Idea, number).language = "en"
    subscribers.rebuild()
    page = page_of(client, "cycling")
    assert "auf Englisch gesucht" in page
    assert "More " in page


def test_own_posts_are_found_before_the_index_has_them(
    app: Flask, client: Visitor, sign_in: SignIn, work: Work
) -> None:
    """Q-15: the newest of the person who asks, with count and mark; others wait for the index."""
    thread = factories.thread(title="Am Ring", text="Hier fehlt etwas.")
    work()
    me = factories.person()
    factories.post(thread, me, text="Die Ampeln fehlen.")
    page = page_of(sign_in(me), "ampel")
    assert "<mark>Ampeln</mark>" in page
    assert ">1 Treffer" in page
    assert "row__title" not in page_of(sign_in(me), "laterne")
    assert "row__title" not in page_of(sign_in(me), "ampel -fehlen")
    assert "row__title" not in page_of(client, "ampel")
    work()
    assert page_of(sign_in(me), "ampel").count("row__title") == 1
    post = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
    assert post is not None


def test_the_age_of_the_index_is_told(app: Flask, client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-15: from ten seconds on."""
    subscribers.rebuild()
    factories.thread(title="Ampel")
    assert "in den letzten" not in page_of(client, "ampel")
    monkeypatch.setattr("forum.search.queries.lag", lambda: timedelta(seconds=42))
    assert "in den letzten 42 Sekunden" in page_of(client, "ampel")


def test_few_hits_bring_words_that_are_spelt_nearly_so(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """Q-30, Q-16: only words the person may see."""
    staff = factories.person("staff")
    factories.thread(title="Fahrrad am Ring")
    factories.thread(staff, factories.space(SpaceKind.STAFF), title="Kanarienvogel im Rathaus")
    subscribers.rebuild()
    page = page_of(client, "Fahrad Ring")
    assert "Meinten Sie:" in page
    assert ">Fahrrad Ring</a>" in page
    assert "Meinten Sie:" not in page_of(client, "Kanarienvogl")
    assert "Meinten Sie:" not in page_of(client, "Fahrräder")
    assert ">Kanarienvogel</a>" in page_of(sign_in(staff), "Kanarienvogl")


def test_an_idea_about_several_districts_is_found_and_counted_in_each(app: Flask) -> None:
    """Q-32: by number and by name."""
    number = factories.idea(title="Ampel am Ring").id
    first, second, third = list(strategy().districts)[:3]
    with transaction():
        db.session.add_all(IdeaDistrict(idea_id=number, district=one) for one in (first, second))
    subscribers.rebuild()
    for asked_for in (str(first), str(second), f'"{strategy().districts[second].name}"'):
        assert keys(queries.find(Nobody(), f"ampel bezirk:{asked_for}")) == [("idea", number)], asked_for
    assert not queries.find(Nobody(), f"ampel bezirk:{third}").found
    assert db.session.get_one(Idea, number).title


def test_the_number_of_statements_does_not_grow_with_the_hits(app: Flask, client: Visitor, work: Work) -> None:
    """Q-40: a page of hits asks as often for twenty as for two."""
    thread = factories.thread(title="Ampel am Ring", text="Die Ampel am Ring ist rot.")
    author = db.session.get_one(Person, thread.author_id)
    factories.idea(title="Ampel am Ring für alle")
    work()
    page_of(client, "ampel")
    with statements() as few:
        page_of(client, "ampel")
    for number in range(20):
        factories.post(thread, author, text=f"Die Ampel Nummer {number} ist rot.")
    factories.idea(title="Ampel im Park für alle")
    work()
    page_of(client, "ampel")
    with statements() as many:
        page_of(client, "ampel")
    assert len(many) <= len(few) <= 20


def test_the_help_of_the_search_is_there_in_both_languages(client: Visitor) -> None:
    """Q-26: each example leads to its results."""
    page = client.get("/suche/hilfe").get_data(as_text=True)
    assert "Hilfe zur Suche" in page
    links = [unescape(url) for url in re.findall(r'href="(/suche\?q=[^"]*)"', page)]
    assert len(links) > 15
    for url in links:
        assert client.get(url).status_code == 200, url
    english = client.get("/suche/hilfe?sprache=en").get_data(as_text=True)
    assert "How to search" in english
    # Whatever can be found has a name that the page tells.
    for told in (page, english):
        words = set(re.findall(r"[a-zäöü_]+", told.lower()))
        assert {kind for word, kind in KINDS.items() if word in words} == set(KINDS.values())


def test_where_nothing_has_all_words_some_are_enough(client: Visitor, work: Work) -> None:
    """Q-41: the page says so, the best hits come first, and statistics and saved searches know that nothing was found."""
    factories.thread(title="Laternen am Nachtigallenweg", text="Der Weg ist dunkel.")
    factories.thread(title="Laternen im Park", text="Auch dort ist es dunkel.")
    work()
    page = client.get("/suche?q=Laternen+Nachtigallenweg+Zeppelin").get_data(as_text=True)
    assert "Alle Wörter zusammen stehen nirgends" in page
    assert page.index("Nachtigallenweg</") < page.index("im Park")
    assert "Alle Wörter zusammen" not in client.get("/suche?q=Laternen+Nachtigallenweg").get_data(as_text=True)
    assert "Alle Wörter zusammen" not in client.get("/suche?q=Zeppelin").get_data(as_text=True)
    answer = queries.find(Nobody(), "Laternen Nachtigallenweg Zeppelin", everything=True)
    assert (answer.total, answer.loosened) == (0, None)


def test_a_page_beyond_the_last_leads_back(client: Visitor, work: Work) -> None:
    """Q-33: it says how many hits there are, and where."""
    factories.thread(title="Ampel am Ring")
    work()
    page = page_of(client, "ampel", seite="7", art="thread")
    assert "Es gibt 1 Treffer, aber keinen auf dieser Seite." in page
    link = re.search(r'href="([^"]*)">Zur ersten Seite', page)
    assert link is not None
    first = client.get(unescape(link[1])).get_data(as_text=True)
    assert "row__title" in first
    assert "Zur ersten Seite" not in first
    assert "Zur ersten Seite" not in page_of(client, "quxquaxquux", seite="7")


def test_a_question_that_takes_too_long_is_not_called_one_without_hits(
    app: Flask, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q-25: what the engine did not look at may be there."""
    subscribers.rebuild()
    monkeypatch.setattr(type(engine()), "find", lambda *_args, **_more: Result(truncated=True, is_late=True))
    page = page_of(client, "ampel")
    assert "Diese Suche dauert zu lange." in page
    assert "Keine Treffer" not in page
    assert "Nichts gefunden" not in page


def test_one_searches_in_a_thread_or_space_from_its_page(app: Flask, client: Visitor, work: Work) -> None:
    """Q-26: in:thema and in:bereich as links, and the chip says which."""
    thread = factories.thread(title="Ampel am Ring", text="Die Ampel ist rot.")
    factories.thread(title="Ampel im Park", text="Die Ampel ist grün.")
    space = db.session.get_one(Space, thread.space_id)
    title, slug = space.title, space.slug
    work()
    for place, control, label in (
        (thread.url, f"thema={thread.id}", "Thema: Ampel am Ring"),
        (f"/raeume/{slug}", f"raum={slug}", f"Raum: {title}"),
    ):
        assert f'href="/suche?{control}"' in client.get(place).get_data(as_text=True)
        page = client.get(f"/suche?q=ampel&{control}").get_data(as_text=True)
        assert label in page
        assert "im Park" not in page
        assert f'type="hidden" name="{control.partition("=")[0]}"' in page


def test_chips_and_notes_tell_nothing_of_what_is_closed(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """Q-16, Q-28: what does not exist and what one may not see are named alike; whoever may see it reads its title."""
    staff = factories.person("staff")
    space = factories.space(SpaceKind.STAFF, title="Hinterzimmer")
    thread = factories.thread(staff, space, title="Kanarienvogel im Rathaus")
    slug = db.session.get_one(Space, thread.space_id).slug
    for text, raw in ((f"ampel thema:{thread.id}", str(thread.id)), ("ampel thema:99999", "99999"),
                      (f"ampel raum:{slug}", slug), ("ampel raum:nirgends", "nirgends")):  # fmt: skip
        page = page_of(client, text)
        assert f"„{raw}“ kennen wir nicht." in page, text
        assert "Kanarienvogel" not in page
        assert "Hinterzimmer" not in page
    page = page_of(sign_in(staff), f"ampel thema:{thread.id} raum:{slug}")
    assert "Thema: Kanarienvogel im Rathaus" in page
    assert "Raum: Hinterzimmer" in page
    assert "kennen wir nicht" not in page


@pytest.mark.parametrize("text", ["status:quatsch", "ziel:quatsch", "bezirk:Nirgendwo", "gremium:quatsch"])
def test_a_value_that_nothing_has_is_named(client: Visitor, text: str) -> None:
    """Q-28: otherwise it looks as if only the words were found nowhere."""
    assert f"„{text.partition(':')[2]}“ kennen wir nicht." in unescape(page_of(client, f"ampel {text}")).replace(
        "nirgendwo", "Nirgendwo"
    )
    for known in (
        'status:"in Diskussion"',
        "status:abgelehnt",
        "ziel:daten",
        f"bezirk:{next(iter(strategy().districts))}",
    ):
        assert "kennen wir nicht" not in page_of(client, f"ampel {known}"), known


def test_what_was_edited_is_counted_once(app: Flask, sign_in: SignIn, work: Work) -> None:
    """Q-15: though the index has its old words, on a later page, and not yet the new ones."""
    me = factories.person()
    thread = factories.thread(title="Ampel am Ring", text="Die Ampel am Ring")
    mine = factories.post(
        thread, me, text="Viele Wörter und am Ende eine Ampel. " + "Etwas anderes steht hier. " * 30
    ).id
    for number in range(25):
        factories.post(thread, factories.person(), text=f"Ampel Ampel Ampel {number}")
    work()
    before = queries.find(me, "ampel art:beitrag", everything=True)
    assert ("post", mine) not in keys(before)
    with transaction():
        post = db.session.get_one(Post, mine)
        discussions.edit_post(
            me, post, text="Viele Wörter und am Ende doch eine Ampel. " + "Anders. " * 90, version=post.version
        )
    after = queries.find(me, "ampel art:beitrag", everything=True)
    assert after.total == before.total
    assert len(keys(after)) == len(set(keys(after)))


def test_the_longest_search_fits_into_an_address(app: Flask, client: Visitor) -> None:
    """Q-28, Q-34: also in another script, in which a letter is twelve signs of an address."""
    words = "\N{PILE OF POO}" * 200
    address = client.get("/suche", query_string={"q": words}).get_data(as_text=True)
    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', address)]
    longest = max(links, key=len)
    assert 2_000 < len(longest) < gunicorn.limit_request_line - len("GET  HTTP/1.1")
    assert client.get(longest).status_code == 200


def test_what_was_typed_about_the_order_outlives_the_controls(app: Flask, client: Visitor) -> None:
    """Q-26: the controls show it, so sending them with one thing more changes no order."""
    factories.thread(title="Ampel am Ring")
    subscribers.rebuild()
    page = page_of(client, "Ampel sort:neu nach:2026-01-02")
    assert '<option selected value="neu">' in page
    assert 'value="2026-01-02"' in page
    sent = page_of(client, "Ampel sort:neu nach:2026-01-02", sortierung="neu", nach="2026-01-02", art="thread")
    assert "Sortierung: Neueste zuerst" in sent


def test_states_of_one_name_are_one_choice(app: Flask, client: Visitor) -> None:
    """Q-32: an idea and a project that are under way; choosing the name finds both."""
    factories.idea(title="Ampel am Ring", state="umsetzung")
    number = factories.project(title="Ampel am Markt").id
    with transaction():
        db.session.get_one(Project, number).state = ProjectState.LAUFEND
    subscribers.rebuild()
    page = page_of(client, "Ampel")
    (url,) = (
        unescape(found[1])
        for found in re.finditer(r'class="facet__link" href="([^"]*)"[^>]*>\s*<span>In Umsetzung', page)
    )
    assert "2 Treffer" in client.get(url).text
