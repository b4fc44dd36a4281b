"""The language of the search field: what it understands, and that nothing breaks it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forum.search.syntax import (
    HERE,
    ME,
    MOST_LETTERS,
    MOST_TERMS,
    Filter,
    FilterName,
    Note,
    NoteCode,
    Query,
    Sort,
    Term,
    TermKind,
    parse,
)
from forum.search.syntax.writing import written
from tests.search.documents import TODAY, ask

ONE_FILTER = [
    ("art:idee", "kind:idea", FilterName.KIND, "idea"),
    ("art:beitrag", "type:post", FilterName.KIND, "post"),
    ("art:antwort", "kind:answer", FilterName.KIND, "answer"),
    ("art:beschluss", "kind:decision", FilterName.KIND, "decision"),
    ("art:Protokoll", "kind:minutes", FilterName.KIND, "minutes"),
    ("art:datei", "kind:file", FilterName.KIND, "file"),
    ("von:@Anna", "from:anna", FilterName.AUTHOR, "anna"),
    ("von:mir", "by:me", FilterName.AUTHOR, ME),
    ("in:thema", "in:thread", FilterName.THREAD, HERE),
    ("in:bereich", "in:space", FilterName.SPACE, HERE),
    ("in:verkehr", "space:verkehr", FilterName.SPACE, "verkehr"),
    ("status:offen", "state:offen", FilterName.STATE, "offen"),
    ("ziel:klima", "goal:klima", FilterName.GOAL, "klima"),
    ("bezirk:Mitte", "district:mitte", FilterName.DISTRICT, "mitte"),
    ('bezirk:"Östlicher Ring"', 'district:"östlicher ring"', FilterName.DISTRICT, "östlicher ring"),
    ("gremium:board", "committee:board", FilterName.COMMITTEE, "board"),
    ("hat:bild", "has:image", FilterName.HAS, "image"),
    ("jahr:2026", "year:2026", FilterName.YEAR, "2026"),
    ("umkreis:52.26412,10.52636,500", "near:52.26412,10.52636", FilterName.NEAR, "52.26412,10.52636,500"),
    (
        'umkreis:"52.264123, 10.526361, 1000m"',
        "radius:52.26412,10.52636,1000",
        FilterName.NEAR,
        "52.26412,10.52636,1000",
    ),
    ("gemerkt", "bookmarked", FilterName.MARK, "bookmarked"),
    ("ungelesen", "unread", FilterName.MARK, "unread"),
    ("folge-ich", "following", FilterName.MARK, "following"),
]


@pytest.mark.parametrize(("german", "english", "name", "value"), ONE_FILTER, ids=[row[0] for row in ONE_FILTER])
def test_each_operator_works_in_german_and_english(german: str, english: str, name: FilterName, value: str) -> None:
    """Q-26, Q-27: the operators."""
    for text in (german, english):
        query = ask(f"{text} ampel")
        assert query.filters == (Filter(name, value),)
        assert query.words == ("ampel",)
        assert not query.notes


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("sort:neu", Sort.NEWEST),
        ("sortierung:alt", Sort.OLDEST),
        ("sort:Zustimmung", Sort.VOTES),
        ("sort:newest", Sort.NEWEST),
        ("sort:relevanz", Sort.RELEVANCE),
    ],
)
def test_the_order_can_be_asked_for(text: str, sort: Sort) -> None:
    """Q-26, Q-33: sort."""
    assert ask(text).sort is sort


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("01.03.2026", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("03.2026", date(2026, 3, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("2026", date(2026, 1, 1)),
        ('"7 Tage"', date(2026, 11, 16)),
        ("7d", date(2026, 11, 16)),
        ('"2 Wochen"', date(2026, 11, 9)),
    ],
)
def test_days_are_read_as_people_write_them(value: str, day: date) -> None:
    """Q-26: date or "7 Tage"."""
    assert ask(f"nach:{value}").after == ask(f"after:{value}").after == day
    assert ask(f"vor:{value}").before == ask(f"before:{value}").before == day


def test_words_phrases_prefixes_groups_and_exclusions_are_told_apart() -> None:
    """Q-26: quotes, minus, OR, asterisk."""
    query = ask('A 39 "nicht barrierefrei" -"am Ring" strass* rad OR weg ODER "zu Fuß" in:titel')
    assert query.words == ("A 39",)
    assert query.phrases == ("nicht barrierefrei",)
    assert query.prefixes == ("strass",)
    assert query.excluded == (Term(TermKind.PHRASE, "am Ring"),)
    assert [term.text for term in query.any_of[0]] == ["rad", "weg", "zu Fuß"]
    assert query.in_title
    assert not query.notes


@pytest.mark.parametrize("text", ["rad | bus", "rad|bus", "rad || bus", "(rad OR bus)"])
def test_a_stroke_says_or(text: str) -> None:
    """Q-26, Q-28: as other sites have it; brackets around it change nothing."""
    query = ask(text)
    assert [[re.sub(r"\W", "", term.text) for term in group] for group in query.any_of] == [["rad", "bus"]]
    assert not query.notes


@pytest.mark.parametrize("text", ["(rad weg) OR bus", "bus | (rad weg)", "bus ODER (am Ring)"])
def test_brackets_that_would_mean_something_are_named(text: str) -> None:
    """Q-28: they group nothing here."""
    assert ask(text).notes == (Note(NoteCode.BRACKETS),)


@pytest.mark.parametrize("text", ["(rad weg) bus", "bus OR rad (am Ring)", "weg (bus OR rad OR bahn) OR zug"])
def test_brackets_that_change_nothing_bring_no_note(text: str) -> None:
    """Q-28: as in a sentence."""
    assert not ask(text).notes


@pytest.mark.parametrize("text", ["'am Ring'", "‚am Ring‘", "›am Ring‹", "‘am Ring’"])
def test_single_quotes_hold_a_phrase(text: str) -> None:
    """Q-26: an apostrophe in a word does not."""
    assert ask(f"ampel {text}").phrases == ("am Ring",)
    assert ask("wie geht's und steht's").phrases == ()


def test_values_may_stand_in_a_row() -> None:
    """Q-26: one of them is enough; where one is not known, all are words."""
    assert ask("art:idee,beitrag ampel") == replace(ask("art:idee art:beitrag ampel"), text="art:idee,beitrag ampel")
    assert ask("jahr:2025,2026").values(FilterName.YEAR) == ("2025", "2026")
    assert ask("art:idee,quatsch").notes == (Note(NoteCode.UNKNOWN_VALUE, "art:idee,quatsch"),)
    assert ask('bezirk:"Weststadt, Nord"').values(FilterName.DISTRICT) == ("weststadt, nord",)


def test_a_star_behind_a_price_is_no_fault() -> None:
    """Q-28: it begins nothing, and says nothing wrong."""
    assert ask("20 €*").words == ("20 €",)
    assert not ask("20 €*").notes


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("foo:bar", ("foo:bar",), NoteCode.UNKNOWN_OPERATOR),
        ("art:quatsch", ("art:quatsch",), NoteCode.UNKNOWN_VALUE),
        ("vor:morgen", ("vor:morgen",), NoteCode.UNKNOWN_VALUE),
        ("umkreis:hier", ("umkreis:hier",), NoteCode.UNKNOWN_VALUE),
        ("umkreis:52.2,10.5,20", ("umkreis:52.2,10.5,20",), NoteCode.UNKNOWN_VALUE),
        ("umkreis:52.2,10.5,9999", ("umkreis:52.2,10.5,9999",), NoteCode.UNKNOWN_VALUE),
        ("umkreis:97.2,10.5", ("umkreis:97.2,10.5",), NoteCode.UNKNOWN_VALUE),
        ("vor:2026-13-45", ("vor:2026-13-45",), NoteCode.UNKNOWN_VALUE),
        ("*weg", ("weg",), NoteCode.WILDCARD_NOT_AT_END),
        ("st*d", ("st*d",), NoteCode.WILDCARD_NOT_AT_END),
        ("ab*", ("ab",), NoteCode.PREFIX_TOO_SHORT),
        ("-nur", (), NoteCode.ONLY_EXCLUDED),
        ("-sort:neu", ("sort:neu",), NoteCode.UNKNOWN_VALUE),
    ],
)
def test_what_is_not_understood_is_searched_as_words_and_named(
    text: str, words: tuple[str, ...], code: NoteCode
) -> None:
    """Q-28: unknown operators."""
    query = ask(text)
    assert code in {note.code for note in query.notes}
    if not text.startswith("-"):
        assert query.words == words


@pytest.mark.parametrize("text", ["Bürger:innen", "12:30", "https://braunschweig.de/a", "Nutzer:in"])
def test_colons_in_words_are_no_operators(text: str) -> None:
    """Q-28: gender forms, times and addresses bring no note."""
    assert ask(text).words == (text,)
    assert not ask(text).notes


def test_an_open_quote_ends_with_the_query() -> None:
    """Q-28: forgiving quotes."""
    query = ask('ampel "am ring')
    assert query.phrases == ("am ring",)
    assert query.notes == (Note(NoteCode.OPEN_QUOTE),)


def test_long_queries_are_cut_and_say_so() -> None:
    """Q-25: 10 terms, 200 characters."""
    many = ask(" ".join(f"wort{number}" for number in range(20)))
    assert len(many.words) == MOST_TERMS
    assert NoteCode.TOO_MANY_TERMS in {note.code for note in many.notes}
    long = ask("x" * 100_000)
    assert len(long.text) == MOST_LETTERS
    assert NoteCode.TOO_LONG in {note.code for note in long.notes}


@pytest.mark.parametrize("tail", [" -Spielplatz", ' "zwei Worte"', " status:offen", " Haltestelle"])
def test_a_long_query_is_cut_between_words(tail: str) -> None:
    """Q-25, Q-28: half a word, phrase or operator would ask for something else."""
    start = "ampel bus " + "y" * (MOST_LETTERS - 18)
    query = ask(start + tail)
    assert query == replace(ask(start), notes=(Note(NoteCode.TOO_LONG),))


@pytest.mark.parametrize(
    "text",
    [
        "*von:mir ampel",
        "?gemerkt ampel bus",
        "?-abc ampel",
        "?UND bus",
        "*OR x",
        "OR* x",
        'foo:"gemerkt" ?UND',
        "?A 39",
    ],
)
def test_a_word_that_looks_like_an_operator_stays_a_word(text: str) -> None:
    """Q-26: what a chip leaves of it asks for the same."""
    once = ask(text)
    again = ask(written(once))
    assert (again.words, again.filters, again.excluded) == (once.words, once.filters, once.excluded)


def test_a_form_control_says_the_same_as_the_operator() -> None:
    """Q-26: each operator exists as form control."""
    assert ask("ampel").narrowed(FilterName.KIND, "idea").filters == ask("ampel art:idee").filters
    assert ask("ampel art:idee").narrowed(FilterName.KIND, "post").values(FilterName.KIND) == ("post",)


PIECES = st.sampled_from(
    [
        '"',
        "-",
        "*",
        "?",
        ":",
        "OR",
        " OR ",
        " ",
        "A",
        "39 ",
        "18:00 Uhr",
        "20 €",
        "e. V.",
        "-Ticket",
        "status: ",
        "hat: ",
        "Wort ",
        "ODER",
        "art:",
        "von:@",
        "vor:",
        "nach:",
        "in:",
        "sort:",
        " ",
        "ampel",
        "7 Tage",
        "§ 13a",
        "A 39",
        "3,5 %",
        "Bürger*innen",
        "\x00",
        "\u0308",
        "((",
        "\\",
        "1" * 30,
        "„",
        "“",
        "|",
        " '",
        "' ",
        "‚",
        "‘ ",
        "(",
        ")",
        ",",
        "3. November 2026",
        "Autobahn 39",
    ]
)


def check(query: Query) -> None:
    assert len(query.text) <= MOST_LETTERS
    assert len(query.words) + len(query.prefixes) <= MOST_TERMS
    assert all(len(prefix) >= 3 for prefix in query.prefixes)
    assert not any("\x00" in word for word in query.words)


@settings(max_examples=500)
@given(st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join))
def test_no_query_fails(text: str) -> None:
    """Q-28: forgiving, whatever is typed."""
    check(parse(text, today=TODAY))


@settings(max_examples=500)
@given(st.text(max_size=300) | st.lists(PIECES, max_size=12).map("".join))
@example("Sitzung um 18:00 Uhr status:offen")
@example("A UND 20 € OR 30 €")
@example("u. a. UND e. V. OR AG")
def test_reading_a_query_again_changes_nothing(text: str) -> None:
    """Q-34: the address of a result page keeps its meaning."""
    once = parse(text, today=TODAY)
    if NoteCode.TOO_LONG not in {note.code for note in once.notes}:
        again = parse(once.text, today=TODAY)
        assert (again.words, again.filters) == (once.words, once.filters)
        if len(written(once)) <= MOST_LETTERS:
            said = replace(parse(written(once), today=TODAY), text="", notes=())
            assert replace(said, filters=()) == replace(once, text="", notes=(), filters=())
            assert set(said.filters) == set(once.filters)
