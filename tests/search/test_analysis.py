"""The German analyser: which words are the same, which are not, and where they stand in the text."""

import unicodedata
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.analysis import (
    Kind,
    Vocabulary,
    WordLists,
    clean,
    exact_tokens,
    phrase_terms,
    query_terms,
    stem,
    tokens,
)

PAIRS = """
Bürger Buerger|Müller Mueller|Größe Groesse|Lärm Laerm|Bürger Bürgerinnen|Bürgerin Bürgerinnen|Ampel Ampeln
Straßenbahn strassenbahn|Straßenbahnen Strassenbahn|Fahrradstraße fahrradstrassen|Radweg Radwege Radweges
Radfahrer Radfahrerinnen|Baum Bäume Baeume|Haus Häuser|Platz Plätze Plaetze|Spielplatz Spielplätze
Fuß Füße Fuss|Gebühr Gebuehren|Beschluss Beschluß Beschlüsse|Mobilität Mobilitaet|Abstimmung Abstimmungen
Kita Kitas|Bus Busse|Ärztin Ärztinnen|Café Cafe|Josipović Josipovic|Haltestelle Haltestellen|Auto Autos
Foto Fotos|Büro Büros Bueros|Student Studenten Studentin Studentinnen|Kunde Kunden Kundin Kundinnen|Hbf Hauptbahnhof
STRAẞE Straße|Aerztin Ärztinnen
"""
GROUPS = [group.split() for line in PAIRS.strip().splitlines() for group in line.split("|")]
APART = [
    ("Feuer", "für"),
    ("Stadt", "Staat"),
    ("Rad", "Rat"),
    ("Uni", "Union"),
    ("Baum", "Bau"),
]
SHORT_LISTS = WordLists.of(["bus", "rad", "ober"], ["stau|becken", "über"])


def test_a_heap_of_marks_on_one_letter_takes_no_longer_than_other_text() -> None:
    """E-33, Q-01: sorting them takes the square of their number, so a letter keeps thirty, like everywhere in the forum."""
    heap = "e" + "\u0301\u0323" * 100_000
    begun = perf_counter()
    found = clean(f"Caf{heap} am Platz")
    assert perf_counter() - begun < 2
    assert found.text == "Cafẹ am Platz"
    assert found.span(3, 4) == (3, 3 + len(heap))
    assert full(f"Caf{heap}") == full("Café")


def full(text: str) -> set[str]:
    return {token.term for token in tokens(text) if token.kind is Kind.WORD}


def matches(query: str, text: str, vocabulary: Vocabulary | None = None) -> bool:
    """Tell whether a text has what a query needs; this is what every engine does."""
    found = {token.term for token in tokens(text, vocabulary)}
    return all(any(all(one in found for one in way) for way in term.alternatives) for term in query_terms(query))


def weight(query: str, text: str) -> float:
    terms = {one for term in query_terms(query) for way in term.alternatives for one in way}
    return max((token.weight for token in tokens(text) if token.term in terms), default=0.0)


@pytest.mark.parametrize("group", GROUPS, ids="-".join)
def test_words_of_table_2a_match_in_both_directions(group: list[str]) -> None:
    """Q-02: pairs that must match."""
    assert all(full(one) == full(other) for one in group for other in group)


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_of_table_2d_stay_apart(one: str, other: str) -> None:
    """Q-05: pairs that must not match by stem."""
    assert not matches(one, other)
    assert not matches(other, one)


