"""No machine scores people or texts; where a fixed rule found something, the statement of reasons says so."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Float, Numeric, select

from config.check import EFFECTS
from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.discussions import commands as discussions
from forum.discussions.models import Post, PostState
from forum.moderation import commands, score
from forum.moderation import models as moderation_models
from forum.moderation.export import shaped
from forum.moderation.models import Case, Statement
from forum.screening import models as screening_models
from forum.screening import watching
from forum.screening.findings import Finding
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_queue import FACTS, SignIn, reported

Work = Callable[[], int]
CANARY = "Kanarienvogel"
FOUND = "Eine feste Regel hat den Text gefunden. Entschieden hat ein Mensch."
NOBODY_BUT_PEOPLE = "Weder beim Finden noch beim Entscheiden war ein Programm beteiligt."
# What a figure of a machine about a person or a text would be called.
NAMES = (
    "toxic",
    "sentiment",
    "probability",
    "confidence",
    "likelihood",
    "severity",
    "spam_score",
    "risk",
    "classifier",
)


def test_the_queue_counts_rows_and_reads_no_words(app: Flask) -> None:
    """M-35, M-06: the same notice about a kind text and about a rude one weighs the same, to the point."""
    points = []
    for text in ("Danke, das ist ein schöner Vorschlag!", "IHR SEID ALLE DUMM!!! Kaufen Sie https://lampen.example"):
        case = reported(post=factories.post(factories.thread(), text=text))
        points.append(case.points)
        assert set(case.points or {}) <= {"rule", "notices", "trust", "trusted"}
        assert score.score(case) == sum((case.points or {}).values())
    assert points[0] == points[1]


def test_no_table_of_moderation_and_screening_holds_a_figure_of_a_machine() -> None:
    """M-35: neither a fraction, nor a column of such a name; a finding is a rule and the word that made it speak."""
    tables = {
        one.__table__
        for package in (moderation_models, screening_models)
        for one in vars(package).values()
        if hasattr(one, "__table__") and one.__module__.startswith(package.__name__)
    }
    assert {"moderation_case", "statement", "held_text", "screening_label"} <= {table.name for table in tables}
    columns = [column for table in tables for column in table.columns]
    assert [column for column in columns if isinstance(column.type, Float | Numeric)] == []
    assert [column for column in columns if any(name in column.name for name in NAMES)] == []
    assert [field.name for field in fields(Finding)] == ["rule", "detail"]
    assert set(EFFECTS) == {"off", "label", "hold"}


def _names(schema: Any) -> Iterator[str]:
    """Go through the names of all properties that a description of an API knows."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from _names(value)
    elif isinstance(schema, list):
        for one in schema:
            yield from _names(one)


def test_programs_are_told_no_figure_of_a_machine(client: Visitor) -> None:
    """M-35: the description of the API knows none."""
    names = set(_names(client.get("/api/v1/openapi.json").get_json()))
    assert {"id", "title", "url"} <= names
    assert [name for name in names if any(word in name.lower() for word in NAMES)] == []


def _labelled(work: Work) -> int:
    """Return the number of a published post in which a fixed rule finds a word."""
    author = factories.person()
    post = factories.post(factories.thread(), author)
    post_id, author_id = post.id, author.id
    keeper_id = factories.person("moderator").id
    with transaction():
        watching.add_watched_word(db.session.get_one(Person, keeper_id), pattern=CANARY, action="label")
    with transaction():
        one = db.session.get_one(Post, post_id)
        discussions.edit_post(
            db.session.get_one(Person, author_id), one, text=f"Ein {CANARY} singt.", version=one.version
        )
    work()
    return post_id


@pytest.mark.parametrize("is_reported", [False, True])
def test_what_a_fixed_rule_found_is_named_in_the_statement(
    app: Flask, sign_in: SignIn, work: Work, *, is_reported: bool
) -> None:
    """M-35, S-07, S-02: it takes nothing away and weighs as nothing; page and export name it, also beside a notice."""
    post_id = _labelled(work)
    case_id = db.session.scalars(select(Case)).one().id
    assert db.session.get_one(Post, post_id).state == PostState.VISIBLE
    assert db.session.get_one(Case, case_id).points == {"rule": score.HOUSE}
    if is_reported:
        reported(post=db.session.get_one(Post, post_id))
    statement = _hidden(case_id)
    told = shaped(statement)
    assert (told["automated_detection"], told["automated_decision"]) == ("Yes", "AUTOMATED_DECISION_NOT_AUTOMATED")
    page = sign_in(db.session.get_one(Person, statement.author_id)).get(statement.url).text
    assert FOUND in page
    assert NOBODY_BUT_PEOPLE not in page


def test_what_people_found_names_no_program(app: Flask, sign_in: SignIn) -> None:
    """M-35, S-07: without a finding neither page nor export speaks of a program."""
    statement = _hidden(reported().id)
    told = shaped(statement)
    assert (told["automated_detection"], told["automated_decision"]) == ("No", "AUTOMATED_DECISION_NOT_AUTOMATED")
    page = sign_in(db.session.get_one(Person, statement.author_id)).get(statement.url).text
    assert NOBODY_BUT_PEOPLE in page
    assert FOUND not in page


def _hidden(case_id: int) -> Statement:
    """Return the statement of reasons of a case that a moderator decides."""
    moderator_id = factories.person("moderator").id
    with transaction():
        case = db.session.get_one(Case, case_id)
        commands.hide(db.session.get_one(Person, moderator_id), case, rule="respekt", facts=FACTS, version=case.version)
    return db.session.scalars(select(Statement)).one()
