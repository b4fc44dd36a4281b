"""Each requirement of the search is named by a test."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ALL = {f"Q-{number:02}" for number in range(1, 43)}


def test_each_requirement_is_named_by_a_test() -> None:
    """A requirement that loses its test is noticed."""
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py") if path != Path(__file__).resolve())
    named = {name for text in texts for name in re.findall(r"Q-\d\d", text)}
    assert ALL - named == set()