TOGETHER = [
    ("U-Bahn", ["U-Bahn", "Ubahn", "U Bahn", "u bahn", "ubahn"], "Bahn"),
    ("S-Bahn", ["S-Bahn", "Sbahn", "S Bahn"], "Bahn"),
    ("E-Mail", ["E-Mail", "Email", "E Mail"], "Mail"),
    ("E-Scooter", ["E-Scooter", "Escooter", "E Scooter"], "Scooter"),
    ("E-Bike", ["E-Bike", "Ebikes", "E Bike"], "Bike"),
    ("B-Plan", ["B-Plan", "BPlan", "B Plan"], "Plan"),
    ("A 39", ["A 39", "A39", "a39", "a 39"], None),
    ("A391", ["A 391", "A391"], None),
    ("A 100", ["A 100", "A100"], None),
    ("B 1", ["B 1", "B1"], None),
    ("§ 13a", ["§ 13a", "§13a"], "13a"),
    ("§ 64 Abs. 3", ["§ 64 Abs. 3", "§64 Abs.3", "§ 64"], "64"),
    ("3,5 %", ["3,5 %", "3,5%"], "3,5"),
    ("30 km/h", ["30 km/h", "30km/h", "30 kmh"], "30"),
    ("Tempo 30", ["Tempo 30", "tempo 30", "Tempo-30", "Tempo30"], "Tempo"),
    ("Tempo-30-Zone", ["Tempo-30-Zone", "Tempo 30 Zone", "Tempo 30"], "Zone"),
    ("21-15513", ["21-15513"], None),
    ("DS 20-14292", ["DS 20-14292", "20-14292"], None),
    ("21-15513-01", ["21-15513-01"], "21-15513"),
    ("Smart-City-Board", ["Smart-City-Board", "Smart City Board", "Smartcityboard"], "Board"),
    ("Wabe-Schunter-Beberbach", ["Wabe-Schunter-Beberbach", "Wabe Schunter Beberbach"], "Schunter"),
    ("5G", ["5G", "5g"], None),
    ("38100", ["38100"], None),
    ("LoRaWAN", ["LoRaWAN", "lorawan"], None),
    ("v1.2.3", ["v1.2.3"], None),
    ("20 €", ["20 €", "20€", "20 Euro", "20 EUR", "20,– Euro"], "Euro"),
    ("20,00 €", ["20 €", "20 Euro"], "20"),
    ("1.500,00 Euro", ["1500 €", "1 500 €", "1.500 Euro"], None),
    ("30 000 Euro", ["30.000 Euro", "30000 €"], None),
    ("EUR 20", ["20 €", "€ 20", "€20"], "Euro"),
    ("20-30 €", ["30 €", "30 Euro"], "Euro"),
    ("8-18 Uhr", ["18:00", "18 Uhr"], "Uhr"),
    ("50 Hektar", ["50 ha", "50ha"], "Hektar"),
    ("100 kWh", ["100 Kilowattstunden"], None),
    ("30 °C", ["30 Grad", "30°"], "Grad"),
    ("03.11.2026", ["3.11.2026"], None),
    ("2,50 Euro", ["2,50 €", "2.50 €"], "2,50"),
    ("3,5 Prozent", ["3,5 %", "3.5 %", "3,5%"], "Prozent"),
    ("10 m", ["10m", "10 Meter", "10 Metern"], "Meter"),
    ("50 m²", ["50 qm", "50 m2", "50 Quadratmeter"], "Quadratmeter"),
    ("18:00", ["18:00", "18.00", "18 Uhr", "18:00 Uhr"], None),
    ("18 Uhr", ["18:00", "18.00 Uhr"], "Uhr"),
    ("08:30", ["8.30 Uhr", "8:30"], None),
    ("CO₂-Ausstoß", ["CO2-Ausstoß", "CO₂", "CO2"], "Ausstoß"),
    ("§ 13 a", ["§ 13a", "§13a"], "13a"),
    ("e. V.", ["e.V.", "e. V.", "e.V"], None),
    ("3. November 2026", ["3.11.2026", "03.11.2026", "3. November 2026", "November 2026"], "November"),
    ("03.11.2026", ["3. November 2026", "3. Nov. 2026", "3 November 2026"], None),
    ("Autobahn 39", ["A 39", "A39", "Autobahn A39", "Autobahn 39"], "Autobahn"),
    ("A 39", ["Autobahn 39", "Autobahn A 39"], None),
    ("Bundesstraße 1", ["B 1", "B1", "Bundesstrasse 1"], "Bundesstraße"),
    ("Paragraph 13a", ["§ 13a", "§13a", "Paragraf 13a"], "13a"),
    ("§ 13a", ["Paragraph 13a", "Paragraf 13 a"], None),
    ("2 Mio.", ["2 Millionen", "2 Mio"], None),
    ("Nr. 5", ["Nummer 5", "Nr 5"], None),
    ("https://ratsinfo.braunschweig.de/vo020?key=geheim", ["ratsinfo.braunschweig.de"], "vo020"),
]


