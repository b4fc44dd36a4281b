"""Golden phrases: what the analyser makes of whole phrases, word by word."""

from pathlib import Path

import pytest

from forum.search.analysis import Vocabulary, tokens, words

GOLDEN = Path(__file__).with_name("golden_phrases.txt")


def cases() -> list[tuple[str, str]]:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    return [(text, terms) for text, _, terms in (line.partition(" => ") for line in lines)]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.learn([[word for text, _ in cases() for word in words(text)]] * 3)


def test_there_are_two_hundred_golden_phrases() -> None:
    """Q-01: the file is as long as asked."""
    assert len(cases()) >= 200
    assert len({text for text, _ in cases()}) == len(cases())


@pytest.mark.parametrize(("text", "terms"), cases(), ids=[text for text, _ in cases()])
def test_a_golden_phrase_has_its_terms(text: str, terms: str, vocabulary: Vocabulary) -> None:
    """Q-01: any change of the analyser shows here."""
    assert " ".join(token.term for token in tokens(text, vocabulary)) == terms
