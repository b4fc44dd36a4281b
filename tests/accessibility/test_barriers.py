"""The accessibility statement, reports of barriers with their answers, and reviews."""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accessibility import commands, queries
from forum.accessibility.models import AccessibilityReview, BarrierReport, ReviewKind
from forum.accounts.models import Person
from forum.core.clock import shifted_by, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.mail import Mail
from forum.core.permissions import SYSTEM, Nobody
from forum.holds import commands as holds
from forum.ideas.workdays import working_days_between
from forum.notifications.models import Message
from forum.privacy import erasing
from tests import factories
from tests.factories import Visitor
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
Work = Callable[[], int]
TEXT = "Mein Vorleseprogramm liest die Tabelle nicht vor."
ANSWER = "Die Tabelle hat jetzt Überschriften, seit heute früh."


def person(number: int) -> Person:
    return db.session.get_one(Person, number)


def reported(actor_id: int | None = None, *, email: str = "", text: str = TEXT) -> int:
    with transaction():
        actor = person(actor_id) if actor_id else Nobody()
        commands.report_barrier(actor, page="/ideen", text=text, email=email)
    return db.session.scalars(select(func.max(BarrierReport.id))).one()


def the(report_id: int) -> BarrierReport:
    return db.session.get_one(BarrierReport, report_id, populate_existing=True)


def answered(staff_id: int, report_id: int) -> None:
    with transaction():
        commands.answer_report(person(staff_id), the(report_id), text=ANSWER, version=the(report_id).version)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_statement_says_all_that_the_law_wants(app: Flask, client: Visitor, language: str) -> None:
    """A-23: what does not work, why, what helps instead; contact, enforcement, dates and method, as configured."""
    said = tomllib.loads(Path(app.config["ACCESSIBILITY_FILE"]).read_text(encoding="utf-8"))
    end = "_en" if language == "en" else ""
    page = client.get(f"/barrierefreiheit?sprache={language}").get_data(as_text=True)
    wanted = [said[f"standard{end}"], said[f"method{end}"]]
    wanted += [gap[f"{name}{end}"] for gap in said["gaps"] for name in ("what", "why", "instead")]
    office = said["enforcement"]
    wanted += [office[f"name{end}"], office["address"], office["phone"], office["email"], f'href="{office["url"]}"']
    assert all(wanted)
    assert [one for one in wanted if one not in page.replace("&#39;", "'")] == []
    assert str(said["made_on"].year) in page
    assert 'href="/barrierefreiheit/melden' in page


def test_a_newer_review_stands_in_the_statement(app: Flask, client: Visitor, sign_in: SignIn) -> None:
    """A-23, A-26, A-32: reviews are entered once, stay as they are, and can be taken out as a table."""
    staff = factories.person("staff")
    desk = sign_in(staff)
    form = {
        "kind": "screen_reader",
        "reviewed_on": today().isoformat(),
        "pages": "/\n/ideen",
        "tools": "Chromium 140, NVDA 2026.1",
        "results": "Alles ließ sich bedienen.",
    }
    late = desk.submit("/stabsstelle/barrieren/pruefungen", **{**form, "reviewed_on": "2090-01-01"})
    assert late.status_code == 422
    assert "Dieser Tag liegt in der Zukunft." in late.get_data(as_text=True)
    assert "NVDA 2026.1" in late.get_data(as_text=True)
    assert desk.submit("/stabsstelle/barrieren/pruefungen", **form).status_code == 303
    page = client.get("/barrierefreiheit").get_data(as_text=True)
    with app.test_request_context():
        assert app.jinja_env.filters["date"](today()) in page
    table = desk.get("/stabsstelle/barrieren/pruefungen.csv").get_data(as_text=True)
    assert "screen_reader" in table
    assert "NVDA 2026.1" in table
    other = sign_in(factories.person("moderator"))
    for path in ("/stabsstelle/barrieren/pruefungen", "/stabsstelle/barrieren/pruefungen.csv"):
        assert other.get(path).status_code == 403
    with pytest.raises(Forbidden), transaction():
        commands.add_review(Nobody(), ReviewKind.SELF, reviewed_on=today(), pages="/ideen", tools="axe", results="Gut.")
    assert db.session.scalar(select(func.count()).select_from(AccessibilityReview)) == 1