@pytest.mark.parametrize(("name", "spellings", "part"), TOGETHER, ids=[row[0] for row in TOGETHER])
def test_names_of_table_2b_are_found_in_each_spelling(name: str, spellings: list[str], part: str | None) -> None:
    """Q-03, Q-10: names stay together; their parts are found with lower weight."""
    text = f"Gestern wurde {name} besprochen."
    assert all(matches(spelling, text) for spelling in spellings)
    if part:
        assert matches(part, text)
        assert 0 < weight(part, text) < 1.0


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("39", "A 39"),
        ("A 39", "Autobahnen: 39"),
        ("3.11.2026", "3. Dezember 2026"),
        ("15513", "21-15513"),
        ("geheim", "https://a.de/b?c=geheim"),
        ("person", "person@a.de"),
    ],
)
def test_half_a_name_does_not_find_it(query: str, text: str) -> None:
    """Q-03, Q-10: roads are not found by their number, pages not by what follows the question mark."""
    assert not matches(query, text)


@pytest.mark.parametrize("text", ["Smartcityboard", "Smart City Board", "Smart-City-Board"])
def test_a_name_with_hyphens_finds_every_spelling(text: str) -> None:
    """Q-03: the other direction."""
    assert matches("Smart-City-Board", text)
    assert matches("smart city board", text)


GENDER = [
    *(
        (form, ["Bürger", "Bürgerin", "Bürgerinnen", "Bürger*innen", "Buerger"])
        for form in (
            "Bürger*innen",
            "Bürger:innen",
            "Bürger_innen",
            "BürgerInnen",
            "Bürger/innen",
            "Bürger/-innen",
            "Bürger(innen)",
            "Bürger und Bürgerinnen",
            "Bürger*innen-Beteiligung",
        )
    ),
    ("Schüler/innen", ["Schüler", "Schülerin"]),
    ("Ärzt*innen", ["Arzt", "Ärztin", "Ärzte", "Ärztinnen"]),
    ("Radfahrer*in", ["Radfahrer", "Radfahrerin"]),
    ("Nutzer:in", ["Nutzer", "Nutzerin"]),
    ("Kolleg*innen", ["Kollege", "Kollegin", "Kolleginnen"]),
    ("Bürger*innenbeteiligung", ["Bürgerbeteiligung", "Beteiligung", "Bürger"]),
]


@pytest.mark.parametrize(("form", "queries"), GENDER, ids=[row[0] for row in GENDER])
def test_gender_forms_of_table_2c_are_found_by_both_forms(form: str, queries: list[str]) -> None:
    """Q-04: base form and female form."""
    assert all(matches(query, f"Alle {form} sind eingeladen.") for query in queries)


@pytest.mark.parametrize("text", ["hin/in", "Haus/Instandhaltung", "Berlin in Innen", "und:oder", "Innenstadt"])
def test_what_looks_like_a_gender_form_stays_as_it_is(text: str) -> None:
    """Q-04: no words are invented."""
    assert not matches("Hausin", text)
    assert not matches("Hausinnen", text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ma\u0308dchen", "Mädchen"),
        ("Stra\u00adße", "Straße"),
        ("STRAẞE", "Straße"),
        ("Rad\u200bweg", "Radweg"),
        ("U\u2011Bahn", "U-Bahn"),
        ("A\u00a039", "A 39"),
    ],
)
def test_spellings_that_look_alike_are_the_same(one: str, other: str) -> None:
    """Q-06: decomposed letters, soft hyphens, capital sharp s, typographic signs."""
    assert full(one) == full(other)
    assert phrase_terms(one) == phrase_terms(other)


