"""Words of several people in one earlier version that is hidden already are blackened one by one (M-13, M-21, S-04)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Invalid
from forum.core.permissions import SYSTEM
from forum.discussions.models import Post, PostRevision
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.moderation import commands
from forum.moderation.models import Case
from forum.privacy import erasing
from tests import factories
from tests.factories import Visitor
from tests.moderation import test_blackened_ideas as of_ideas
from tests.moderation.test_blackened_ideas import HOUSE, NAME, idea, moderator
from tests.moderation.test_blackening import edit, hide_version, show_again, versions
from tests.moderation.test_cases import the_case
from tests.moderation.test_complaints import REASONS
from tests.moderation.test_measures import take

__all__ = ["idea", "moderator"]

SignIn = Callable[[Person], Visitor]
BOTH = "Anna Muster und Bert Beispiel wohnen im Nussberg 7."
TODAY = "Zwei Menschen wohnen dort, und beide sind freundlich."


@pytest.fixture
def post(app: Flask) -> Post:
    """A post that named two people, and names nobody today."""
    found = factories.post(factories.thread(text="Ein Anfang ohne alles."), text=BOTH)
    edit(found.id, TODAY)
    return found


def fall(moderator_id: int, puid: str) -> None:
    """Take one of several measures back."""
    with transaction():
        case = db.session.scalars(select(Case).where(Case.kind == "post")).one()
        actor = db.session.get_one(Person, moderator_id)
        commands.restore(actor, case, reason=REASONS, version=case.version, puid=puid)


@pytest.mark.parametrize("older_first", [True, False])
def test_the_second_person_in_a_hidden_version_is_blackened_too(
    post: Post, moderator: int, client: Visitor, *, older_first: bool
) -> None:
    """M-13, S-04: each decision has its own words and falls alone; the version is shown when none holds it."""
    post_id = post.id
    pairs = [
        (name, take(post_id, moderator, "redact", passages=name).puid) for name in ("Anna Muster", "Bert Beispiel")
    ]
    for name, _puid in pairs:
        with pytest.raises(Invalid):
            edit(post_id, f"{name} wohnt dort.")
        with pytest.raises(Invalid):
            take(post_id, moderator, "redact", passages=name)
    first, second = pairs if older_first else pairs[::-1]
    fall(moderator, first[1])
    assert versions(post_id) == [(BOTH, True)]
    edit(post_id, f"{first[0]} wohnt dort.")
    with pytest.raises(Invalid):
        edit(post_id, f"{second[0]} wohnt dort.")
    fall(moderator, second[1])
    assert versions(post_id)[0] == (BOTH, False)
    assert all(name in client.get(f"/beitraege/{post_id}/verlauf").text for name, _puid in pairs)


def test_what_fell_by_a_slip_holds_again_beside_the_other(post: Post, moderator: int) -> None:
    """M-15: also while the other one hides the version."""
    post_id = post.id
    older = take(post_id, moderator, "redact", passages="Anna Muster").puid
    take(post_id, moderator, "redact", passages="Bert Beispiel")
    fall(moderator, older)
    with transaction():
        commands.undo(db.session.get_one(Person, moderator), the_case())
    with pytest.raises(Invalid):
        edit(post_id, "Anna Muster wohnt dort.")


def test_the_case_shows_what_a_hidden_version_says_beside_the_bars(
    post: Post, moderator: int, sign_in: SignIn, client: Visitor
) -> None:
    """M-21, M-20: to those who decide, who could not name it otherwise; the statement keeps it, and nobody else reads it."""
    post_id = post.id
    take(post_id, moderator, "redact", passages="Anna Muster")
    page = sign_in(db.session.get_one(Person, moderator)).get(the_case().url).text
    assert "█████ und Bert Beispiel wohnen im Nussberg 7." in page
    assert "Bert" not in client.get(f"/melden/post/{post_id}").text
    statement = take(post_id, moderator, "redact", passages="Bert Beispiel")
    assert "Bert Beispiel" in statement.evidence
    fields = {"rule": "daten", "explanation": "Das sollte hier nicht stehen.", "good_faith": "y"}
    assert client.submit(f"/melden/post/{post_id}", **fields).status_code == 303
    assert the_case().notices[0].evidence == TODAY


def test_words_of_a_version_that_is_hidden_by_itself_are_blackened(post: Post, moderator: int) -> None:
    """M-13, T-12: nobody writes them again, and the version waits for both decisions."""
    post_id = post.id
    hidden = hide_version(post_id, moderator)
    puid = take(post_id, moderator, "redact", passages="Bert Beispiel").puid
    with pytest.raises(Invalid):
        edit(post_id, "Bert Beispiel wohnt dort.")
    show_again(hidden, moderator)
    assert versions(post_id) == [(BOTH, True)]
    fall(moderator, puid)
    assert versions(post_id) == [(BOTH, False)]


def test_of_an_idea_the_second_person_is_blackened_too(
    idea: int, moderator: int, app: Flask, client: Visitor, sign_in: SignIn
) -> None:
    """M-13, M-21: as of a post; titles that others bear follow each decision by itself."""
    app.config["IDEA_GRACE_MINUTES"] = 0
    reader = factories.person().id
    with transaction():
        ideas.support(db.session.get_one(Person, reader), db.session.get_one(Idea, idea))
    now = {
        "title": "Eine Bank in der Stadt",
        "text": "Vor einem Haus in der Stadt fehlt eine Bank.",
        "place": "Am Markt",
    }
    of_ideas.edit(idea, **now)
    older = of_ideas.act(idea, moderator, passages=NAME).puid
    page = sign_in(db.session.get_one(Person, moderator)).get(the_case().url).text
    assert f"Vor dem Haus von █████ im {HOUSE}" in page
    assert HOUSE not in client.get(f"/melden/idea/{idea}").text
    newer = of_ideas.act(idea, moderator, passages=HOUSE)
    assert HOUSE in newer.evidence
    puid = newer.puid
    of_ideas.restore(moderator, older)
    assert of_ideas.hidden(idea) == [True]
    with pytest.raises(Invalid):
        of_ideas.edit(idea, place=HOUSE)
    of_ideas.restore(moderator, puid)
    assert of_ideas.hidden(idea) == [False]
    assert of_ideas.texts(idea) == tuple(now.values())


def test_a_decision_falls_whole_also_when_a_name_in_it_was_erased_since(app: Flask, moderator: int) -> None:
    """M-15, P-06: the words are no longer those that the decision named, and yet nothing stays taken."""
    anna = factories.person()
    anna_id, handle = anna.id, anna.handle
    post_id = factories.post(factories.thread(), text=f"@{handle} wohnt im Nussberg 7.").id
    take(post_id, moderator, "redact", passages=f"@{handle} wohnt im Nussberg 7")
    with transaction():
        erasing.erase(SYSTEM, db.session.get_one(Person, anna_id), with_texts=False)
    fall(moderator, the_case().statements[0].puid)
    kept = select(PostRevision.blackened).where(PostRevision.post_id == post_id)
    assert not any(db.session.scalars(kept))
    assert "Nussberg 7" in db.session.get_one(Post, post_id).source
