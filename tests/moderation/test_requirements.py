"""Each requirement of moderation and due process is named by a test, or stands here with the reason why not."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.discussions.models import Post, PostState
from forum.moderation.models import Case, Statement
from tests import factories
from tests.moderation.test_notifiers import send
from tests.racing import at_once

TESTS = Path(__file__).resolve().parents[1]
ALL = {f"M-{number:02}" for number in range(1, 37)} | {f"S-{number:02}" for number in range(1, 26)}
# What is not built, by requirement, with the reason; nothing at present.
WITHOUT: dict[str, str] = {}
# What is built but for a part, by requirement: which part, and why not.
PARTLY = {
    "M-09": "censor and tag: no program changes words of others (M-13) or acts on content (S-07); threads have no tags",
    "M-11": "slow mode breach and import: too early is refused with the time that is left; imports are made by the city",
}


def proofs() -> dict[str, list[str]]:
    """Return the tests that name each requirement in their docstring: those that pytest collects and that can fail."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_") or not can_fail(node):
                continue
            for name in sorted(set(re.findall(r"\b[MS]-\d\d\b", ast.get_docstring(node) or ""))):
                found[name].append(f"{path.relative_to(TESTS)}::{node.name}")
    return found


def can_fail(test: ast.FunctionDef) -> bool:
    """Tell whether a test is run at all, and asserts, expects or refuses something."""
    if any(word in ast.unparse(one) for one in test.decorator_list for word in ("skip", "xfail")):
        return False
    calls = {ast.unparse(one.func).rsplit(".", 1)[-1] for one in ast.walk(test) if isinstance(one, ast.Call)}
    return any(isinstance(one, ast.Assert) for one in ast.walk(test)) or bool(calls & {"raises", "expect"})


def test_each_requirement_is_proved_by_a_test_that_runs() -> None:
    """A requirement that loses its test is noticed, and so is a reason that no longer holds; a comment proves nothing."""
    assert ALL - set(proofs()) == set(WITHOUT)


def test_what_is_left_out_is_a_part_of_what_is_proved() -> None:
    """Whoever leaves a part of a requirement out says so here; the rest of it has a test."""
    assert set(PARTLY) <= set(proofs())
    assert not set(PARTLY) & set(WITHOUT)


@pytest.mark.parametrize(
    ("source", "fails"),
    [
        ("def test_it() -> None:\n    assert one() == 1", True),
        ("def test_it() -> None:\n    with pytest.raises(Conflict):\n        act()", True),
        ("def test_it() -> None:\n    act()", False),
        ("@pytest.mark.skip\ndef test_it() -> None:\n    assert one() == 1", False),
        ("@pytest.mark.xfail(reason='later')\ndef test_it() -> None:\n    assert one() == 1", False),
    ],
)
def test_what_counts_as_a_proof(source: str, *, fails: bool) -> None:
    """A test that is skipped, or asserts nothing, proves no requirement."""
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.FunctionDef)
    assert can_fail(node) is fails


def test_many_notices_alone_hide_nothing(app: Flask, work: Callable[[], int]) -> None:
    """M-07, S-07: twenty people report in one moment; there is one case, and a person decides."""
    post_id = factories.post(factories.thread()).id
    notifiers = [factories.person().id for _number in range(20)]
    at_once(app, [partial(send, number, post_id) for number in notifiers])
    work()
    assert db.session.scalars(select(Case.notice_count)).one() == 20
    assert db.session.get_one(Post, post_id).state == PostState.VISIBLE
    assert not db.session.scalars(select(Statement)).all()
    assert db.session.get_one(Person, notifiers[0]).is_active
