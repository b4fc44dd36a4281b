"""Watched words: found in one pass, whatever case, umlauts and hidden characters; never a regular expression."""

import re
import time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.screening import watching
from forum.screening.findings import Effect
from forum.screening.models import WatchedWord
from forum.screening.words import Pattern, Words, fold
from tests import factories


def found(text: str, *patterns: str) -> list[str]:
    return Words(Pattern.of(pattern) for pattern in patterns).found_in(text)


@pytest.mark.parametrize(
    "text",
    ["Müll", "MÜLL", "mu\u0308ll", "Muell", "M\u00adüll", "M\u200büll", "Das ist Müll!", "„Müll“", "so\nMüll\nhier"],
)
def test_case_umlauts_and_hidden_characters_make_no_difference(text: str) -> None:
    """M-09, Q-01: a word is found as people read it."""
    assert found(text, "müll") == ["müll"]


@pytest.mark.parametrize(
    "text",
    [
        "K\u0430n\u0430rienvogel",  # Two Cyrillic letters that look like a.
        "Kanarie\u043fvogel",  # A Cyrillic letter that looks like n.
        "ᴋᴀɴᴀʀɪᴇɴᴠᴏɢᴇʟ",
        "Kanarıenvogel",
        "Kanarien\u115fvogel",
        "Kanarien\u3164vo\u2800gel",
        "Kana\ufff9rien\U0001d173vogel",
        "K\u03b1nari\u0435nvogel",
        "".join(chr(0x1D400 + ord(letter) - ord("A")) for letter in "KANARIENVOGEL"),
        "Ka\ufe0fnari\U000e0100envogel",
        "K\u1abba\u20ddnarienvogel",
    ],
)
def test_letters_that_only_look_alike_make_no_difference(text: str) -> None:
    """M-09: signs of other scripts and of mathematics inside of a Latin word, and marks that nobody sees."""
    assert found(text, "kanarienvogel") == ["kanarienvogel"]


def test_a_word_of_another_script_stays_what_it_is() -> None:
    """M-09: what is Cyrillic or Greek as a whole is no Latin word that looks like it."""
    assert found("\u0441\u043e\u0440\u0430", "copa") == []
    assert found("\u0441\u043e\u0440\u0430", "\u0441\u043e\u0440\u0430") == ["\u0441\u043e\u0440\u0430"]


def test_sharp_s_is_two_letters() -> None:
    """M-09: ß and ss are the same, in the list and in the text."""
    assert found("Die STRASSE", "straße") == ["straße"]
    assert found("Die Straße", "STRASSE") == ["STRASSE"]


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        ("ass", ["ass", "Ass!"], ["Klasse", "Masse", "Assel"]),
        ("müll*", ["Müll", "Müllers"], ["Sondermüll"]),
        ("*müll", ["Sondermüll", "müll"], ["Müllers"]),
        ("*müll*", ["Sondermüllplatz"], ["Mühle"]),
        ("blöde  Kuh", ["du blöde Kuh", "blöde\nKuh"], ["blöde Kühe", "blödeKuh"]),
    ],
)
def test_whole_words_unless_a_star_says_otherwise(pattern: str, hits: list[str], misses: list[str]) -> None:
    """M-09: whole word or wildcard; a harmless word that holds a bad one is left alone."""
    assert all(found(text, pattern) for text in hits)
    assert not any(found(text, pattern) for text in misses)


@pytest.mark.parametrize("pattern", ["(a+)+$", "[a-z]+", ".*", "a|b", r"\w+", "a{1,9}"])
def test_no_pattern_is_a_regular_expression(pattern: str) -> None:
    """E-33, M-09: whatever stands on the list means its own characters."""
    assert found("aaaaaaaaaaaaaaaaaaaaaaaaaaaa b c", pattern) == []


def test_words_inside_of_each_other_are_all_found() -> None:
    """M-09: the end of a longer word does not hide a shorter one."""
    assert set(found("hershey she he", "he", "she", "hers*")) == {"he", "she", "hers*"}


WORDS = st.text("abä ", min_size=1, max_size=5).filter(lambda word: bool(word.strip()))


STARS = st.tuples(st.sampled_from(["", "*"]), WORDS, st.sampled_from(["", "*"])).map("".join)


@given(st.lists(STARS, max_size=8), st.text("abä .", max_size=60))
def test_one_pass_finds_what_a_search_for_each_word_finds(patterns: list[str], text: str) -> None:
    """M-09: the automaton agrees with a plain search for each word."""
    folded = " ".join(fold(text).split())

    def plainly(pattern: str) -> bool:
        letters = re.escape(" ".join(fold(pattern).strip("*").split()))
        before = "" if pattern.startswith("*") else r"(?<!\w)"
        behind = "" if pattern.endswith("*") else r"(?!\w)"
        return re.search(rf"{before}{letters}{behind}", folded) is not None

    assert set(found(text, *patterns)) == {pattern for pattern in patterns if plainly(pattern)}


