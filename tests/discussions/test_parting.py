"""Whose part in a space the Stabsstelle ends reads why, and to whom to object; whoever leaves hears nothing."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM
from forum.discussions import commands
from forum.discussions.models import Space, SpaceKind, SpaceMember
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]
WHY = "Sie haben hier lange nicht mitgemacht."


def member(room: Space, person: Person) -> int:
    with transaction():
        commands.let_in(SYSTEM, db.session.get_one(Space, room.id), db.session.get_one(Person, person.id))
    return person.id


def told(person: int) -> list[Message]:
    wanted = select(Message).where(Message.person_id == person, Message.kind == "space_left")
    return list(db.session.scalars(wanted))


def test_whoever_is_let_out_reads_why_in_the_inbox_and_by_mail(sign_in: SignIn, work: Callable[[], int]) -> None:
    """M-16, T-15: no silent end; a reason from a list is asked for, the person is told it with the way to object."""
    room, person = factories.space(SpaceKind.MEMBERS), factories.person()
    number = member(room, person)
    office = sign_in(factories.person("staff"))
    address = f"/stabsstelle/raeume/{room.slug}/mitglieder/{number}/entfernen"
    assert "erfährt den Grund" in office.get(address).text
    assert office.submit(address).status_code == 422
    assert office.submit(address, reason="andere").status_code == 422
    assert db.session.scalars(select(SpaceMember)).one().person_id == number
    assert office.submit(address, reason="inactive").status_code == 303
    assert office.get(address).status_code == 404
    work()
    (message,) = told(number)
    assert message.url == "/kontakt"
    page = sign_in(db.session.get_one(Person, number)).get("/mitteilungen").text
    assert WHY in page
    assert "sieht es sich an" in page
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == person.email)).all()
    assert any(WHY in letter for letter in letters)


def test_whoever_leaves_hears_nothing(app: Flask, work: Callable[[], int]) -> None:
    """T-15: it was their own step."""
    room, person = factories.space(SpaceKind.MEMBERS), factories.person()
    number = member(room, person)
    with transaction():
        commands.let_out(db.session.get_one(Person, number), db.session.get_one(Space, room.id), number)
    work()
    assert not told(number)
