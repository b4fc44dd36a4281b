"""What every engine must do (requirement Q-12): matching, operators, facets, permission, order, freshness."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from forum.core.clock import today
from forum.search.engines import FACETED, Document, Engine, contents
from forum.search.syntax import Filter, FilterName, Query, Sort
from tests.benchmarks.searching import documents
from tests.benchmarks.searching_together import measure
from tests.search.conftest import Find
from tests.search.documents import ask, document
from tests.search.test_analysis import APART, COMPOUNDS, GENDER, GROUPS, KNOWN, MORE, NO_COMPOUNDS, TOGETHER

PUBLIC = frozenset({"public"})


def texts(values: list[str]) -> list[Document]:
    return [document(f"idea:{number}", body=text) for number, text in enumerate(values)]


def test_words_of_table_2a_are_found_in_both_directions(engine: Engine, find: Find) -> None:
    """Q-02: on the engine."""
    for number, group in enumerate(GROUPS):
        engine.apply([document(f"idea:{number}-{place}", body=word) for place, word in enumerate(group)])
    for number, group in enumerate(GROUPS):
        keys = {f"idea:{number}-{place}" for place in range(len(group))}
        assert all(keys <= set(find(word)) for word in group), group


def test_words_of_table_2d_are_not_found(engine: Engine, find: Find) -> None:
    """Q-05: on the engine."""
    engine.apply(texts([other for _, other in APART]))
    for number, (one, _) in enumerate(APART):
        assert f"idea:{number}" not in find(one)


@pytest.mark.parametrize(
    ("one", "other"), [("schon", "schön"), ("Maße", "Masse"), ("drucken", "drücken"), ("Busse", "Buße")]
)
def test_the_exact_spelling_ranks_first(engine: Engine, find: Find, one: str, other: str) -> None:
    """Q-05: where stems collide."""
    engine.apply(texts([f"ein {one} dort", f"ein {other} dort", f"ein {one} hier", f"ein {other} hier"]))
    assert set(find(one)[:2]) == {"idea:0", "idea:2"}
    assert set(find(other)[:2]) == {"idea:1", "idea:3"}


def test_names_of_table_2b_are_found(engine: Engine, find: Find) -> None:
    """Q-03: on the engine, in each spelling, alone and in the middle of a query."""
    engine.apply(texts([f"Gestern wurde {name} besprochen." for name, _, _ in TOGETHER]))
    for number, (_, spellings, part) in enumerate(TOGETHER):
        for spelling in (*spellings, *([part] if part else [])):
            assert f"idea:{number}" in find(spelling), spelling
            assert f"idea:{number}" in find(f"gestern {spelling} besprochen"), spelling
    # Roads are not found by their number, but where it stands as a word of its own.
    assert {TOGETHER[int(key.removeprefix("idea:"))][0] for key in find("39")} == {"Autobahn 39"}


def test_gender_forms_of_table_2c_are_found(engine: Engine, find: Find) -> None:
    """Q-04: on the engine."""
    engine.apply(texts([f"Alle {form} sind da." for form, _ in GENDER]))
    for number, (form, queries) in enumerate(GENDER):
        assert all(f"idea:{number}" in find(query) for query in (*queries, form)), form


def test_compounds_of_table_2e_are_found_after_a_rebuild(engine: Engine, find: Find) -> None:
    """Q-07: parts come from the words of the site."""
    site = [document(f"post:{number}", body=f"{KNOWN} {MORE}") for number in range(3)]
    words = [word for _, word in (*COMPOUNDS, *NO_COMPOUNDS)]
    engine.rebuild([*site, *texts(words)])
    for query, word in COMPOUNDS:
        assert f"idea:{words.index(word)}" in find(query), (query, word)
    for query, word in NO_COMPOUNDS:
        assert f"idea:{words.index(word)}" not in find(query), (query, word)
    assert "ampel" in engine.vocabulary().parts("fußgängerampel")
    engine.apply([document("idea:new", body="Eine Moselampel")])
    assert "idea:new" not in find("Mosel")
    assert "idea:new" not in find("Sela")


def test_no_closed_word_takes_the_place_of_what_a_prefix_finds(engine: Engine) -> None:
    """Q-16, Q-25: of the words that begin so, the most frequent are those of texts that one may see."""
    letters = "abcdefghijklmnopqrstuvwxy"
    closed = [
        document(f"post:{one}{number}", body=f"Quell{one}xx", audience="staff") for one in letters for number in "12"
    ]
    engine.rebuild([document("idea:1", "Quellwasser am Ring"), *closed])
    assert [hit.key for hit in engine.find(ask("quell*"), audiences=frozenset({"public"})).hits] == ["idea:1"]


def test_phrases_are_found_literally(engine: Engine, find: Find) -> None:
    """Q-08: "nicht barrierefrei" finds only that."""
    engine.apply(texts(["Das ist nicht barrierefrei.", "Das ist barrierefrei, nicht wahr?", "Barrierefrei"]))
    assert find('"nicht barrierefrei"') == ["idea:0"]
    assert set(find('barrierefrei -"nicht barrierefrei"')) == {"idea:1", "idea:2"}
    assert find('"barrierefrei sein"') == []


def test_a_phrase_does_not_reach_from_the_title_into_the_text(engine: Engine, find: Find) -> None:
    """Q-08: texts are apart."""
    engine.apply([document("idea:1", "Neue Ampel", body="Ring am Park")])
    assert find('"ampel ring"') == []
    assert find('"neue ampel" "ring am park"') == ["idea:1"]


def test_titles_weigh_more_than_official_texts_than_bodies_than_comments_than_files(engine: Engine, find: Find) -> None:
    """Q-09: the order of weights."""
    fields = ["title", "official", "body", "comments", "files"]
    for place, field in enumerate(fields):
        rest = {other: "Etwas anderes" for other in fields if other != field}
        values = rest | {field: "Eine Ampel"}
        engine.apply([document(f"idea:{place}", values.pop("title"), **values)])
    assert find("ampel") == [f"idea:{place}" for place in range(len(fields))]
    assert find("ampel in:titel") == ["idea:0"]
    assert find('"eine ampel" in:titel') == ["idea:0"]


def test_operators_narrow_and_widen(engine: Engine, find: Find) -> None:
    """Q-26: AND, OR, minus, prefix."""
    engine.apply(texts(["Ampel am Ring", "Ampel im Park", "Straßenlaterne am Ring", "Straße im Park"]))
    assert find("ampel ring") == ["idea:0"]
    assert set(find("ampel OR laterne OR straßenlaterne")) == {"idea:0", "idea:1", "idea:2"}
    assert find("ampel -ring") == ["idea:1"]
    assert set(find("straß*")) == set(find("strass*")) == {"idea:2", "idea:3"}
    assert find("der ampel für ring") == ["idea:0"]
    assert find("-ring") == []
    assert find("gibtesnicht") == []
    assert find("") == []


def test_facets_narrow(engine: Engine, find: Find) -> None:
    """Q-26, Q-32: each facet of a document."""
    engine.apply(
        [
            document(
                "idea:1",
                "Ampel",
                author="Anna",
                space="verkehr",
                state="open",
                goals=("klima", "daten"),
                districts=("Mitte",),
                has=("image",),
                committee="board",
                thread="7",
            ),
            document("post:2", "Ampel", created=datetime(2024, 5, 5, tzinfo=UTC)),
        ]
    )
    for text in (
        "art:idee",
        "von:@anna",
        "in:verkehr",
        "status:open",
        "ziel:Daten",
        "bezirk:mitte",
        "hat:bild",
        "gremium:board",
        "jahr:2026",
        "nach:2026-01-01",
        "thema:7",
        "-art:beitrag",
        "-jahr:2024",
    ):
        assert find(f"ampel {text}") == find(text) == ["idea:1"], text
    assert find("ampel vor:2026-01-01") == ["post:2"]
    assert find("ampel von:anna art:beitrag") == []
    kinds = engine.find(ask("ampel"), audiences=PUBLIC, kinds=frozenset({"post"}))
    assert [(hit.key, hit.kind) for hit in kinds.hits] == [("post:2", "post")]
    assert [
        hit.key
        for hit in engine.find(Query(words=("ampel",)).narrowed(FilterName.STATE, "open"), audiences=PUBLIC).hits
    ] == ["idea:1"]


AUDIENCES = ["public", "members", "staff", "board", "committee:3", "space:7"]


@pytest.mark.parametrize("seen", [(), ("public",), ("public", "space:7"), ("staff", "Public"), tuple(AUDIENCES)])
def test_nobody_finds_or_counts_what_they_may_not_see(engine: Engine, seen: tuple[str, ...]) -> None:
    """Q-16, Q-17: a canary for each audience, through every way of asking."""
    engine.apply(
        document(f"idea:{word}", "Kanarienvogel im Käfig", audience=word, author="vogel") for word in AUDIENCES
    )
    may = {f"idea:{word}" for word in AUDIENCES if word in seen}
    for text in (
        "kanarienvogel",
        '"im käfig"',
        "kanar*",
        "von:vogel",
        "xyz OR käfig",
        "kanarienvogel -hund",
        "kanarienvogel sort:neu",
        "jahr:2026 sort:zustimmung",
        "in:titel käfig",
    ):
        result = engine.find(ask(text), audiences=frozenset(seen))
        assert {hit.key for hit in result.hits} == may, text
        assert result.approximate_total == len(may), text
    similar = engine.similar("Kanarienvogel im Käfig", audiences=frozenset(seen), limit=20)
    assert {hit.key for hit in similar} == may


def test_facets_count_what_the_viewer_may_see(engine: Engine) -> None:
    """Q-32, Q-16: equal to counting the hits one by one, each facet without its own filter."""
    engine.apply(
        document(
            f"{('idea', 'post')[number % 2]}:{number}",
            "Ampel" if number % 3 else "Laterne",
            state=("offen", "erledigt", "")[number % 3],
            goals=(("klima",), ("klima", "daten"), ())[number % 3],
            districts=(("mitte",), ("nord",))[number % 2],
            space=f"raum-{number % 4}",
            audience=("public", "public", "staff")[number % 3],
            created=datetime(2024 + number % 3, 1, 1, tzinfo=UTC),
        )
        for number in range(60)
    )
    staff = PUBLIC | {"staff"}
    for audiences in (PUBLIC, staff, frozenset({"board"})):
        for text in (
            "ampel",
            "ampel OR laterne",
            "jahr:2024",
            "ampel ziel:daten bezirk:nord",
            "ampel -art:beitrag",
            "nix",
        ):
            query = ask(text)
            facets = engine.facets(query, audiences=audiences)
            assert set(facets) == set(FACETED)
            for name in FACETED:
                free = query.narrowed(name)
                free = free if not free.is_empty else ask("-nichts jahr:2024 OR ampel OR laterne")
                for value, count in facets[name].items():
                    only = engine.find(free.narrowed(name, value), audiences=audiences, limit=0)
                    assert (name, value, count) == (name, value, only.approximate_total), (text, audiences)
    assert engine.facets(ask("ampel"), audiences=PUBLIC)[FilterName.STATE] == {"erledigt": 20}
    chosen = engine.facets(ask("ampel art:idee"), audiences=staff, kinds=frozenset({"idea"}))
    assert chosen[FilterName.KIND] == {"idea": 20, "post": 20}
    assert chosen[FilterName.DISTRICT] == {"mitte": 20}
    assert engine.facets(ask(""), audiences=staff)[FilterName.KIND] == {}


def test_words_that_are_nearly_spelt_so_are_named(engine: Engine) -> None:
    """Q-30: left out, doubled, changed and swapped letters; the nearest first, then the more frequent."""
    engine.apply(texts(["Fahrrad am Ring", "Fahrrad im Park", "Fahrräder", "Schule", "Schulen", "Brücke", "Rad"]))
    for word, meant in (("Fahrad", "fahrrad"), ("Fahrrrad", "fahrrad"), ("Fharrad", "fahrrad"), ("Fahrrat", "fahrrad"),
                        ("Shcule", "schule"), ("Bruckke", "brücke")):  # fmt: skip
        assert engine.alike(word, audiences=PUBLIC)[:1] == (meant,), word
    for word in ("Rat", "xyzxyzxyz", "", "fahr rad", "12345", "a" * 500, "*", "\ud800abc"):
        assert engine.alike(word, audiences=PUBLIC) == ()


def test_nobody_is_led_to_a_word_they_may_not_see(engine: Engine) -> None:
    """Q-30, Q-16: a canary in each audience, and gone when its text is."""
    engine.apply(document(f"idea:{word}", "Kanarienvogel", audience=word) for word in AUDIENCES[1:])
    assert engine.alike("Kanarienvogl", audiences=PUBLIC) == ()
    assert engine.alike("Kanarienvogl", audiences=frozenset()) == ()
    assert engine.alike("Kanarienvogl", audiences=PUBLIC | {"space:7"}) == ("kanarienvogel",)
    engine.apply([], deletes=["idea:space:7"])
    assert engine.alike("Kanarienvogl", audiences=PUBLIC | {"space:7"}) == ()


def test_a_changed_document_replaces_the_old_one(engine: Engine, find: Find) -> None:
    """Q-14: one document for one key, whatever the order in the batch."""
    engine.apply([document("idea:1", "Ampel"), document("idea:1", "Laterne")], deletes=["idea:1"])
    assert (find("ampel"), find("laterne"), engine.count()) == ([], ["idea:1"], 1)
    engine.apply([document("idea:1", "Brunnen", audience="staff")])
    assert (find("laterne"), find("brunnen"), engine.count()) == ([], [], 1)
    engine.apply([], deletes=["idea:1", "idea:9"])
    assert engine.count() == 0
    assert find("brunnen", audiences=("staff",)) == []


def test_many_small_batches_leave_no_document_twice(engine: Engine, find: Find) -> None:
    """Q-21: a reader that is open meanwhile sees each new state and only that."""
    for number in range(30):
        engine.apply([document(f"idea:{number % 7}", f"Ampel {number}")])
        assert len(find("ampel")) == engine.count() == min(number + 1, 7)
        assert find(f"ampel {number}")[0] == f"idea:{number % 7}"


def test_hits_come_in_the_asked_order_and_pages_fit(engine: Engine) -> None:
    """Q-33: newest, oldest, support; no double, no gap; ties by key."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    engine.apply(
        document(f"idea:{number:03}", "Ampel", created=start + timedelta(days=number // 2), votes=number % 5)
        for number in range(60)
    )
    for sort in Sort:
        pages = [
            hit.key
            for offset in range(0, 70, 7)
            for hit in engine.find(ask("ampel"), audiences=PUBLIC, limit=7, offset=offset, sort=sort).hits
        ]
        assert sorted(pages) == [f"idea:{number:03}" for number in range(60)], sort
    newest = [hit.key for hit in engine.find(ask("ampel sort:neu"), audiences=PUBLIC, limit=3).hits]
    assert newest == ["idea:058", "idea:059", "idea:056"]
    oldest = engine.find(ask("ampel sort:alt"), audiences=PUBLIC, limit=2)
    assert [hit.key for hit in oldest.hits] == ["idea:000", "idea:001"]
    assert oldest.approximate_total == 60


def test_open_items_come_a_little_earlier(engine: Engine, find: Find) -> None:
    """Q-33: a mild bonus, less than a hit in the title."""
    engine.apply(
        [
            document("idea:1", "Park", body="Ampel"),
            document("idea:2", "Park", body="Ampel", is_open=True),
            document("idea:3", "Ampel", body="Park"),
        ]
    )
    assert find("ampel") == ["idea:3", "idea:2", "idea:1"]


def test_of_equal_texts_the_supported_and_the_new_come_earlier(engine: Engine, find: Find) -> None:
    """Q-33: relevance combines text, recency and support."""
    day = datetime.combine(today(), time(), UTC)
    engine.apply(
        [
            document("idea:1", "Ampel", created=day - timedelta(days=900)),
            document("idea:2", "Ampel", created=day - timedelta(days=900), votes=60),
            document("idea:3", "Ampel", created=day - timedelta(days=30)),
            document("idea:4", "Ampel", created=day - timedelta(days=30), votes=60),
        ]
    )
    assert find("ampel") == find("amp*") == ["idea:4", "idea:3", "idea:2", "idea:1"]


def test_the_text_decides_before_recency_and_support(engine: Engine, find: Find) -> None:
    """Q-09, Q-05, Q-33: all three together do not lift a text above a title, nor another spelling above the exact one."""
    day = datetime.combine(today(), time(), UTC)
    best = {"created": day, "votes": 100_000, "is_open": True}
    worst = {"created": day - timedelta(days=4_000)}
    engine.apply(
        [
            document("idea:1", "Park am Ring", body="Eine Laterne", **best),
            document("idea:2", "Eine Laterne", body="Park am Ring", **worst),
            document("idea:3", body="ein schön gelegener Park", **best),
            document("idea:4", body="ein schon gelegener Park", **worst),
        ]
    )
    assert find("laterne") == ["idea:2", "idea:1"]
    assert find("schon") == ["idea:4", "idea:3"]


def test_what_is_written_is_found_within_two_seconds_while_others_ask(engine: Engine) -> None:
    """Q-15: five texts a second are written while two people ask without a pause."""
    engine.rebuild(documents(300))
    found = measure(engine, askers=2, seconds=2)
    assert found["fresh"]["p95_ms"] <= 2_000
    assert found["per_second"] > 0


def test_english_documents_are_found_in_english(engine: Engine, find: Find) -> None:
    """Q-11: both languages in one index."""
    engine.apply([document("idea:1", "A new cycle path", language="en"), document("idea:2", "Ein neuer Pfad")])
    assert find("cycle paths", language="en") == ["idea:1"]
    assert find("Pfade") == ["idea:2"]


def test_a_rebuild_forgets_what_is_gone(engine: Engine, find: Find) -> None:
    """Q-18, Q-19: the new index has what was given and no more; searches go on."""
    engine.apply([document("idea:1", "Geheimnis"), document("idea:2", "Ampel")])
    assert find("geheimnis") == ["idea:1"]
    assert engine.rebuild(document(f"idea:{number}", "Ampel") for number in (2, 3, 3)) == 2
    assert find("geheimnis") == []
    assert set(find("ampel")) == {"idea:2", "idea:3"}
    assert engine.healthy()


def test_the_same_title_is_the_most_similar(engine: Engine) -> None:
    """N-04: similar ideas while a title is typed."""
    engine.apply(
        [
            document("idea:1", "Ampel am Hagenring", body="Ampel " * 50),
            document("idea:2", "Ampel am Ring!"),
            document("idea:3", "Neue Bäume im Park"),
            document("post:4", "Ampel am Ring"),
        ]
    )
    keys = [hit.key for hit in engine.similar("Ampel am Ring", audiences=PUBLIC)]
    assert keys[0] == "idea:2"
    assert "post:4" not in keys
    assert [hit.key for hit in engine.similar("Neue Bäu", audiences=PUBLIC)] == ["idea:3"]
    assert "idea:2" not in [hit.key for hit in engine.similar("Ampel", audiences=PUBLIC, exclude=frozenset({"idea:2"}))]
    assert engine.similar("", audiences=PUBLIC) == ()


def test_a_whole_title_comes_first_and_untitled_posts_gain_nothing(engine: Engine, find: Find) -> None:
    """Q-41: the words of the query are a whole title."""
    engine.apply(
        [
            document("idea:1", "Unterführung", body="Hier steht ein langer anderer Text. " * 30),
            document("idea:2", "Unterführung am Ring, Unterführung im Park", body="Unterführung " * 9),
            document("post:3", body="Eine Ampel"),
            document("idea:4", "Eine Ampel"),
        ]
    )
    assert find("unterführung")[0] == "idea:1"
    assert find('"eine ampel"') == ["idea:4", "post:3"]


def test_a_whole_title_comes_before_texts_that_say_its_words_often(engine: Engine) -> None:
    """Q-41: also where rare compounds of these words stand in many places of a text."""
    others = texts(["Hier gilt Rechts-vor-links, und wieder Rechts-vor-links. " * 5, *["Etwas anderes."] * 200])
    engine.apply([*others, document("idea:title", "Rechts vor links", body="Mehr Schilder bitte. " * 20)])
    hits = engine.find(ask("Rechts vor links"), audiences=PUBLIC).hits
    assert [hit.key for hit in hits] == ["idea:title", "idea:0"]


def test_an_index_of_another_form_is_to_be_built_anew(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-19: what changes how texts are put in is noticed, as it is by the job that heals the index."""
    engine.rebuild([document("idea:1", "Ampel")])
    assert engine.healthy()
    monkeypatch.setitem(contents.WEIGHTS, "title", 5.0)
    assert not engine.healthy()
    engine.rebuild([document("idea:1", "Ampel")])
    assert engine.healthy()


@pytest.mark.parametrize("text", ["abcd*", "a" * 500, '"' * 99, "( ) [ ] ~ ^ \\", "* *", "ampel " * 500, "\ud800"])
def test_strange_queries_are_answered(engine: Engine, text: str) -> None:
    """Q-25, Q-28: attack queries."""
    engine.apply([document("idea:1", "Ampel")])
    assert engine.find(ask(text), audiences=PUBLIC).approximate_total in {0, 1}
    assert isinstance(engine.similar(text, audiences=PUBLIC), tuple)


def test_what_is_old_counts_nowhere(engine: Engine, find: Find) -> None:
    """Q-16: documents whose state in the index is an old one are in no hit, total, facet or suggestion."""
    engine.apply([document("idea:1", "Regenbogenspecht"), document("post:2", "Regenbogenspecht am Ring")])
    for gone, left in (({"post:2"}, ["idea:1"]), ({"idea:1", "post:2", "post:99"}, [])):
        without = frozenset(gone)
        found = engine.find(ask("regenbogenspecht"), audiences=PUBLIC, without=without)
        assert ([hit.key for hit in found.hits], found.approximate_total) == (left, len(left))
        facets = engine.facets(ask("regenbogenspecht"), audiences=PUBLIC, without=without)
        assert facets[FilterName.KIND] == ({"idea": 1} if left else {})
        near = engine.alike("regenbogenspeckt", audiences=PUBLIC, without=without)
        assert near == (("regenbogenspecht",) if left else ())
    assert len(find("regenbogenspecht")) == 2


def test_days_and_years_are_those_of_the_city(engine: Engine, find: Find) -> None:
    """Q-26, Q-32: what was written half an hour after midnight is of the new year, though it is not in London."""
    engine.apply([document("idea:1", "Ampel", created=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))])
    assert find("ampel jahr:2026") == find("ampel nach:2026-01-01") == ["idea:1"]
    assert find("ampel jahr:2025") == find("ampel vor:2026-01-01") == []


def test_a_start_with_more_words_than_are_looked_for_says_so(engine: Engine) -> None:
    """Q-25, Q-16: of twenty words all is found; of more the answer says that there is more, and closed words make none."""
    engine.rebuild(
        document(f"idea:{number}", body="Anlage" + "abcdefghijklmnopqrstuvwxyz"[number]) for number in range(20)
    )
    engine.apply([document("post:1", body="Anlagezaun", audience="staff")])
    whole = engine.find(ask("anlage*"), audiences=PUBLIC, limit=50)
    assert (len(whole.hits), whole.truncated) == (20, False)
    cut = engine.find(ask("anlage*"), audiences=PUBLIC | {"staff"}, limit=50)
    assert (len(cut.hits), cut.truncated) == (20, True)
    assert not engine.find(ask("anlagez*"), audiences=PUBLIC | {"staff"}).truncated


def test_a_thousand_threads_are_left_out_like_one(engine: Engine, find: Find) -> None:
    """Q-26, Q-27: `-folge-ich` of somebody who follows many; what is in none of them is found."""
    engine.rebuild(document(f"post:{number}", body="Ampel", thread=str(number)) for number in range(12))
    left_out = [Filter(FilterName.THREAD, str(number), excluded=True) for number in range(2, 1_002)]
    query = replace(ask("ampel"), filters=tuple(left_out))
    assert {hit.key for hit in engine.find(query, audiences=PUBLIC).hits} == {"post:0", "post:1"}
    assert engine.facets(query, audiences=PUBLIC)[FilterName.KIND] == {"post": 2}
    assert len(find("ampel")) == 12


def test_the_order_depends_only_on_what_the_viewer_may_see(engine: Engine) -> None:
    """Q-16: closed texts, however many and long, change no hit, no place, no similar thing and no proposed word."""
    town = [
        document("idea:1", "Ampel am Ring", body="Hier warten Kinder lange."),
        document("idea:2", "Brunnen am Ring", body="Hier warten Kinder lange."),
        document("idea:3", body="Eine Ampel und ein Brunnen, und noch eine Ampel. " * 3),
        document("idea:4", body="Ein Brunnen und eine Ampel, und noch ein Brunnen. " * 3),
        document("idea:5", "Bänke", body="Brunken und Brannen"),
    ]
    closed = ["Ampel " * 40, "Brannen Ampel am Ring", "Quelle Kinder Brunnenrand lange warten " * 9]
    hidden = [document(f"post:{number}", body=closed[number % 3], audience="staff") for number in range(60)]
    hidden += [document(f"idea:{number}", "Ampel Quelle Kinder", audience="staff") for number in range(90, 99)]

    def seen() -> list[object]:
        asked = ("ampel brunnen", "ampel OR brunnen", "brunnen OR ampel am ring", "bru*", "kinder -ampel")
        found: list[object] = [[hit.key for hit in engine.find(ask(one), audiences=PUBLIC).hits] for one in asked]
        titles = ("Quelle Kinder Ampel Brunnen Ring", "Ampel Brunn", "Kinder")
        found += [[hit.key for hit in engine.similar(one, "Ampel", audiences=PUBLIC)] for one in titles]
        return [*found, engine.alike("Brunnen", audiences=PUBLIC, limit=9)]

    engine.rebuild(town)
    before = seen()
    engine.apply(hidden)
    assert seen() == before
    assert all(before)
