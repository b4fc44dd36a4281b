"""The German vocabulary of Snowball, 35,033 words with their stems, against the stems of the forum."""

import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from forum.search.analysis import bare, stem

# One line for each word: the word and its stem by the rules "german2", which know ae, oe and ue (see NOTICE).
VOCABULARY = Path(__file__).with_name("snowball") / "german.tsv.gz"
Rows = list[tuple[str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    lines = gzip.decompress(VOCABULARY.read_bytes()).decode().splitlines()
    return [(word, bare(told)) for word, _tab, told in (line.partition("\t") for line in lines)]


def difference(word: str, told: str, found: str) -> str:
    """Name the rule by which two stems differ; docs/search.md has the reasons."""
    if told.endswith("et") and found == told[:-2]:
        return "-et"
    if told.endswith("eln") and found == told[:-1]:
        return "-eln"
    if re.search(r"(in|innen)$", bare(word)):
        return "-in"
    return "other"


def test_the_stems_are_those_of_snowball_but_for_what_newer_rules_and_our_exceptions_change(rows: Rows) -> None:
    """Q-01, Q-02: every other version of the stemmer is noticed here before it changes what people find."""
    assert len(rows) == 35_033
    differ = [(word, told, stem(word)) for word, told in rows if stem(word) != told]
    assert Counter(difference(*one) for one in differ) == {"-et": 888, "-eln": 201, "-in": 67, "other": 65}


def test_words_that_have_one_stem_there_have_one_here(rows: Rows) -> None:
    """Q-02, Q-05: but for two, no form is lost; „Foren“ belong to the forum, a Burg is no Bürger, „hohe“ no Höhe."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for word, told in rows:
        forms[told].add(stem(word))
    assert sorted(told for told, found in forms.items() if len(found) > 1) == [
        "burg",
        "einzeln",
        "for",
        "hoh",
        "speiset",
    ]


def test_every_word_finds_itself_however_it_is_written(rows: Rows) -> None:
    """Q-06: in capitals; and with ss for ß."""
    lost = [word for word, _told in rows if len({stem(word), stem(word.upper()), stem(word.replace("ß", "ss"))}) > 1]
    assert lost == []