class Counting(dict[str, int]):
    """A node of the automaton that counts how often it is asked."""

    asked = 0

    def __contains__(self, key: object) -> bool:
        Counting.asked += 1
        return super().__contains__(key)


def test_the_work_grows_with_the_text_and_not_with_the_list() -> None:
    """M-09, E-33: 2,000 words that begin alike, against a text made to send the search back at every letter."""
    patterns = [f"{'a' * (number % 90)}b{number}" for number in range(2_000)]
    words = Words(Pattern.of(pattern) for pattern in patterns)
    words._usual._next = [Counting(node) for node in words._usual._next]
    text = ("a" * 95 + "c") * 200
    Counting.asked = 0
    assert words.found_in(text) == []
    # A step forward adds at most one step back, so all steps together are at most two for each letter.
    assert Counting.asked <= 2 * len(text)


NESTED = ["a" * number for number in range(1, 99)]


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        ([f"*{one}*" for one in NESTED], "a" * 20_000),
        ([f"*{one}" for one in NESTED], "a" * 19_999 + "!"),
        ([f"{one}*" for one in NESTED], " a" * 10_000),
        ([f"*{('.a' * 50)[:number]}*" for number in range(1, 99)], ".a" * 10_000),
        ([f"{'.' * number}*" for number in range(1, 99)], "." * 20_000),
    ],
)
def test_words_that_lie_in_each_other_are_looked_at_once(patterns: list[str], text: str) -> None:
    """M-09, E-33: 2,000 wildcards that all end at every letter take less than 50 ms of 20,000 characters, and are found."""
    words = Words(Pattern.of(pattern) for pattern in (patterns * 21)[:2_000])
    taken = []
    for _turn in range(5):
        began = time.process_time()
        hits = words.found_in(text)
        taken.append(time.process_time() - began)
    assert set(hits) == set(found(text[:500] + text[-500:], *patterns))
    assert min(taken) < 0.05


@pytest.mark.parametrize(
    "pile",
    [
        "\u0301\u0316" * 20_000,
        "\u0301\u200b\u0316\u200b" * 10_000,
        "\u0301\u2065\u0316" * 10_000,
        "\u0301\uff9e" * 20_000,
        "\u3099\u0301\U0001d165" * 10_000,
        "\u0344\u0f73" * 20_000,
    ],
)
def test_many_signs_on_one_letter_take_no_time(pile: str) -> None:
    """M-09, E-33: sorting them takes the square of their number, so a letter keeps thirty; the word is found still."""
    taken = []
    for _turn in range(5):
        began = time.process_time()
        folded = fold(f"M\u0301ull{pile} Mu{pile}ll")
        taken.append(time.process_time() - began)
    assert folded.startswith("mull")
    assert min(taken) < 0.5  # The square of so many would be some minutes.


def test_the_lists_belong_to_the_moderation(app: Flask) -> None:
    """M-09: added, compiled once, known at once everywhere, and removed; nobody else may."""
    moderator, staff = factories.person("moderator"), factories.person("staff")
    with transaction():
        word = watching.add_watched_word(moderator, pattern="Blödmann", action="hold")
        number = word.id
    first = watching.words_for(Effect.HOLD)
    assert first.found_in("So ein BLOEDMANN.") == ["Blödmann"]
    assert watching.words_for(Effect.HOLD) is first
    assert watching.words_for(Effect.LABEL).found_in("So ein Blödmann.") == []
    with pytest.raises(Conflict), transaction():
        watching.add_watched_word(moderator, pattern="BLÖDMANN", action="hold")
    for pattern in ("ab", "x*y*z", "***"):
        with pytest.raises(Invalid), transaction():
            watching.add_watched_word(moderator, pattern=pattern, action="hold")
    with pytest.raises(Invalid), transaction():
        watching.add_watched_word(moderator, pattern="Wort", action="delete")
    with pytest.raises(Forbidden), transaction():
        watching.add_watched_word(staff, pattern="Wort", action="hold")
    with transaction():
        watching.remove_watched_word(moderator, db.session.get_one(WatchedWord, number))
    assert watching.words_for(Effect.HOLD).found_in("So ein Blödmann.") == []


def test_a_word_may_have_to_be_written_exactly_so(app: Flask) -> None:
    """M-09: with the case option large and small letters count, and everything else is as for the other words."""
    exact = Words([Pattern.of("Müller", keep_case=True), Pattern.of("Busch")])
    assert exact.found_in("Frau Mueller am busch") == ["Busch", "Müller"]
    assert exact.found_in("der müller am BUSCH") == ["Busch"]
    moderator = factories.person("moderator")
    with transaction():
        watching.add_watched_word(moderator, pattern="Weiß", action="label", keep_case=True)
    assert watching.words_for(Effect.LABEL).found_in("Herr Weiss") == ["Weiß"]
    assert watching.words_for(Effect.LABEL).found_in("ich weiß") == []