COMPOUNDS = [
    ("Ampel", "Fußgängerampel"),
    ("Ampel", "Fahrradampel"),
    ("Platz", "Parkplatz"),
    ("Brücke", "Kennedybrücke"),
    ("Schule", "Grundschule"),
    ("Bahn", "Straßenbahn"),
    ("Haltestelle", "Bushaltestelle"),
    ("Fräse", "Oberfräse"),
    ("Haltestellen", "Straßenbahnhaltestelle"),
    ("Straßenbahn", "Strassenbahnhaltestellen"),
]
NO_COMPOUNDS = [
    ("Reis", "Kreis"),
    ("Amt", "gesamt"),
    ("Tor", "Autor"),
    ("Ehe", "Ehrenamt"),
    ("Bau", "Baum"),
    ("Rat", "Fahrrad"),
    ("Rad", "Straße"),
]
KNOWN = "Ampel Fußgänger Fahrrad Park Platz Kennedy Brücke Grund Schule Straße Bahn Haltestelle Fräse Straßenbahn"
MORE = "Reis Kreis gesamt Autor Ehrenamt Baum Rat Rad Stau Becken Amt Ehren Ehe Auto Fahr"


def learnt() -> Vocabulary:
    return Vocabulary.learn([[*KNOWN.split(), *MORE.split()]] * 3)


@pytest.mark.parametrize(("query", "word"), COMPOUNDS)
def test_compounds_of_table_2e_are_found_by_their_parts(query: str, word: str) -> None:
    """Q-07: parts learnt from the words of the site."""
    assert matches(query, word, learnt())
    assert not matches(query, word, None)


@pytest.mark.parametrize(("query", "word"), NO_COMPOUNDS)
def test_no_part_is_found_where_there_is_none(query: str, word: str) -> None:
    """Q-07: the second half of table 2e."""
    assert not matches(query, word, learnt())


def test_a_denied_pair_is_not_split_after_learning_again() -> None:
    """Q-07: the deny list."""
    texts = [["Stau", "Becken", "Überfahrt", "Über", "Fahrt"]] * 3
    assert Vocabulary.learn(texts, lists=WordLists.of([], [])).parts("Staubecken")
    assert not Vocabulary.learn(texts, lists=SHORT_LISTS).parts("Staubecken")
    assert not Vocabulary.learn(texts, lists=SHORT_LISTS).parts("Überfahrt")


def test_parts_of_three_letters_need_the_allow_list() -> None:
    """Q-07: Bus and Rad only where editors allow them."""
    texts = [["Bus", "Haltestelle", "Rad", "Spur"]] * 9
    assert not Vocabulary.learn(texts, lists=WordLists.of([], [])).parts("Bushaltestelle")
    assert Vocabulary.learn(texts, lists=SHORT_LISTS).parts("Bushaltestelle")


def test_a_forgotten_word_leaves_the_parts() -> None:
    """Q-18: a vocabulary learnt without a word does not know it."""
    with_word = Vocabulary.learn([["Geheimnis", "Krämer"]] * 3)
    assert with_word.parts("Geheimniskrämer")
    assert not Vocabulary.learn([["Krämer"]] * 3).parts("Geheimniskrämer")


def test_english_texts_use_english_stems() -> None:
    """Q-11: cycle paths are not Pfade."""
    text = {token.term for token in tokens("A new cycle path near the schools", language="en")}
    asked = [way for term in query_terms("cycle paths", language="en") for way in term.alternatives[:1]]
    assert all(set(way) <= text for way in asked)
    assert not matches("Pfad", "cycle path")


