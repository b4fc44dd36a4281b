"""What moderators type at their desk is never lost, and what they looked at is counted (M-29, M-30)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.discussions.models import Post
from forum.moderation import commands
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import bad_post, decide, report, the_case

SignIn = Callable[[Person], Visitor]
LONG = "Das habe ich lange überlegt. " * 200


@pytest.mark.parametrize(
    ("path", "fields"),
    [("notizen", {"art": "note"}), ("notizen", {"art": "consent"}), ("uebergeben", {"handle": "Niemand-hier"})],
)
def test_a_note_that_cannot_be_kept_comes_back(
    client: Visitor, sign_in: SignIn, path: str, fields: dict[str, str]
) -> None:
    """M-29, E-12: too long, without what it needs, or for nobody: the page has the words still, and says what is wrong."""
    report(client, bad_post())
    moderator = sign_in(factories.person("moderator"))
    answer = moderator.submit(f"{the_case().url}/{path}", text=LONG, **fields)
    assert answer.status_code == 422
    assert LONG.strip() in answer.text
    assert "Bitte prüfen Sie Ihre Angaben" in answer.text
    assert fields.get("handle", "") in answer.text


def test_a_decision_without_a_claim_is_a_first_look(client: Visitor, sign_in: SignIn) -> None:
    """M-30: whoever decides has looked; opened again, the next look counts from then on."""
    report(client, bad_post())
    person = factories.person("moderator")
    moderator, number = sign_in(person), person.id
    assert the_case().first_viewed_at is None
    assert decide(moderator, the_case(), "abweisen") == 303
    first = the_case().first_viewed_at
    assert first is not None
    with shifted_by(timedelta(hours=5)):
        report(client, db.session.get_one(Post, the_case().target_id))
        with transaction():
            commands.claim(db.session.get_one(Person, number), the_case())
        second = the_case().first_viewed_at
        assert second is not None
        assert second > first
