"""Mails about a measure: whoever is told of it reads why, and never the blocked words themselves (P-16)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions.models import Thread
from forum.notifications import commands as notifications
from forum.notifications.levels import Level
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import decide, report, the_case
from tests.moderation.test_measures import take

SignIn = Callable[[Person], Visitor]
WORDS = "Kanarienvogel Nussberg 7"


@pytest.mark.parametrize("way", ["hide", "redact"])
def test_no_mail_after_a_measure_holds_the_blocked_words(
    app: Flask, client: Visitor, sign_in: SignIn, work: Callable[[], int], way: str
) -> None:
    """P-16, E-18: author, notifier, follower and answered person; also who was to hear of the post only now."""
    follower, moderator = factories.person(), factories.person("moderator")
    thread = factories.thread(follower)
    follower_id, moderator_id, thread_id = follower.id, moderator.id, thread.id
    with transaction():
        notifications.follow(db.session.get_one(Person, follower_id), "thread", thread_id, level=Level.WATCHING)
    post = factories.post(db.session.get_one(Thread, thread_id), text=f"Sie wohnt hier: {WORDS}.")
    post_id = post.id
    report(client, post, email="nachbar@example.org")
    before = db.session.scalars(select(Mail.id).order_by(Mail.id.desc())).first() or 0
    if way == "hide":
        assert decide(sign_in(db.session.get_one(Person, moderator_id)), the_case(), "verbergen") == 303
    else:
        take(post_id, moderator_id, "redact", rule="daten", passages=WORDS)
    work()
    letters = db.session.scalars(select(Mail).where(Mail.id > before).order_by(Mail.id)).all()
    assert {letter.to_address for letter in letters} >= {"nachbar@example.org"}
    assert len(letters) >= 2
    for letter in letters:
        assert "Nussberg" not in letter.subject + letter.text, letter.subject