def test_somebody_without_an_account_is_answered(app: Flask, client: Visitor, sign_in: SignIn, work: Work) -> None:
    """A-24: a number, a mail, a day in working days, the office hears of it, and the answer comes back."""
    staff = factories.person("staff")
    staff_id = staff.id
    form = client.get("/barrierefreiheit/melden", headers={"Referer": "http://localhost/ideen/7?x=1"})
    assert 'value="/ideen/7"' in form.get_data(as_text=True)
    values = {"page": "/ideen/7", "text": TEXT, "email": "ada@example.org"}
    sent = client.submit("/barrierefreiheit/melden", **values)
    assert sent.status_code == 303
    state = client.get(sent.location).get_data(as_text=True)
    report = db.session.scalars(select(BarrierReport)).one()
    report_id, number = report.id, report.number
    assert number == f"BF-{today().year}-0001"
    assert working_days_between(today(), report.due_on) == app.config["BARRIER_ANSWER_DAYS"]
    assert number in state
    assert TEXT in state
    work()
    (receipt,) = db.session.scalars(select(Mail).where(Mail.to_address == "ada@example.org")).all()
    assert number in receipt.subject
    assert sent.location in receipt.text
    told = db.session.scalars(select(Message).where(Message.person_id == staff_id)).one()
    assert told.kind == "barrier_reported"
    desk = sign_in(person(staff_id))
    assert number in desk.get("/stabsstelle/barrieren").get_data(as_text=True)
    path = f"/stabsstelle/barrieren/{report_id}"
    # P-14: the answer goes there by itself, so nobody needs to read the address.
    page = desk.get(path).get_data(as_text=True)
    assert "die angegebene E-Mail-Adresse" in page
    assert "ada@example.org" not in page
    assert desk.submit(path, answer="Kurz", version="1").status_code == 422
    assert desk.submit(path, answer=ANSWER, version="1").status_code == 303
    again = desk.submit(path, answer="Noch eine Antwort von mir.", version="1")
    assert again.status_code == 409
    assert ANSWER in client.get(sent.location).get_data(as_text=True)
    letter = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert letter is not None
    assert ANSWER in letter.text
    assert "/barrierefreiheit" in letter.text


def test_bad_input_is_said_at_its_field_and_kept(app: Flask, client: Visitor) -> None:
    """A-14: nothing typed is lost, nothing is stored."""
    answer = client.submit("/barrierefreiheit/melden", page="/ideen", text="Kurz", email="keine Adresse")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "keine Adresse" in page
    assert 'value="/ideen"' in page
    with pytest.raises(Invalid) as refused, transaction():
        commands.report_barrier(Nobody(), page="", text="Kurz", email="keine Adresse")
    assert set(refused.value.fields) == {"text", "email"}
    assert db.session.scalar(select(func.count()).select_from(BarrierReport)) == 0


def test_only_the_office_reads_reports_and_only_the_link_shows_one(
    app: Flask, client: Visitor, sign_in: SignIn, work: Work
) -> None:
    """A-24, I-04: what somebody writes about their body is nobody else's."""
    report_id = reported(text="Ein Quastenflosser verdeckt den Knopf.")
    for role in ("citizen", "moderator", "board", "admin"):
        who = factories.person(*([] if role == "citizen" else [role]))
        visitor = sign_in(who)
        assert visitor.get("/stabsstelle/barrieren").status_code == 403
        assert visitor.get(f"/stabsstelle/barrieren/{report_id}").status_code == 404
        assert visitor.submit(f"/stabsstelle/barrieren/{report_id}", answer=ANSWER, version="1").status_code == 404
        with pytest.raises(Forbidden), transaction():
            commands.answer_report(db.session.merge(who), the(report_id), text=ANSWER, version=1)
        with pytest.raises(NotFound):
            queries.report(db.session.merge(who), report_id)
    assert client.get("/barrierefreiheit/meldungen/falsch").status_code == 404
    work()
    assert 'class="row__title"' not in client.get("/suche?q=Quastenflosser").get_data(as_text=True)


