"""Those on duty: danger to life is told at once, everything else once in the morning."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import frozen_at, of_city, shifted_by
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.moderation import commands
from forum.moderation.models import Case
from forum.notifications.models import Message
from tests import factories
from tests.days import Weekday, coming
from tests.moderation.test_notifiers import file
from tests.moderation.test_queue import reported

MORNING = of_city(datetime.combine(coming(Weekday.WEDNESDAY, 3), time(8)))


def mails_to(*people: int) -> list[str]:
    addresses = [db.session.get_one(Person, number).email for number in people]
    return list(db.session.scalars(select(Mail.subject).where(Mail.to_address.in_(addresses)).order_by(Mail.id)))


@pytest.mark.parametrize("rule", ["gefahr", "kinder"])
def test_danger_is_mailed_at_once_to_those_on_duty(app: Flask, rule: str) -> None:
    """M-28: in the transaction of the notice, to all who moderate there, whatever mails they wish, without the text."""
    everywhere, elsewhere, there = factories.person("moderator").id, factories.person(), factories.person()
    thread = factories.thread()
    post = factories.post(thread, text="Kanarienvogel-Drohung").id
    space, other = thread.space_id, factories.space().id
    with transaction():
        for person, number in ((there, space), (elsewhere, other)):
            factories.accounts.grant_role(
                factories.SYSTEM, db.session.get_one(Person, person.id), f"space:{number}:moderator", reason="Test"
            )
        db.session.get_one(Person, everywhere).mails = False
    file(factories.person().id, post, rule=rule)
    assert len(mails_to(everywhere)) == len(mails_to(there.id)) == 1
    assert not mails_to(elsewhere.id)
    letter = db.session.scalars(select(Mail).where(Mail.subject.contains("Dringend"))).first()
    assert letter is not None
    assert "Kanarienvogel" not in letter.subject + letter.text
    assert f"/moderation/{db.session.scalars(select(Case.id)).one()}" in letter.text
    # A further notice of the same danger calls nobody again.
    file(factories.person().id, post, rule=rule)
    assert len(mails_to(everywhere)) == 1


def test_other_notices_wait_for_the_morning(app: Flask, work: Callable[[], int]) -> None:
    """M-28: one message a day, to each with what waits in their reach; nothing when nothing waits."""
    moderator, citizen = factories.person("moderator").id, factories.person().id
    with frozen_at(MORNING - timedelta(days=1, hours=2)), transaction():
        assert not commands.sum_up_queue()
    with frozen_at(MORNING - timedelta(hours=12)):
        reported()
    assert not mails_to(moderator)
    with frozen_at(MORNING - timedelta(hours=3)), transaction():
        assert not commands.sum_up_queue()
    with frozen_at(MORNING):
        for expected in (True, False):
            with transaction():
                assert commands.sum_up_queue() is expected
    with frozen_at(MORNING + timedelta(days=1)), transaction():
        assert commands.sum_up_queue()
    with frozen_at(MORNING + timedelta(days=1, minutes=1)):
        work()
    told = db.session.scalars(select(Message).where(Message.kind == "queue_waits")).all()
    assert [(one.person_id, one.data) for one in told] == [(moderator, {"cases": 1, "complaints": 0})] * 2
    assert citizen not in [one.person_id for one in told]


@pytest.mark.usefixtures("due_jobs")
def test_the_morning_leads_to_the_queue(app: Flask, work: Callable[[], int]) -> None:
    """M-28: one page shows all that is pending."""
    moderator = factories.person("moderator").id
    with shifted_by(timedelta(days=-2)):
        reported()
    app.config["MODERATION_SUMMARY_HOUR"] = 0
    work()
    message = db.session.scalars(select(Message).where(Message.person_id == moderator)).one()
    assert (message.kind, message.url) == ("queue_waits", "/moderation")
