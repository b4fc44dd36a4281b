"""Ideas that the administration keeps to itself at first (G-25), and hidden ones that come back to those who read them."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.errors import Forbidden
from forum.core.mail import Mail
from forum.ideas import commands
from forum.ideas.models import Idea
from forum.ideas.queries import timeline
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

CANARY = "Kanarienvogel"


def inside(author: Person) -> int:
    """Hand an idea in for the administration alone."""
    draft = factories.idea(author, "entwurf", title=f"{CANARY} im Rathaus")
    with transaction():
        return commands.submit(author, db.session.get_one(Idea, draft.id), inside=True).id


def the(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id)


def everywhere(client: Visitor, idea_id: int) -> list[bool]:
    """Tell where somebody reads of the idea: list, page, API, table, feed, search."""
    paths = ("/ideen", f"/ideen/{idea_id}", f"/api/v1/ideas/{idea_id}", "/ideen/alle.csv", "/suche?q=kanarienvogel")
    return [CANARY in client.get(path, follow_redirects=True).text for path in paths]


def test_an_idea_of_the_administration_is_read_by_it_alone_until_its_author_says_so(
    sign_in: SignIn, client: Visitor, work: Callable[[], int]
) -> None:
    """G-25: who reads it before and after; number, day and clock stay, and the log says when it was opened."""
    author, colleague = factories.person("staff"), factories.person("staff")
    writer = sign_in(author)
    draft = factories.idea(author, "entwurf", title=f"{CANARY} im Rathaus")
    assert 'name="intern"' in writer.get(f"/ideen/{draft.id}/pruefung").text
    assert writer.submit(f"/ideen/{draft.id}/pruefung", intern="1").status_code == 303
    work()
    member = sign_in(factories.person())
    assert not any(everywhere(client, draft.id))
    assert not any(everywhere(member, draft.id))
    assert all(everywhere(sign_in(colleague), draft.id))
    before = (the(draft.id).submitted_at, the(draft.id).due_on, the(draft.id).thread_id)
    assert before[1] is not None
    assert "Öffentlich machen" not in sign_in(colleague).get(the(draft.id).url).text
    assert sign_in(colleague).submit(f"/ideen/{draft.id}/veroeffentlichen").status_code == 403
    assert member.submit(f"/ideen/{draft.id}/veroeffentlichen").status_code == 404
    assert "Öffentlich machen" in writer.get(the(draft.id).url).text
    assert writer.submit(f"/ideen/{draft.id}/veroeffentlichen").status_code == 303
    work()
    assert all(everywhere(client, draft.id))
    assert (the(draft.id).submitted_at, the(draft.id).due_on, the(draft.id).thread_id) == before
    assert the(draft.id).thread.audience == "public"
    assert [step.data.get("note") for step in timeline(author, the(draft.id))] == [None, "released"]
    assert writer.submit(f"/ideen/{draft.id}/veroeffentlichen").status_code == 403


def test_the_receipt_of_an_inside_idea_promises_no_public(work: Callable[[], int]) -> None:
    """G-25, N-21: the letter says who reads the idea, and not that everybody joins in now."""
    author = factories.person("staff")
    inside(author)
    factories.idea(author, "eingereicht")
    work()
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == author.email).order_by(Mail.id)).all()
    received = [text for text in letters if "ist eingegangen" in text or "danke für Ihre Idee" in text]
    assert ["Sie ist intern" in text for text in received] == [True, False]
    assert ["Danach können alle mitreden" in text for text in received] == [False, True]


def test_only_the_administration_hands_in_for_itself(sign_in: SignIn) -> None:
    """G-25."""
    author = factories.person()
    draft = factories.idea(author, "entwurf", title=f"{CANARY} im Rathaus")
    assert 'name="intern"' not in sign_in(author).get(f"/ideen/{draft.id}/pruefung").text
    with pytest.raises(Forbidden), transaction():
        commands.submit(db.session.get_one(Person, author.id), the(draft.id), inside=True)
    assert the(draft.id).is_draft


def test_a_restored_idea_goes_back_to_those_who_read_it(app: Flask, client: Visitor) -> None:
    """G-25, M-15: what only the administration read is not public after a mistake of the moderation."""
    author, moderator = factories.person("staff"), factories.person("moderator")
    idea_id, public_id = inside(author), factories.idea().id
    for number in (idea_id, public_id):
        with transaction():
            commands.hide_idea(moderator, the(number), ground="Regel 3")
        with transaction():
            commands.restore_idea(moderator, the(number))
    assert (the(idea_id).audience, the(public_id).audience) == ("staff", "public")
    assert the(idea_id).thread.audience == "staff"
    assert client.get(f"/ideen/{idea_id}").status_code == 404
