"""Who sees forbidden words only in an earlier version of an idea reports that version, and only it changes (M-27, M-13)."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_blackened_ideas import HOUSE, NAME, act, edit, idea, moderator, texts
from tests.moderation.test_cases import the_case
from tests.moderation.test_complaints import REASONS

__all__ = ["idea", "moderator"]

SignIn = Callable[[Person], Visitor]
NOW = {"title": "Eine Bank in der Stadt", "text": "Vor einem Haus in der Stadt fehlt eine Bank.", "place": "Am Markt"}
FIELDS = {"rule": "daten", "explanation": "Dort steht, wo unsere Nachbarin wohnt.", "good_faith": "y"}
MEANT = "Gemeint ist die frühere Fassung 1."


@pytest.fixture
def earlier(app: Flask, idea: int) -> int:
    """An idea that somebody supports, and that said in its first version what it says no more."""
    app.config["IDEA_GRACE_MINUTES"] = 0
    reader = factories.person().id
    with transaction():
        ideas.support(db.session.get_one(Person, reader), db.session.get_one(Idea, idea))
    edit(idea, **NOW)
    return idea


def test_a_notice_names_the_version_and_the_answer_changes_only_that(
    earlier: int, moderator: int, client: Visitor, sign_in: SignIn
) -> None:
    """M-27, M-20, S-10: from the history to the notice, the case, the blackened version and the answer."""
    history, form = f"/ideen/{earlier}/verlauf", f"/melden/idea/{earlier}?fassung=1"
    assert f'href="{form}"' in client.get(history).text
    page = client.get(form).text
    assert "Sie melden die frühere Fassung 1" in page
    assert NAME in page
    state = client.submit(form, **FIELDS).location
    assert the_case().notices[0].evidence.startswith(MEANT)
    case = sign_in(db.session.get_one(Person, moderator)).get(the_case().url).text
    assert MEANT in case
    act(earlier, moderator, passages=f"{NAME}\n{HOUSE}")
    assert not any(word in client.get(history).text for word in (NAME, HOUSE))
    assert texts(earlier) == tuple(NOW.values())
    assert REASONS in client.get(state).text


@pytest.mark.parametrize("number", ["1", "2", "7", "x", ""])
def test_of_a_hidden_or_unknown_version_the_form_says_nothing(
    earlier: int, moderator: int, client: Visitor, number: str
) -> None:
    """M-36: no address brings words back; the notice is about the idea then."""
    act(earlier, moderator, passages=NAME)
    page = client.get(f"/melden/idea/{earlier}?fassung={number}").text
    assert "frühere Fassung" not in page
    assert "Musterfrau" not in page
    assert client.submit(f"/melden/idea/{earlier}?fassung={number}", **FIELDS).status_code == 303
    assert MEANT not in the_case().notices[0].evidence