def test_phrases_keep_every_word() -> None:
    """Q-08: no stop words, no stems."""
    assert phrase_terms("nicht alle Wege") == ("nicht", "alle", "wege")
    assert phrase_terms("Smart-City-Board") == phrase_terms("Smart City Board")
    assert phrase_terms("Bürger:innen") == phrase_terms("BürgerInnen") == ("bürger*innen",)


@pytest.mark.parametrize("word", ["nicht", "kein", "alle"])
def test_words_that_turn_the_meaning_are_never_optional(word: str) -> None:
    """Q-08: these words are looked for."""
    assert not any(term.optional for term in query_terms(f"{word} barrierefrei"))


def test_function_words_alone_are_looked_for() -> None:
    """Q-08: a query of function words is still a query."""
    assert [term.optional for term in query_terms("der Radweg")] == [True, False]
    assert not any(term.optional for term in query_terms("auf der"))


ALPHABET = st.characters(codec="utf-8") | st.sampled_from("aäößẞ\u0308\u00ad\u200b-*:/§%., 3Aın\u0301")


@given(st.text(ALPHABET, max_size=80))
def test_offsets_lie_in_the_text_and_in_order(text: str) -> None:
    """Q-31: what is marked is what was written."""
    for found in (tokens(text), exact_tokens(text)):
        assert all(0 <= token.start < token.end <= len(text) and token.term for token in found)
        assert all(one.start <= other.start for one, other in pairwise(found))
        assert all(one.position <= other.position for one, other in pairwise(found))


@given(st.text(st.sampled_from("aäöüßAÄÖÜéć -.,*"), max_size=60))
def test_decomposed_texts_have_the_same_tokens(text: str) -> None:
    """Q-06: the form of the letters does not matter."""
    apart = unicodedata.normalize("NFD", text)
    assert [token[:3] for token in tokens(apart)] == [token[:3] for token in tokens(text)]
    assert [token[:3] for token in exact_tokens(apart)] == [token[:3] for token in exact_tokens(text)]


@given(st.text(ALPHABET, max_size=80))
def test_a_word_cut_out_by_its_offsets_matches_the_text(text: str) -> None:
    """Q-01: query and text go through the same analyser."""
    for token in tokens(text):
        if token.kind is Kind.WORD and text[token.start : token.end].isalpha():
            assert matches(text[token.start : token.end], text)


def test_plurals_from_latin_and_greek_are_one_word_with_their_singular() -> None:
    """Q-02: which the rules of Snowball do not know; also at the end of longer words."""
    pairs = "Thema Themen, Museum Museen, Firma Firmen, Arztpraxis Arztpraxen, Risiko Risiken, Stadtteilzentrum "
    pairs += (
        "Stadtteilzentren, Bürgerforum Bürgerforen, Gremium Gremien, Kriterium Kriterien, Jubiläum Jubiläen, Gymnasium "
    )
    pairs += "Gymnasien, Praktikum Praktika, Konto Konten"
    for one, many in (pair.split() for pair in pairs.split(", ")):
        assert stem(one.lower()) == stem(many.lower()), many
    for one, other in (("konnten", "konto"), ("willen", "villa"), ("fahren", "forum"), ("medien", "media")):
        assert stem(one) != stem(other), one


SHARED = [
    ("Gehweg", "Geh- und Radweg"),
    ("Radwege", "Rad- und Fußweg"),
    ("Radweg", "Rad-, Fuß- und Wanderwege"),
    ("Fußweg", "Rad-, Fuß- und Wanderwege"),
    ("Fußgängerampel", "Fußgänger- oder Fahrradampel"),
    ("Bahnbrücke", "die Bahn-\nund Fußgängerbrücke"),
    ("Schulbrücke", "Schulstraße und -brücke"),
]


