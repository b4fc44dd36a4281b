"""Jobs, deliveries, mails that wait, and the check of the log, as the administration sees and pushes them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from forum.accounts.models import Person
from forum.administration import operating, state, verifying
from forum.administration.models import LogCheck
from forum.core import chain, mail, worker
from forum.core.clock import frozen_at, now
from forum.core.db import db, transaction
from forum.core.errors import Forbidden, NotFound
from forum.core.events import Delivery, LoggedEvent
from forum.core.worker import LEASE, JobRun
from tests import factories, indexes
from tests.factories import Visitor

# Jobs that nobody has run yet are what the page is about.
pytestmark = pytest.mark.usefixtures("due_jobs")

SignIn = Callable[[Person], Visitor]
PAGE = "/verwaltung/betrieb"
NAME = "mail.send"


def failed(*, attempts: int = 12, pause: timedelta = timedelta(hours=6), address: str = "geheim@example.org") -> int:
    """Let a mail fail so often that its next attempt is hours away; return the number of the mail."""
    with transaction():
        number = mail.queue(address, "password_changed", handle="Geheimrat").id
        event = select(LoggedEvent.id).where(LoggedEvent.type == "MailQueued", LoggedEvent.subject_id == number)
        waits = update(Delivery).where(Delivery.event_id == event.scalar_subquery())
        db.session.execute(waits.values(attempts=attempts, due_at=now() + pause, last_error="SMTPDataError"))
    return number


def test_a_job_runs_when_the_administration_says_so(app: Flask, sign_in: SignIn) -> None:
    """Any job of the running application, once, and the act is in the log."""
    worker.run_until_idle()
    before = {row.name: row.finished_at for row in db.session.scalars(select(JobRun))}
    client = sign_in(factories.person("admin"))
    assert "mail.forget" in client.get(PAGE).text
    assert client.submit(f"{PAGE}/aufgaben", name="mail.forget").status_code == 303
    assert client.submit(f"{PAGE}/aufgaben", name="gibt.es.nicht").status_code == 404
    worker.run_until_idle()
    row = db.session.get_one(JobRun, "mail.forget")
    assert row.finished_at != before["mail.forget"]
    assert row.due_at > now()
    logged = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "JobHastened")).all()
    assert [one.data for one in logged] == [{"job": "mail.forget"}]


def test_a_failed_job_stands_first_with_its_fault(app: Flask, sign_in: SignIn) -> None:
    worker.run_until_idle()
    with transaction():
        db.session.execute(update(JobRun).where(JobRun.name == "texts.renew").values(last_error="RuntimeError"))
    admin = factories.person("admin")
    assert state.job_states(admin)[0].name == "texts.renew"
    assert "RuntimeError" in sign_in(admin).get(PAGE).text


def test_failed_deliveries_are_shown_and_tried_again(app: Flask, sign_in: SignIn) -> None:
    """E-03: what failed stays visible with its fault, and leaves when it is tried again; the act is in the log."""
    number = failed()
    client = sign_in(factories.person("admin"))
    page = client.get(f"{PAGE}/zustellungen").text
    assert "SMTPDataError" in page
    worker.run_until_idle()
    assert db.session.get_one(mail.Mail, number).sent_at is None
    assert client.submit(f"{PAGE}/zustellungen", name=NAME).status_code == 303
    worker.run_until_idle()
    assert db.session.get_one(mail.Mail, number).sent_at is not None
    assert "SMTPDataError" not in client.get(f"{PAGE}/zustellungen").text
    logged = db.session.scalars(select(LoggedEvent).where(LoggedEvent.type == "DeliveriesRetried")).all()
    assert [one.data for one in logged] == [{"subscriber": NAME, "count": 1}]
    assert client.submit(f"{PAGE}/zustellungen", name=NAME).status_code == 404
    assert client.submit(f"{PAGE}/zustellungen", name="").status_code == 404


def test_what_a_worker_may_have_in_hand_is_left_alone(app: Flask) -> None:
    """E-03: each gets each notice once; a delivery under a lease is not handed out a second time."""
    failed(pause=LEASE - timedelta(seconds=1))
    due = db.session.scalars(select(Delivery.due_at).where(Delivery.attempts > 0)).one()
    admin = factories.person("admin").id
    with transaction():
        assert operating.retry_deliveries(db.session.get_one(Person, admin), NAME) == 0
    assert db.session.scalars(select(Delivery.due_at).where(Delivery.attempts > 0)).one() == due


def test_mails_that_wait_are_listed_without_address_and_text(app: Flask, sign_in: SignIn) -> None:
    """P-02, P-14: number, age, attempts and fault; a mail that was just written is no news."""
    number = failed()
    admin = factories.person("admin")
    assert state.unsent_mails(admin) == []
    with frozen_at(now() + timedelta(minutes=11)):
        assert [(one.id, one.attempts, one.last_error) for one in state.unsent_mails(admin)] == [
            (number, 12, "SMTPDataError")
        ]
    with transaction():
        db.session.execute(update(mail.Mail).values(created_at=now() - timedelta(hours=1)))
    page = sign_in(db.session.get_one(Person, admin.id)).get(PAGE).text
    assert "E-Mails, die nicht hinausgingen" in page
    for word in ("geheim@example.org", "Geheimrat"):
        assert word not in page


def test_a_silent_worker_is_told_on_the_page(app: Flask, sign_in: SignIn) -> None:
    """E-08: pages go on, and the administration reads that nothing else does."""
    client = sign_in(factories.person("admin"))
    assert "meldet sich nicht" in client.get(PAGE).text
    worker.run_until_idle()
    assert "meldet sich nicht" not in client.get(PAGE).text
    with transaction():
        db.session.execute(update(JobRun).values(finished_at=now() - timedelta(minutes=11)))
    assert "meldet sich nicht" in client.get(PAGE).text


def test_the_log_is_checked_by_the_job_and_a_broken_place_is_named(app: Flask, sign_in: SignIn) -> None:
    """E-38: asked for on the page, run by the worker, and the first broken line is shown."""
    factories.person()
    client = sign_in(factories.person("admin"))
    page = "/verwaltung/protokoll"
    assert "noch nie" in client.get(page).text
    indexes.night_falls()
    worker.run_until_idle()
    assert "Das Protokoll ist unversehrt" in client.get(page).text
    first = db.session.scalars(select(LoggedEvent.id).order_by(LoggedEvent.id)).first()
    with transaction():
        db.session.execute(update(LoggedEvent).where(LoggedEvent.id == first).values(actor_id=4711))
    assert client.submit(page).status_code == 303
    worker.run_until_idle()
    told = client.get(page).text
    assert "Etwas wurde nachträglich geändert" in told
    assert f"event {first}" in told
    checks = db.session.scalars(select(LogCheck).order_by(LogCheck.id)).all()
    assert [(one.is_whole, one.first_broken) for one in checks] == [(True, None), (False, first)]
    logged = select(LoggedEvent).where(LoggedEvent.type == "LogChecked").order_by(LoggedEvent.id)
    assert [one.data["whole"] for one in db.session.scalars(logged)] == [True, False]


def test_sealing_anew_and_cutting_off_do_not_fool_the_check(app: Flask) -> None:
    """E-38: a row whose seal was taken away is named, also when the file of heads is gone; so is an end that is missing."""
    for _time in range(3):
        verifying.verify()
    assert all(one.is_whole for one in db.session.scalars(select(LogCheck)))
    first = db.session.scalars(select(LoggedEvent.id).order_by(LoggedEvent.id)).first()
    chain.place().unlink()
    with transaction():
        db.session.execute(update(LoggedEvent).where(LoggedEvent.id == first).values(actor_id=4711))
        db.session.execute(update(LoggedEvent).values(seal=None))
    said = app.test_cli_runner().invoke(args=["forum", "events", "verify"])
    assert (said.exit_code, said.output.strip()) == (1, f"The event log is broken at event {first}.")
    # With the file gone, that check sealed everything anew; it does not help, for checks know what the seals were.
    assert verifying.verify().place == f"event {first}"


def test_an_end_that_is_missing_is_named_by_the_check(app: Flask) -> None:
    """E-38: positions never fall, on the page as on the command line."""
    for _time in range(3):
        verifying.verify()
    last = db.session.scalars(select(LoggedEvent.id).order_by(LoggedEvent.id.desc())).first() or 0
    chain.place().unlink()
    with transaction():
        db.session.execute(delete(LoggedEvent).where(LoggedEvent.id >= last - 1))
    check = verifying.verify()
    assert (check.is_whole, check.place) == (False, f"event {last - 1}")


def test_a_check_from_before_heads_were_kept_knows_its_position_alone(app: Flask) -> None:
    """E-38: after an upgrade nothing is sealed anew, and the older checks still say how long the log was."""
    for _time in range(2):
        verifying.verify()
    chain.place().unlink()
    with transaction():
        db.session.execute(update(LogCheck).values(seal=None))
    assert verifying.verify().is_whole
    with transaction():
        db.session.execute(delete(LoggedEvent))
    assert not verifying.verify().is_whole


def test_the_administration_hears_at_night_that_the_log_was_changed(app: Flask) -> None:
    """E-38: a mail to each of them and to nobody else; none while the log is whole."""
    admins = sorted(factories.person("admin").email for _one in range(2))
    factories.person("staff")
    verifying.verify_by_the_clock()
    assert not db.session.scalars(select(mail.Mail)).all()
    first = db.session.scalars(select(LoggedEvent.id).order_by(LoggedEvent.id)).first()
    with transaction():
        db.session.execute(update(LoggedEvent).where(LoggedEvent.id == first).values(actor_id=4711))
    verifying.verify_by_the_clock()
    told = db.session.scalars(select(mail.Mail)).all()
    assert sorted(one.to_address for one in told) == admins
    assert all("/verwaltung/protokoll" in one.text for one in told)


def test_what_was_frozen_and_changed_is_named(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """G-07, E-38: the check looks at frozen papers, too."""
    monkeypatch.setitem(app.extensions, "proofs", {"dossier": lambda: ["2026/1"]})
    verifying.verify()
    assert "dossier 2026/1" in sign_in(factories.person("admin")).get("/verwaltung/protokoll").text


def test_only_the_latest_checks_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "KEPT", 2)
    for _time in range(4):
        verifying.verify()
    assert len(db.session.scalars(select(LogCheck)).all()) == 2


@pytest.mark.parametrize("role", ["", "moderator", "staff", "dpo"])
def test_the_commands_ask_for_the_right_themselves(app: Flask, role: str) -> None:
    """E-16, E-39: not only the pages."""
    failed()
    who = factories.person(*[role] if role else [])
    number = who.id
    for refused in (state.facts, state.job_states, state.unsent_mails, state.checks, state.failed_deliveries):
        with pytest.raises(Forbidden):
            refused(db.session.get_one(Person, number))
    for act, name in ((operating.hasten_job, "mail.forget"), (operating.retry_deliveries, NAME)):
        with pytest.raises(Forbidden), transaction():
            act(db.session.get_one(Person, number), name)
    admin = factories.person("admin").id
    with pytest.raises(NotFound), transaction():
        operating.hasten_job(db.session.get_one(Person, admin), "gibt.es.nicht")
