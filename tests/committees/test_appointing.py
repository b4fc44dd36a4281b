"""Who gets a seat, and with it rights, gets it from others: nobody by themselves (I-16)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.committees import commands
from forum.committees.models import Application, ApplicationState, Committee, Membership
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, Invalid
from forum.core.permissions import SYSTEM
from tests import factories
from tests.factories import Visitor

SignIn = Callable[[Person], Visitor]

ONESELF = "Sich selbst beruft niemand."


def seat(of: Committee) -> int:
    committee_id = of.id
    with transaction():
        return commands.add_seat(SYSTEM, db.session.get_one(Committee, committee_id), sender="Dezernat Bauen").id


def row_of(number: int) -> Application:
    return db.session.get_one(Application, number)


def terms() -> int:
    return db.session.scalar(select(func.count()).select_from(Membership)) or 0


@pytest.mark.parametrize("kind", ["board", "advisory_council"])
def test_nobody_appoints_themselves(sign_in: SignIn, kind: str) -> None:
    """I-16: as whatever, and not as a deputy either; the field says so, and the forum itself may."""
    of, staff = factories.committee(kind=kind), factories.person("staff", handle="Amtsperson")
    number, place, url = of.id, seat(of), f"{of.url}/berufen"
    office = sign_in(staff)
    for role in ("member", "chair", "deputy", "clerk"):
        answer = office.submit(url, handle="Amtsperson", role=role, group="administration")
        assert (answer.status_code, ONESELF in answer.text) == (422, True), role
    sent = {"handle": "Amtsperson", "role": "member", "group": "administration", "seat": str(place), "deputises": "y"}
    assert office.submit(url, **sent).status_code == 422
    assert terms() == 0
    factories.member(db.session.get_one(Committee, number), who=staff)
    assert terms() == 1


def test_the_command_refuses_oneself_too(app: Flask) -> None:
    """I-16: whatever page or program asks."""
    of, staff = factories.committee(), factories.person("staff")
    with pytest.raises(Invalid) as refused, transaction():
        commands.appoint(staff, of, staff)
    assert set(refused.value.fields) == {"handle"}


def test_nobody_decides_on_their_own_application(sign_in: SignIn) -> None:
    """G-05, I-16: another one does, and the page says it in place of the form."""
    row = factories.application(factories.call(), staff := factories.person("staff"))
    number, url, staff_id = row.id, row.url, staff.id
    own, other = sign_in(staff), sign_in(factories.person("staff"))
    page = own.get(url).text
    assert "Über Ihre eigene Bewerbung entscheidet eine andere Person der Stabsstelle." in page
    assert f"{url}/ablehnen" not in page
    assert "eigene Bewerbung" not in other.get(url).text
    for act in ("berufen", "ablehnen"):
        assert own.submit(f"{url}/{act}", **{f"{act}-reason": "Ich bin die Richtige."}).status_code == 403
    for command in (commands.accept, commands.turn_down):
        with pytest.raises(Forbidden), transaction():
            command(db.session.get_one(Person, staff_id), row_of(number), reason="Ich bin die Richtige.")
    assert (row_of(number).state, terms()) == (ApplicationState.WAITING, 0)
    assert other.submit(f"{url}/berufen", **{"berufen-reason": "Das passt sehr gut."}).status_code == 303
    assert terms() == 1
