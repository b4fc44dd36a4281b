"""Searching without an index: by SQL alone, with a notice, and as truthful (Q-20)."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from forum.core.db import db, transaction
from forum.core.permissions import Nobody
from forum.discussions.models import Post
from forum.search import queries
from forum.search.engines import IndexUnavailable
from forum.search.looking import engine
from tests import factories


@pytest.fixture(autouse=True)
def _broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_values: object, **_options: object) -> object:
        raise IndexUnavailable

    monkeypatch.setattr(type(engine()), "_read", fail)


def found(words: str, number: int = 1) -> list[int]:
    """Return the numbers of what is found on a page."""
    return [one.shown.id for one in queries.find(Nobody(), words, number=number).found]


def test_what_is_asked_for_is_not_lost_behind_the_newest(app: Flask) -> None:
    """Q-20: dates, excluded words and pages hold for all that matches, not for what comes first."""
    thread = factories.thread(title="Ganz anders")
    old = factories.post(thread, text="Laternen am Ring").id
    with transaction():
        db.session.execute(update(Post).where(Post.id == old).values(created_at=datetime(2021, 5, 5, tzinfo=UTC)))
    many = [factories.post(thread, text=f"Laternen im Park {number}").id for number in range(24)]
    assert found("Laternen vor:2022") == found("Laternen -park") == [old]
    first, second = (queries.find(Nobody(), "Laternen", number=number) for number in (1, 2))
    assert (first.total, first.has_more, second.has_more) == (25, True, False)
    assert sorted(one.shown.id for page in (first, second) for one in page.found) == [old, *many]


def test_letters_kinds_and_long_texts(app: Flask) -> None:
    """Q-20: umlauts in any case, words beyond the first lines, kinds that are ruled out, filters that cannot be asked."""
    thread = factories.thread(title="Übergang am Ring", text="Großer ÄRGER am Ring").id
    post = factories.post(factories.thread(title="Ganz anders"), text="Wort " * 600 + " Schlusslaterne").id
    assert thread in found("übergang")
    assert found("ärger")
    assert found("Schlusslaterne") == [post]
    assert found("Schlusslaterne -art:beitrag") == []
    assert queries.find(Nobody(), "art:idee").left_out
    assert found("Schlusslaterne von:mir") == []
