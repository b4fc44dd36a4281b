"""What makes a text hard to read is found, rule by rule, and what the forum itself says easily has none of it (A-25)."""

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from forum.core.easy_german import MOST_SHOWN, SAID, findings
from forum.moderation.rules import RULES
from forum.terms.easy import EASY

HARD = [
    ("long_sentence", "Die Stadt prüft jede Idee sehr genau und sagt dann allen Menschen das Ergebnis."),
    ("commas", "Sie lesen, Sie schreiben, Sie stimmen ab."),
    ("abbreviation", "Sie brauchen z. B. einen Ausweis."),
    ("abbreviation", "Das steht in Abs. drei."),
    ("capitals", "Fragen Sie die NBGG."),
    ("number", "Hier leben 250.000 Menschen."),
    ("number", "Das kostet 12000 Euro."),
    ("compound", "Das steht in der Nutzungsvereinbarung."),
    ("passive", "Ihre Idee wird geprüft."),
    ("passive", "Die Texte werden veröffentlicht."),
    ("genitive", "Das ist die Antwort des Amtes."),
    ("subjunctive", "Das könnte Ihnen helfen."),
    ("address", "Das Amt liest die Idee. " * 9),
]
EASY_ONES = [
    "Sie haben eine Idee.",
    "Die Stadt-Verwaltung liest Ihre Idee.",
    "Das war im Jahr 2026.",
    "Rufen Sie an: 12 Uhr.",
    "Die Adresse ist https://forum.braunschweig.example/leichte-sprache/und-noch-viel-mehr",
    "- **Ideen**: Hier lesen Sie die Ideen.",
    "Das Wetter wird schön.",
    "",
]


@pytest.mark.parametrize(("rule", "text"), HARD)
def test_what_is_hard_is_found(rule: str, text: str) -> None:
    """A-25: with where it stands."""
    [found] = [one for one in findings(text) if one.rule == rule]
    assert found.place in text or rule == "abbreviation"


@pytest.mark.parametrize("text", EASY_ONES)
def test_what_is_easy_is_left_alone(text: str) -> None:
    """A-25: hyphens divide, years are no large numbers, addresses are no words."""
    assert findings(text) == []


@given(st.text(max_size=2000))
def test_any_text_is_read_to_its_end(text: str) -> None:
    """A-25: whatever somebody types."""
    for one in findings(text):
        assert one.rule in SAID
        assert len(one.place) <= MOST_SHOWN or one.weight != "warning"


def test_what_the_forum_says_easily_is_easy(app: Flask) -> None:
    """A-25, S-25: its own page, the rules, and what became of an idea; hints of a program are no more than hints."""
    with app.test_request_context(), force_locale("de"):
        texts = [EASY, *(str(rule.plain) for rule in RULES.values())]
    for text in texts:
        assert [one for one in findings(text) if one.weight != "hint"] == []