def test_who_has_an_account_is_answered_there(app: Flask, sign_in: SignIn) -> None:
    """A-24: in the language of the report."""
    author = factories.person()
    address = author.email
    visitor = sign_in(author)
    sent = visitor.submit("/barrierefreiheit/melden?sprache=en", page="", text=TEXT, email="")
    assert sent.status_code == 303
    assert db.session.scalars(select(Mail.to_address)).all() == [address]
    assert "has arrived" in db.session.scalars(select(Mail.subject)).one()


def test_the_office_is_reminded_once(app: Flask, work: Work) -> None:
    """A-24: three days before the day, and not for what is answered."""
    staff_id = factories.person("staff").id
    first, second = reported(), reported(text="Ein anderer Text über eine Barriere.")
    answered(staff_id, second)
    work()
    with shifted_by(timedelta(days=(the(first).due_on - today()).days - commands.REMIND_DAYS)):
        commands.remind_of_reports()
        commands.remind_of_reports()
        work()
    kinds = db.session.scalars(select(Message.kind).where(Message.person_id == staff_id)).all()
    assert sorted(kinds) == ["barrier_due", "barrier_reported"]
    assert (the(first).reminded_on is not None, the(second).reminded_on) == (True, None)


def test_words_go_after_the_period_and_never_before_an_answer(app: Flask, client: Visitor) -> None:
    """P-10: number, page and days stay; who is held is not touched."""
    staff_id, author_id, held_id = (factories.person(*roles).id for roles in (("staff",), (), ()))
    waiting, old, held = reported(author_id), reported(author_id, email="x@example.org"), reported(held_id)
    for one in (old, held):
        answered(staff_id, one)
    with transaction():
        review_on = today() + timedelta(days=30)
        holds.set_hold(person(staff_id), "post", 1, person_id=held_id, reason="Gericht, 1 Gs 1/26", review_on=review_on)
    with shifted_by(timedelta(days=app.config["BARRIER_KEEP_DAYS"] + 1)):
        commands.forget_old_reports()
    kept = the(old)
    assert (kept.text, kept.email, kept.answer, kept.person_id) == ("", "", "", None)
    assert kept.is_emptied
    assert kept.number
    assert (the(waiting).text, the(held).text) == (TEXT, TEXT)


def test_two_answers_at_once_are_one(app: Flask) -> None:
    """E-01: whoever comes second reads that somebody was faster."""
    first, second = factories.person("staff").id, factories.person("staff").id
    report_id = reported(email="x@example.org")

    def answer(staff_id: int) -> Callable[[], object]:
        return lambda: commands.answer_report(person(staff_id), the(report_id), text=ANSWER, version=1)

    assert at_once(app, [answer(first), answer(second)], refused=(Conflict,)) == 1
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 2


def test_who_goes_takes_the_words_along_and_not_the_work(app: Flask) -> None:
    """P-06: an erased author leaves number and days, and the office waits for nothing; an erased clerk leaves it all."""
    author_id, clerk_id = factories.person().id, factories.person("staff").id
    staff_id = factories.person("staff").id
    asked, other = reported(author_id, email="x@example.org"), reported(email="y@example.org")
    answered(clerk_id, other)
    for number in (author_id, clerk_id):
        with transaction():
            erasing.erase(SYSTEM, person(number), with_texts=False)
    gone = the(asked)
    assert (gone.text, gone.email, gone.page, gone.answer) == ("", "", "", "")
    assert (the(other).text, the(other).answer) == (TEXT, ANSWER)
    assert queries.open_reports(person(staff_id)) == []
    with shifted_by(timedelta(days=60)):
        commands.remind_of_reports()
    assert the(asked).reminded_on is None
