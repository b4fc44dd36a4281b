"""Whom public minutes of a working group name among those who were there."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.committees import commands as committees
from forum.committees.models import Committee
from forum.committees.queries import rules_of
from forum.core import clock
from forum.core.db import db, transaction
from forum.meetings.models import AgendaItem
from tests import factories
from tests.factories import Visitor
from tests.meetings.test_minutes import approving_poll, state_of

act = factories.act


def published_session(of: Committee) -> tuple[int, Person, list[Person]]:
    """Return a session with published minutes, its chair, and three members without an office who were there."""
    chair, clerk = factories.member(of, "chair"), factories.member(of, "clerk")
    plain = [factories.member(of) for _one in range(3)]
    number = factories.meeting(of).id
    act(chair, number, "session.start")
    for member in (chair, *plain):
        act(member, number, "presence.check_in")
    act(chair, number, "item.open", item_id=db.session.scalars(
        select(AgendaItem.id).where(AgendaItem.meeting_id == number)).one())  # fmt: skip
    act(plain[0], number, "speech.point", point="end_list", note="Es ist alles gesagt.")
    for mover in (chair, plain[1]):
        act(mover, number, "motion.add", text="Wir stellen zwölf Bänke auf.")
    act(chair, number, "session.close")
    act(clerk, number, "minutes.draft")
    act(clerk, number, "minutes.submit")
    with clock.shifted_by(timedelta(days=15)):
        act(clerk, number, "minutes.approve", poll_id=approving_poll(of, chair, plain[0], number))
        act(clerk, number, "minutes.publish")
    assert state_of(number) == "published"
    return number, chair, plain


def attendance_of(reader: Visitor, number: int) -> str:
    page = reader.get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
    found = re.search(r"<h2>Anwesenheit</h2>(.*?)</section>", page, re.DOTALL)
    assert found is not None
    return found[1]


def test_public_minutes_name_office_holders_and_count_the_others(app: Flask) -> None:
    """B-22: everybody reads who held an office, and the others as a count; members and Stabsstelle read all names."""
    number, chair, plain = published_session(factories.committee())
    public = attendance_of(factories.visitor(app), number)
    assert chair.handle in public
    assert "3 Mitglieder ohne Amt" in public
    page = factories.visitor(app).get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
    assert not [member.handle for member in plain if member.handle in page]
    assert f"Antrag 1, {chair.handle}</h3>" in page
    assert "Antrag 2</h3>" in page
    assert re.search(r"\d\d:\d\d Ein Mitglied: .* – Es ist alles gesagt\.", page)
    for reader in (plain[0], factories.person("staff")):
        inside = attendance_of(factories.signed_in(app, reader), number)
        assert all(member.handle in inside for member in (chair, *plain))
        assert "ohne Amt" not in inside
        whole = factories.signed_in(app, reader).get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
        assert f"Antrag 2, {plain[1].handle}</h3>" in whole
        assert re.search(rf"{plain[0].handle}: .* – Es ist alles gesagt\.", whole)


def test_rules_of_procedure_may_name_everybody(app: Flask) -> None:
    """B-22: a committee whose rules say so names all who were there."""
    of, staff = factories.committee(), factories.person("staff")
    named(of, staff, all_of_them=True)
    number, chair, plain = published_session(db.session.get_one(Committee, of.id))
    public = attendance_of(factories.visitor(app), number)
    assert all(member.handle in public for member in (chair, *plain))
    assert "ohne Amt" not in public
    page = factories.visitor(app).get(f"/sitzungen/{number}/niederschrift").get_data(as_text=True)
    assert f"Antrag 2, {plain[1].handle}</h3>" in page
    assert re.search(rf"{plain[0].handle}: .* – Es ist alles gesagt\.", page)


def test_published_minutes_go_on_naming_whom_they_named(app: Flask) -> None:
    """B-22: other rules of procedure change nothing of what was published."""
    of, staff = factories.committee(), factories.person("staff")
    number, _chair, plain = published_session(of)
    named(db.session.get_one(Committee, of.id), staff, all_of_them=True)
    public = attendance_of(factories.visitor(app), number)
    assert plain[0].handle not in public
    assert plain[1].handle not in public
    assert "ohne Amt" in public


def named(of: Committee, staff: Person, *, all_of_them: bool) -> None:
    """Let the rules of procedure of a committee name all who are there, or those with an office."""
    of_id, staff_id = of.id, staff.id
    with transaction():
        found, actor = db.session.get_one(Committee, of_id), db.session.get_one(Person, staff_id)
        wanted = committees.Procedure(
            notice_days=7, quorum="half", majority="simple", public=True, balanced=False, names_all=all_of_them
        )
        committees.set_rules(actor, found, wanted, reason="Alle sind einverstanden.", number=rules_of(of_id).number)