@pytest.mark.parametrize(("query", "text"), SHARED)
def test_what_a_hyphen_leaves_to_another_word_is_found_whole(query: str, text: str) -> None:
    """Q-07: two compounds that share a half are written with it once."""
    assert matches(query, text, learnt())
    assert all(matches(query, written, learnt()) for written in (text, text.replace("ß", "ss")))


@pytest.mark.parametrize("text", ["Geh- Radweg", "Geh- und Ampel", "Geh- und", "Geh- und U-Bahn", "Geh und Radweg"])
def test_a_hyphen_that_waits_for_no_half_adds_nothing(text: str) -> None:
    """Q-07: without another compound behind it there is nothing to complete."""
    assert not matches("Gehweg", text, learnt())


def test_words_whose_stems_are_short_are_parts_in_the_forms_that_texts_have() -> None:
    """Q-07: Wagen has a stem of three letters; allowed words of three letters count in each form."""
    known = Vocabulary.learn([["Wagen", "Kinder", "Puren", "Purer", "Auto", "Spur"]] * 3)
    assert matches("Wagen", "Kinderwagen", known)
    assert matches("Weg", "Radwege", known)
    assert matches("Spur", "Autospuren", known)
    assert not matches("purem", "Autospuren", Vocabulary.learn([["Purer", "Auto", "Spur"]] * 3))


def test_an_s_belongs_to_the_word_behind_it_where_that_is_one() -> None:
    """Q-07: Wohnstraße is a Straße, though Trasse is a word too."""
    known = Vocabulary.learn([["Straße", "Trasse", "Teile", "Bezirk", "steile"]] * 3)
    assert matches("Straße", "Wohnstraße", known)
    assert not matches("Trasse", "Wohnstraße", known)
    assert matches("Trasse", "Bahntrasse", known)
    assert matches("Teil", "Bezirksteil", known)


@pytest.mark.parametrize(("one", "other"), [("1500", "1.500"), ("1500 €", "1.500€"), ("2500000", "2.500.000")])
def test_points_between_thousands_make_no_difference(one: str, other: str) -> None:
    """Q-03: numbers are found however they are grouped; dates, times and versions stay as they are."""
    assert matches(one, other)
    assert matches(other, one)
    assert phrase_terms(one) == phrase_terms(other)
    for whole in ("1.12.2026", "v1.250.300", "12.2026", "1.5", "0.1234"):
        assert [token.term for token in tokens(whole)] == [whole]


def test_two_words_are_one_where_texts_write_them_so() -> None:
    """Q-07: Carsharing stands in "Car Sharing" too; little words make no pair, and pairs are learnt, not made up."""
    known = Vocabulary.learn([["Carsharing", "Eingang", "Hofladen"]] * 3)
    assert matches("Carsharing", "Mehr Car Sharing bitte", known)
    assert not matches("Eingang", "nur ein Gang", known)
    assert not matches("Hofladen", "Hof, Laden", known)
    assert not matches("Carsharing", "Mehr Car Sharing bitte", Vocabulary.learn([["Eingang"]] * 3))
    pair = next(token for token in tokens("Mehr Car Sharing bitte", known) if token.term == stem("Carsharing"))
    assert (pair.start, pair.end, pair.position) == (5, 16, 1)


@pytest.mark.parametrize(("one", "other"), [("Burg", "Bürger"), ("Burgen", "Bürgerinnen"), ("Bürger", "Burgplatz")])
def test_a_castle_is_no_citizen(one: str, other: str) -> None:
    """Q-05: whose stem the rules make the same; a castle in a compound is none either."""
    known = Vocabulary.learn([["Burg", "Platz"]] * 3)
    assert not matches(one, other, known)
    assert not matches(other, one, known)
    assert matches("Burg", "Burgplatz", known)
    assert matches("Buergern", "Bürgerin", known)
