"""The HTML part of a mail says what its text says, and loads nothing (X-17, P-16)."""

import re

import html5lib
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forum.core.html_mail import Block, Line, blocks, html_part

BASE = "http://localhost"
DIGEST = f"""Hallo Ada,

das ist geschehen:

Ein Thema
- Ben hat geantwortet

  {BASE}/beitraege/1
- und 2 weitere

Noch ein Thema
- Cem hat geantwortet

  {BASE}/beitraege/2

Alle Mitteilungen: {BASE}/mitteilungen

--
Sie bekommen diese E-Mail, weil Sie folgen.
Abbestellen: {BASE}/abbestellen/x
"""


def test_headings_lists_and_the_ending_are_known_by_their_form() -> None:
    kinds = [(block.kind, block.lines) for block in blocks(DIGEST, BASE)]
    assert kinds == [
        ("paragraph", [Line("Hallo Ada,")]),
        ("paragraph", [Line("das ist geschehen:")]),
        ("heading", [Line("Ein Thema")]),
        ("list", [Line("Ben hat geantwortet", f"{BASE}/beitraege/1"), Line("und 2 weitere")]),
        ("heading", [Line("Noch ein Thema")]),
        ("list", [Line("Cem hat geantwortet", f"{BASE}/beitraege/2")]),
        ("paragraph", [Line("Alle Mitteilungen", f"{BASE}/mitteilungen")]),
        (
            "ending",
            [Line("Sie bekommen diese E-Mail, weil Sie folgen."), Line("Abbestellen", f"{BASE}/abbestellen/x")],
        ),
    ]


def test_a_quote_is_rendered_from_its_source_and_leads_back_to_the_forum() -> None:
    """X-17, X-11: formatted like the post itself; pictures and links of the forum become whole addresses."""
    text = f"Hallo,\n\n> Ein **wichtiger** Satz mit [Link](/ideen/1).\n>\n> ![Plan](/dateien/{'a' * 32})\n\nEnde"
    (quote,) = [block for block in blocks(text, BASE) if block.kind == "quote"]
    assert "<strong>wichtiger</strong>" in quote.quote_html
    assert f'href="{BASE}/ideen/1"' in quote.quote_html
    assert f'href="{BASE}/dateien/{"a" * 32}"' in quote.quote_html
    assert "<img" not in quote.quote_html


@pytest.mark.parametrize(
    "line",
    ["Gewinn: https://evil.example/x", "https://evil.example/", f"Gewinn: {BASE}.evil.example/x", "a javascript: b"],
)
def test_only_addresses_of_the_forum_become_links(line: str) -> None:
    """P-16: a title that looks like a link of ours leads nowhere."""
    for text in (line, f"{line}\n- {line}\n\n  {line}", f"a\n\n--\n{line}"):
        assert all(not one.target for block in blocks(text, BASE) for one in block.lines)


WORDS = st.text(alphabet="ab <>&\"'\n->:/*#", max_size=200)


@given(text=st.one_of(WORDS, st.lists(st.sampled_from(DIGEST.splitlines())).map("\n".join)))
def test_no_word_of_the_text_is_lost(text: str) -> None:
    """X-17: whatever stands in the text stands in the HTML part too, in the same order."""
    shown = " ".join(_words(block) for block in blocks(text, BASE))
    assert _letters(shown) == _letters(text)


def _words(block: Block) -> str:
    document = html5lib.parse(block.quote_html, namespaceHTMLElements=False)
    return " ".join([*document.itertext(), *(f"{line.words} {line.target}" for line in block.lines)])


def _letters(text: str) -> list[str]:
    # The marks of the forms go, and an address that is its own words counts once.
    return re.findall("[ab]", re.sub(rf"{BASE}\S*", "", text.replace("\n--\n", "\n\n")))


def test_the_document_stands_alone_and_speaks_its_language(app: Flask) -> None:
    """P-16, X-17: markup in values is text, styles stand on elements, and nothing is loaded from anywhere."""
    html = html_part("Neues <b>&", "Hallo <script>alert(1)</script>\n\n> ![x](https://evil.example/x.png)", "en")
    document = html5lib.parse(html, namespaceHTMLElements=False)
    assert document.get("lang") == "en"
    assert document.find(".//title").text == "Neues <b>&"
    names = {element.tag for element in document.iter()}
    assert names.isdisjoint({"script", "img", "link", "style", "iframe", "object", "form", "input"})
    assert all("url(" not in element.get("style", "") for element in document.iter())
    assert "Hallo <script>alert(1)</script>" in "".join(document.itertext())
