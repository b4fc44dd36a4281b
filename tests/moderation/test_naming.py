"""An author learns who reported the content only by an explicit act with a reason, and only where a right needs it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.mail import Mail
from forum.discussions.models import Post
from forum.moderation import commands, export
from forum.moderation.models import Notice, Statement
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import SignIn, decide, report, the_case

NAME = "Frau Kanarienvogel"
ADDRESS = "kanarie@example.org"
WHY = "Sie sagt, dass das Bild ihr gehört; ohne den Namen lässt sich das nicht klären."
LAW = {"rule": "fremdes_werk", "legal_ground": "§ 97 UrhG", "name": NAME, "email": ADDRESS}


def reported(client: Visitor, **changes: str) -> Post:
    """Return a post that somebody with a name reported."""
    post = factories.post(factories.thread(), text="Hier steht ein fremdes Gedicht.")
    number = post.id
    report(client, post, **{**LAW, **changes})
    return db.session.get_one(Post, number)


def name_it(moderator_id: int, reason: str = WHY) -> None:
    with transaction():
        notice = db.session.scalars(select(Notice)).one()
        commands.name_notifier(db.session.get_one(Person, moderator_id), notice, reason=reason)


def test_nobody_is_named_without_that_act(client: Visitor, sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-11: canaries over statement, messages, mails and export; with the act the name alone, and never the address."""
    author_id = reported(client).author_id or 0
    moderator = factories.person("moderator")
    moderator_id = moderator.id
    person = sign_in(moderator)
    assert decide(person, the_case(), "verbergen", rule="fremdes_werk", legal_ground="§ 97 UrhG") == 303
    work()
    author = sign_in(db.session.get_one(Person, author_id))
    url = db.session.scalars(select(Statement)).one().url

    def seen() -> str:
        mails = select(Mail.text).where(Mail.to_address == db.session.get_one(Person, author_id).email)
        found = export.statements_of(db.session.get_one(Person, moderator_id), now() - timedelta(days=1), now())
        pages = [author.get(path).text for path in ("/begruendungen", "/mitteilungen", "/konto")]
        return "".join([*pages, *db.session.scalars(mails), json.dumps(found)])

    for word in (NAME, ADDRESS):
        assert word not in author.get(url).text + seen()
    page = f"/moderation/{the_case().id}/meldungen/{db.session.scalars(select(Notice.id)).one()}/nennen"
    assert page in person.get(the_case().url).text
    assert person.submit(page, reason="zu kurz").status_code == 422
    assert person.submit(page, reason=WHY).status_code == 303
    work()
    text = author.get(url).text
    assert NAME in text
    assert WHY in text
    assert ADDRESS not in text
    # Nothing else says it: neither mails to the author nor the export.
    assert NAME not in seen()
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == ADDRESS)).all()
    assert any(WHY in letter for letter in letters)
    assert person.submit(page, reason=WHY).status_code == 409


def test_it_needs_a_right_a_measure_and_a_reason(client: Visitor, sign_in: SignIn) -> None:
    """S-11: not before a measure, not without a reason, and not for rules of the house."""
    reported(client, rule="respekt", legal_ground="")
    moderator = factories.person("moderator")
    moderator_id = moderator.id
    with pytest.raises(Conflict):
        name_it(moderator_id)
    assert decide(sign_in(moderator), the_case(), "verbergen") == 303
    with pytest.raises(Conflict):
        name_it(moderator_id)
    with pytest.raises(Invalid):
        name_it(moderator_id, reason="kurz")


def test_whoever_reports_abuse_of_children_is_never_named(client: Visitor, sign_in: SignIn) -> None:
    """S-11, S-01: also not when a name was given."""
    reported(client, rule="kinder")
    moderator = factories.person("moderator")
    moderator_id = moderator.id
    law = {"rule": "kinder", "legal_ground": "§ 184b StGB"}
    assert decide(sign_in(moderator), the_case(), "verbergen", **law) == 303
    with pytest.raises(Conflict):
        name_it(moderator_id)


def test_only_the_moderation_names_and_nobody_in_the_case(client: Visitor, app: Flask) -> None:
    """S-11, M-24: neither citizens nor the author, also when the author moderates."""
    author_id = reported(client).author_id or 0
    citizen_id = factories.person().id
    for number in (author_id, citizen_id):
        with pytest.raises(Forbidden):
            name_it(number)
