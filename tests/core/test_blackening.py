"""Blackening words in whatever form somebody wrote them (M-13, P-18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.core.blackening import BLACK, blackened, passages_in, refuse_words, says
from forum.core.errors import Invalid
from forum.core.text import plain, render

FORMS = [
    "Anna Muster",
    "ANNA\nMuster",
    "**An**na _Muster_",
    "A&#110;na Muster",
    "A&#x6e;na&nbsp;Muster",
    "An\u00adna Mu\u200bster",
    "Anna<!-- hier --> Muster",
    "[Anna](https://example.org) Muster",
    "[Anna Muster](https://example.org)",
]


def seen(source: str) -> str:
    """Return what a reader sees of a source."""
    return plain(render(source, None, None)).replace("\u00ad", "").replace("\u200b", "").replace("\xa0", " ")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_the_words_goes_and_comes_no_more(form: str) -> None:
    """M-13: what a reader finds is found, named in plain letters, taken out, and refused when it is written again."""
    source = f"Neben der Post wohnt {form} seit Jahren."
    assert passages_in({"text": source}, ["Anna Muster"]) == ["Anna Muster"]
    black = blackened(source, ["Anna Muster"])
    assert not says(black, "Anna Muster")
    assert "muster" not in seen(black).casefold()
    assert BLACK in black
    assert "seit Jahren" in black
    with pytest.raises(Invalid):
        refuse_words({"text": source}, ["Anna Muster"])


@given(some.text(alphabet="Ana Mustr*_[](&#110;-<!>\\\u00ad", max_size=80))
def test_after_blackening_nobody_finds_the_words(source: str) -> None:
    """M-13: whatever stands around them."""
    assert not says(blackened(source, ["Anna"]), "Anna")


def test_a_word_within_a_longer_one_stays() -> None:
    """M-13: whole words go, and nothing else changes."""
    source = "Annaberg und [ein Wort](https://example.org) &amp; *mehr*."
    assert blackened(source, ["Anna"]) == source
