"""Reads the cases of the conformance suite, which stand in `conformance.txt` and are explained there."""

import re
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "conformance.txt"
_LINE = re.compile(r"(?:\[(?P<who>[^\]]*)\] )?(?P<query>.*?) =>(?P<ranks>.*)")


class Case(NamedTuple):
    """A question to a corpus, and the ranks of what is found."""

    corpus: str
    query: str
    ranks: tuple[frozenset[str], ...]
    language: str
    audiences: frozenset[str]

    def fits(self, keys: list[str]) -> bool:
        """Tell whether these keys are the ranks one after another, and no more."""
        left = list(keys)
        for rank in self.ranks:
            here, left = left[: len(rank)], left[len(rank) :]
            if len(here) != len(rank) or {_named(key, rank) for key in here} != rank:
                return False
        return not left


def _named(key: str, rank: frozenset[str]) -> str:
    """Return a key as the rank names it: whole, or without kind and what follows the name."""
    return key if key in rank else key.split(":")[1]


def cases() -> list[Case]:
    """Return all cases in the order of the file."""
    found: list[Case] = []
    corpus = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            corpus = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            found.append(_case(corpus, line))
    return found


def _case(corpus: str, line: str) -> Case:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"no case: {line}")
    who, expected = match["who"], match["ranks"].strip()
    audiences = ["public"] if who in {None, "en"} else who.split()
    ranks = tuple(frozenset(rank.split()) for rank in expected.split(">")) if expected else ()
    return Case(corpus, match["query"], ranks, "en" if who == "en" else "de", frozenset(audiences))
