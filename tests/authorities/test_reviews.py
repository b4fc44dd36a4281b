"""The review of a hold is asked for when its day comes, and orders of authorities stand in the yearly report."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from forum.authorities import commands
from forum.authorities.models import RecordKind
from forum.core.clock import local, now, shifted_by, today
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.holds.models import LegalHold
from forum.moderation import yearly
from forum.notifications.models import Message
from tests import factories
from tests.authorities.test_register import EFFECT, legal, person, register, the
from tests.factories import Visitor


def told() -> list[int]:
    rows = select(Message.person_id).where(Message.kind == "hold_due").order_by(Message.person_id)
    return list(db.session.scalars(rows))


def due() -> None:
    with transaction():
        db.session.execute(update(LegalHold).values(review_on=today()))


def remind() -> None:
    with transaction():
        commands.remind_of_reviews()


def test_those_who_may_lift_a_hold_are_reminded(app: Flask, work: Callable[[], int]) -> None:
    """M-23, M-28, P-09: on the day of its review, by message and mail, and again each week until it is lifted."""
    setter, other = legal(), legal()
    register(setter, factories.post(factories.thread()))
    remind()
    due()
    remind()
    work()
    assert told() == [other]
    address = person(other).email
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == address)).all()
    assert any("Sperre gegen das Löschen" in letter for letter in letters)
    remind()
    work()
    assert told() == [other]
    with shifted_by(timedelta(days=7)):
        remind()
        work()
        assert told() == [other, other]
        with transaction():
            hold = db.session.scalars(select(LegalHold)).one()
            commands.lift_hold(person(other), hold, reason="Das Verfahren ist eingestellt.")
    with shifted_by(timedelta(days=15)):
        remind()
        work()
    assert told() == [other, other]


def test_whoever_is_alone_is_reminded_too(app: Flask, work: Callable[[], int]) -> None:
    """P-09: then somebody else has to get the task."""
    setter = legal()
    register(setter, factories.post(factories.thread()))
    due()
    remind()
    work()
    assert told() == [setter]


def test_orders_stand_in_the_yearly_report(client: Visitor) -> None:
    """S-18, S-05, S-21: in all, by state, with the hours to acknowledgement and effect, and without a name."""
    keeper = legal()
    first = register(keeper, factories.post(factories.thread()))
    register(keeper, factories.post(factories.thread()), state="FR")
    register(keeper, factories.post(factories.thread()), kind=RecordKind.INFORMATION)
    with shifted_by(timedelta(hours=3)), transaction():
        commands.acknowledge(person(keeper), the(first))
        commands.note_effect(person(keeper), the(first), effect=EFFECT, version=the(first).version)
    year = local(now()).year
    lines = {(line.indicator, line.scope): line.value for line in yearly.lines(year, "1_orders")}
    removal = "orders_to_act_against_illegal_content"
    assert [lines[removal, scope] for scope in ("TOTAL", "DE", "FR")] == [2, 1, 1]
    assert lines[f"{removal}_items", "TOTAL"] == 2
    assert lines[f"{removal}_median_hours_to_acknowledged", "TOTAL"] == 3.0
    assert lines[f"{removal}_median_hours_to_effect", "TOTAL"] == 3.0
    assert lines["orders_to_provide_information", "TOTAL"] == 1
    table = client.get(f"/transparenz/{year}.csv?abschnitt=1_orders").text
    assert removal in table
    assert "Amtsgericht" not in table
