"""Passages with marked hits: the right words, and never anything but the text."""

from hypothesis import given
from hypothesis import strategies as st

from forum.search.analysis import Vocabulary, stem
from forum.search.highlight import LOOKED_AT, _cut, highlight
from tests.search.documents import ask

LONG = "Hier steht viel anderes. " * 20


def marked(text: str, query: str, **more: object) -> list[str]:
    passages = highlight(text, ask(query), **more)  # type: ignore[arg-type]
    return [part for passage in passages for part, is_hit in passage if is_hit]


def test_a_hit_is_marked_in_the_form_that_was_written() -> None:
    """Q-31: "ampel" marks "Ampeln"."""
    assert marked("Die Ampeln am Ring, eine Ampel", "ampel") == ["Ampeln", "Ampel"]
    assert marked("Viele Bürger*innen warten", "bürgerin") == ["Bürger*innen"]
    assert marked("Die Stra\u00dfe und die Stra\u00adße", "strasse") == ["Straße", "Stra\u00adße"]


def test_the_start_of_a_word_is_marked_in_each_spelling() -> None:
    """Q-31, Q-06: as the engines find it."""
    assert marked("Straßenbahn", "strass*") == ["Straßenbahn"]
    assert marked("Bürgerhaus", "buer*") == marked("Bürgerhaus", "bür*") == ["Bürgerhaus"]
    assert marked("Groesse", "größ*") == ["Groesse"]


def test_a_part_is_marked_in_its_compound() -> None:
    """Q-31, Q-07: at the end with its ending, elsewhere without what links it; where it cannot be told, the whole word."""
    known = Vocabulary.learn([["Fußgänger", "Ampel", "Spielplatz", "Sanierung", "Platz", "Straße"]] * 3)
    for text, query, part in (
        ("Die Fußgängerampel", "ampel", "ampel"),
        ("Alle Fußgängerampeln", "ampel", "ampeln"),
        ("Fußgängerampeln", "fussgaenger", "Fußgänger"),
        ("Eine Spielplatzsanierung", "Spielplatz", "Spielplatz"),
        ("Eine Spielplatzsanierung", "Spielplätze", "Spielplatz"),
        ("Spielplatz\u00adsanierung", "Spielplatz", "Spielplatz\u00adsanierung"),
        ("Eine Spielplatzsanierung", "spielplatzsanierung", "Spielplatzsanierung"),
        ("Die U-Bahn", "bahn", "U-Bahn"),
    ):
        assert marked(text, query, vocabulary=known) == [part], text
    assert marked("Eine Spielplatzsanierung", "spielplatz") == []


def test_a_word_that_looks_like_many_compounds_is_marked_without_trying_all_its_pieces() -> None:
    """Q-31: a word of fifty letters has a thousand pieces, and a page has twenty hits."""
    word, before = "parksplatz" * 5, stem.cache_info().misses
    assert _cut(word, "platz", frozenset()) == (45, 50)
    assert stem.cache_info().misses - before < 120


def test_phrases_are_marked_only_where_they_stand_in_a_row() -> None:
    """Q-31: phrases and prefixes."""
    assert marked("nicht barrierefrei, aber nicht ganz", '"nicht barrierefrei"') == ["nicht barrierefrei"]
    assert marked("Straßenlaternen und Strände", "straßenl*") == ["Straßenlaternen"]


def test_passages_are_few_and_short_and_around_the_hits() -> None:
    """Q-31: up to 2 passages from the first 2 500 characters."""
    text = f"{LONG}Die Ampel hier. {LONG}Noch eine Ampel. {LONG}Dritte Ampel."
    passages = highlight(text, ask("ampel"))
    assert len(passages) == 2
    said = ["".join(part for part, _ in passage) for passage in passages]
    assert all("Ampel" in one for one in said)
    assert all(len(one.strip("… ")) <= 220 for one in said)
    # Where the text goes on, the passage says so.
    assert all(one.startswith("… ") and one.endswith(" …") for one in said)
    assert "…" not in "".join(part for part, _ in highlight("Eine Ampel am Ring", ask("ampel"))[0])
    assert marked("x " * LOOKED_AT + "Ampel", "ampel") == []


def test_without_a_hit_the_beginning_is_shown() -> None:
    """Q-31: a hit in the title has no hit in the text."""
    assert highlight("Ein kurzer Text.", ask("ampel")) == [(("Ein kurzer Text.", False),)]
    assert highlight("", ask("ampel")) == []


@given(st.text(max_size=400), st.text(max_size=30))
def test_segments_are_the_text_and_nothing_else(text: str, query: str) -> None:
    """Q-31: the template escapes segments; none is made up but for the ellipses, none is HTML of ours."""
    for passage in highlight(text, ask(query)):
        assert "".join(part for part, _ in passage).removeprefix("… ").removesuffix(" …") in text
        assert all(part for part, _ in passage)
