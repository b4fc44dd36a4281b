"""Each rule in short sentences, beside the decision that rests on it and beside the rule itself."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.moderation.measures import MEASURES
from forum.moderation.models import CannedReason, Statement
from forum.moderation.plain import FOLLOWS
from forum.moderation.rules import RULES
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import decide
from tests.moderation.test_measures import take
from tests.moderation.test_overlapping import lift
from tests.moderation.test_queue import canned, reported

SignIn = Callable[[Person], Visitor]


def test_every_measure_has_its_sentences() -> None:
    """S-25: whatever the moderation does, what follows is said."""
    assert set(FOLLOWS) == set(MEASURES)


@pytest.mark.parametrize("key", [*RULES, *MEASURES])
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sentences_are_short_in_both_languages(app: Flask, key: str, language: str) -> None:
    """S-25, A-25: one thought in a sentence, at most fifteen words, and no bracket or abbreviation."""
    with app.test_request_context(), force_locale(language):
        text = str(RULES[key].plain if key in RULES else FOLLOWS[key])
    assert not re.search(r"[(;:–]", text)
    for sentence in re.split(r"(?<=[.?!]) ", text):
        assert len(sentence.split()) <= 15, sentence


def test_the_author_reads_them_on_the_page_and_in_the_mail(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-25, S-02: what happened, and what to do next; in the language of the author."""
    case = reported()
    decide(sign_in(factories.person("moderator")), case, "verbergen")
    work()
    statement = db.session.scalars(select(Statement)).one()
    author = db.session.get_one(Person, statement.author_id)
    address = author.email
    page = sign_in(author).get(statement.url).text
    for text in (page, db.session.scalars(select(Mail.text).where(Mail.to_address == address)).one()):
        assert "In Leichter Sprache" in text
        assert "Der Text war unfreundlich zu einem Menschen." in " ".join(text.split())
        assert "Deshalb können andere Menschen das nicht mehr lesen." in " ".join(text.split())
        assert "Dann können Sie sich beschweren. Das kostet nichts." in " ".join(text.split())


def test_whoever_began_a_thread_is_not_told_that_the_text_was_theirs(app: Flask, sign_in: SignIn) -> None:
    """S-25, S-02: a measure on a thread says what follows there, where it holds, and that somebody else wrote."""
    thread = factories.thread()
    post_id = factories.post(thread).id
    moderator = factories.person("moderator").id
    plain = "Sie haben jemanden beleidigt. Das ist nicht erlaubt."
    chosen = canned(db.session.get_one(Person, moderator), clear=True)
    with transaction():
        db.session.get_one(CannedReason, chosen.id).text_plain = plain
    take(post_id, moderator, "lock_thread", canned=chosen)
    statement = db.session.scalars(select(Statement)).one()
    page = " ".join(sign_in(db.session.get_one(Person, statement.author_id)).get(statement.url).text.split())
    assert "In Ihrem Thema hat jemand gegen unsere Regeln geschrieben." in page
    assert "Deshalb kann in dem Thema niemand mehr schreiben." in page
    assert "in dem Thema, das Sie begonnen haben" in page
    assert "Der Text war unfreundlich" not in page
    assert "im ganzen Forum" not in page
    assert plain not in page
    lift(post_id, moderator)
    page = sign_in(db.session.get_one(Person, statement.author_id)).get(statement.url).text
    assert "Deshalb kann in dem Thema" not in page
    assert "Das gilt jetzt nicht mehr." in page


def test_the_rules_say_it_too(client: Visitor) -> None:
    """S-08: beside each rule, as long as the rule reads as the short sentences say."""
    assert client.get("/regeln").text.count("In Leichter Sprache") == len(RULES)
