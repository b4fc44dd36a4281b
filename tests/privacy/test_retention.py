"""What the page about privacy says goes after some time goes by a job, at that time and not before (P-10)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, event, func, select, update

from forum.accounts import commands as accounts
from forum.accounts.models import Person, Standing
from forum.app.jobs import JOBS
from forum.core.clock import frozen_at, now, today
from forum.core.db import db, transaction
from forum.core.errors import Conflict
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.discussions.models import ClosedBranch, Post
from forum.files import commands as files
from forum.files import storage
from forum.files.models import File
from forum.holds.commands import lift_hold, set_hold
from forum.holds.models import LegalHold
from forum.ideas import commands as ideas
from forum.ideas.commands import Sheets
from forum.ideas.models import Idea, PaperBatch
from forum.meetings.commands import forget_closed_talk
from forum.moderation import commands as moderation
from forum.moderation import targets, transparency
from forum.moderation.export import statements_of
from forum.moderation.measures import ERASED
from forum.moderation.models import Case, CaseNote, CaseState, Complaint, Notice, Statement
from forum.privacy import retention
from forum.privacy.retention import months_ago
from forum.web.realtime.leases import Lease
from tests import factories
from tests.factories import PASSWORD
from tests.ideas.test_paper import scan
from tests.moderation.kinds import MADE
from tests.moderation.test_measures import take
from tests.web.site import complain_about_hiding, hide

DAY = timedelta(days=1)


def run(name: str) -> None:
    """Run a job of the application by its name, as the worker does."""
    next(job for job in JOBS if job.name == name).run()
    db.session.rollback()
    db.session.expire_all()


def register(email: str = "neu@example.org", handle: str = "Neuling") -> int:
    with transaction():
        accounts.register(Nobody(), email=email, handle=handle, password=PASSWORD)
    return db.session.scalars(select(Person.id).where(Person.handle == handle)).one()


def test_accounts_that_nobody_confirms_go_after_a_week(app: Flask) -> None:
    """P-10 unconfirmed_account: the row, its links and the letters to it."""
    number = register()
    with frozen_at(now() + 6 * DAY):
        run("privacy.unconfirmed")
        assert db.session.get(Person, number) is not None
    with frozen_at(now() + 8 * DAY):
        run("privacy.unconfirmed")
    assert db.session.get(Person, number) is None
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0


def test_the_period_is_the_setting(app: Flask) -> None:
    """P-10, P-15: who sets another period changes job and page."""
    app.config["UNCONFIRMED_KEEP_DAYS"] = 3
    number = register()
    with frozen_at(now() + 4 * DAY):
        run("privacy.unconfirmed")
    assert db.session.get(Person, number) is None
    assert "3 Tage" in factories.visitor(app).get("/datenschutz").text


def test_idle_accounts_hear_of_it_and_go_without_their_texts(app: Flask) -> None:
    """P-10 inactive_account: a mail after 24 months, a placeholder after 27; whoever comes back stays."""
    person, busy, office = factories.person(), factories.person(), factories.person("staff")
    thread = factories.thread(person, text="Ein Satz, der bleibt.")
    numbers = [one.id for one in (person, busy, office)]
    with transaction():
        for number in numbers:
            db.session.get_one(Person, number).seen_on = today()
    letters = select(Mail.to_address).where(Mail.subject == "Nutzen Sie Ihr Konto noch?").order_by(Mail.id)
    with frozen_at(now() + 720 * DAY):
        run("privacy.idle")
        assert db.session.scalars(letters).all() == []
    with frozen_at(now() + 735 * DAY):
        run("privacy.idle")
        run("privacy.idle")
        addresses = [db.session.get_one(Person, number).email for number in numbers[:2]]
        assert set(db.session.scalars(letters)) >= set(addresses)
        assert len(db.session.scalars(letters).all()) == len(set(db.session.scalars(letters)))
        run("privacy.unused")
        factories.sign_in_key(db.session.get_one(Person, numbers[1]))
    with frozen_at(now() + 840 * DAY):
        run("privacy.unused")
        standing = [db.session.get_one(Person, number).standing for number in numbers]
    assert standing == [Standing.ERASED, Standing.ACTIVE, Standing.ACTIVE]
    assert "Ein Satz, der bleibt." in factories.visitor(app).get(thread.url).text


def test_nobody_goes_who_was_told_late(app: Flask) -> None:
    """P-10: when the jobs stood still for long, the mail still comes two months before."""
    number = factories.person().id
    with frozen_at(now() + 900 * DAY):
        run("privacy.unused")
        run("privacy.idle")
        run("privacy.unused")
        assert db.session.get_one(Person, number).standing == Standing.ACTIVE
    with frozen_at(now() + 961 * DAY):
        run("privacy.unused")
    assert db.session.get_one(Person, number).standing == Standing.ERASED


def test_a_hold_keeps_also_what_goes_by_itself(app: Flask) -> None:
    """P-09, P-10: the job comes back when the hold is lifted."""
    number, legal = register(), factories.person("legal")
    with transaction():
        set_hold(legal, "account", number, person_id=number, reason="Verfahren", review_on=today())
    with frozen_at(now() + 8 * DAY):
        run("privacy.unconfirmed")
    assert db.session.get(Person, number) is not None


def test_words_of_closed_cases_go_after_three_years(app: Flask) -> None:
    """P-10 moderation_case: notices, statements, complaints and notes lose their words; rules and days stay."""
    moderator = factories.person("moderator")
    post = factories.post(factories.thread(), text="Ein böses Wort.")
    hide(post, moderator)

    def words() -> list[Any]:
        rows = [*db.session.scalars(select(Notice.evidence)), *db.session.scalars(select(Statement.facts))]
        return [word for word in rows if word]

    kept = words()
    assert kept
    with frozen_at(now() + 1090 * DAY):
        run("privacy.cases")
        assert words() == kept
    with frozen_at(now() + 1100 * DAY):
        run("privacy.cases")
    assert words() == []
    assert db.session.scalar(select(func.count()).select_from(CaseNote)) == 0
    assert db.session.scalars(select(Statement.rule)).all()


def test_no_word_of_a_closed_case_is_left_anywhere(app: Flask) -> None:
    """P-10, S-03: in no column in which people write; and the export has no statement without its words."""
    moderator = factories.person("moderator")
    hide(factories.post(factories.thread(), text="Ein böses Wort."), moderator)
    number = moderator.id
    rows = (Notice, Statement, Case, Complaint, CaseNote)
    with transaction():
        for row in rows:
            columns = row.__table__.columns
            written = [one.name for one in columns if isinstance(one.type, String) and (one.type.length or 500) >= 120]
            said = {name: "Klara Mustermann" for name in written if "digest" not in name}
            assert said
            db.session.execute(update(row).values(**said))
    whole = (now() - DAY, now() + DAY)
    assert len(statements_of(db.session.get_one(Person, number), *whole)) == 1
    with frozen_at(now() + 1100 * DAY):
        run("privacy.cases")
    for row in rows:
        assert not [found for found in db.session.execute(select(row.__table__)) if "Mustermann" in str(found)], row
    assert statements_of(db.session.get_one(Person, number), *whole) == []


@pytest.mark.parametrize("held", ["thing", "author", "notifier"])
def test_a_hold_keeps_the_evidence_of_a_case_that_was_dismissed(app: Flask, held: str) -> None:
    """P-09: on what was reported, on its author, or on who reported it; there is no statement that would say so."""
    notifier, moderator = factories.person(), factories.person("moderator")
    post = factories.post(factories.thread(), text="Ein böses Wort.")
    numbers = notifier.id, moderator.id, post.id, post.author_id
    with transaction():
        who = db.session.get_one(Person, numbers[0])
        values = {"rule": "respekt", "explanation": "Das ist eine Beleidigung.", "good_faith": True}
        moderation.file_notice(who, targets.load(who, "post", numbers[2]), **values)
    with transaction():
        case, actor = db.session.scalars(select(Case)).one(), db.session.get_one(Person, numbers[1])
        moderation.dismiss(actor, case, reason="Der Beitrag hält alle Regeln ein.", version=case.version)
    kind, thing = ("post", numbers[2]) if held == "thing" else ("thread", 999_999)
    who_is_held = {"thing": None, "author": numbers[3], "notifier": numbers[0]}[held]
    with transaction():
        actor = db.session.get_one(Person, numbers[1])
        set_hold(actor, kind, thing, person_id=who_is_held, reason="Ermittlung", review_on=today())
    with frozen_at(now() + 1100 * DAY):
        run("privacy.cases")
    assert db.session.scalars(select(Notice.evidence)).one()
    assert db.session.scalars(select(Notice.explanation)).one() == "Das ist eine Beleidigung."


@pytest.mark.parametrize("measure", ["lock_thread", "slow_thread", "lock_branch", "hide"])
def test_what_still_holds_ends_after_years(app: Flask, measure: str) -> None:
    """M-15, P-10: the words of an old case go, and what holds can be taken back all the same."""
    moderator, post = factories.person("moderator").id, factories.post(factories.thread()).id
    number = take(post, moderator, measure, **({"minutes": 30} if measure == "slow_thread" else {})).id
    with frozen_at(now() + 1500 * DAY):
        run("privacy.cases")
        db.session.expire_all()
        assert db.session.get_one(Statement, number).facts == ""
        with transaction():
            case = db.session.get_one(Statement, number).case
            why = "Nach so langer Zeit ist es genug."
            moderation.restore(db.session.get_one(Person, moderator), case, reason=why, version=case.version)
    left = db.session.get_one(Post, post)
    assert (left.thread.locked_reason, left.thread.slowed_minutes, left.state) == (None, 0, "visible")
    assert db.session.scalars(select(ClosedBranch)).all() == []


def test_words_that_a_session_erased_are_gone_after_years(app: Flask) -> None:
    """P-10: whichever measure keeps them, so that it can be taken back for as long as somebody can object."""
    moderator, post = factories.person("moderator").id, factories.post(factories.thread()).id
    number = take(post, moderator, "hide").id
    with transaction():
        db.session.get_one(Statement, number).detail = {"items": 1, ERASED: "Anna Muster wohnt im Nussberg 7."}
    with frozen_at(now() + 1500 * DAY):
        run("privacy.cases")
        db.session.expire_all()
        assert db.session.get_one(Statement, number).detail == {"items": 1}


def test_blackened_words_are_gone_after_years(app: Flask) -> None:
    """P-10, M-15: what was blackened is personal, so nothing of it is kept; whoever wants it back reads that."""
    moderator = factories.person("moderator").id
    post = factories.post(factories.thread(), text="Anna Muster wohnt im Nussberg 7, das weiß jeder.").id
    number = take(post, moderator, "redact", passages="Nussberg 7").id
    with frozen_at(now() + 1500 * DAY):
        run("privacy.cases")
        db.session.expire_all()
        assert "Nussberg" not in str(db.session.get_one(Statement, number).detail)
        case = db.session.get_one(Statement, number).case
        with pytest.raises(Conflict, match="nach der Frist"), transaction():
            moderation.restore(
                db.session.get_one(Person, moderator), case, reason="Das war ein Irrtum, Pardon.", version=case.version
            )


def test_old_cases_are_not_written_anew_each_night(app: Flask) -> None:
    """P-10: what has no words any more is left, so that the work of a night follows what became old."""
    moderator = factories.person("moderator")
    post = factories.post(factories.thread(), text="Ein böses Wort.")
    hide(post, moderator)
    written: list[int] = []

    def changed(_connection: Any, cursor: Any, sql: str, *_rest: Any) -> None:
        if sql.startswith(("UPDATE notice", "UPDATE statement", "UPDATE moderation_case", "UPDATE complaint")):
            written.append(cursor.rowcount)

    event.listen(db.engine, "after_cursor_execute", changed)
    try:
        with frozen_at(now() + 1500 * DAY):
            run("privacy.cases")
            assert sum(written)
            written.clear()
            run("privacy.cases")
    finally:
        event.remove(db.engine, "after_cursor_execute", changed)
    assert written
    assert sum(written) == 0


@pytest.mark.parametrize("kind", sorted(MADE))
def test_a_hold_on_a_person_keeps_the_cases_of_all_that_they_wrote(app: Flask, kind: str) -> None:
    """P-09: whatever kind of thing a dismissed case is about, and only as long as its author is held."""
    author, keeper, other = factories.person().id, factories.person("moderator").id, factories.person("moderator").id
    number = MADE[kind](author)
    with transaction():
        values = {"opened_at": now(), "decided_at": now(), "state": CaseState.DISMISSED, "reason": "Alles in Ordnung."}
        case = Case(kind=kind, target_id=number, points={}, **values)
        db.session.add(case)
        hold = set_hold(
            db.session.get_one(Person, keeper), "thread", 999_999, person_id=author, reason="Akte", review_on=today()
        )
        case_id, hold_id = case.id, hold.id
    with frozen_at(now() + 1100 * DAY):
        run("privacy.cases")
        assert db.session.get_one(Case, case_id).reason == "Alles in Ordnung."
        with transaction():
            lift_hold(db.session.get_one(Person, other), db.session.get_one(LegalHold, hold_id), reason="Erledigt")
        run("privacy.cases")
        assert db.session.get_one(Case, case_id).reason is None


def test_an_open_complaint_keeps_the_words(app: Flask) -> None:
    """P-09: whoever must still be answered finds everything there."""
    moderator = factories.person("moderator")
    post = factories.post(factories.thread(), text="Ein böses Wort.")
    hide(post, moderator)
    complain_about_hiding(post)
    assert db.session.scalar(select(func.count()).select_from(Complaint)) == 1
    with frozen_at(now() + 1500 * DAY):
        run("privacy.cases")
    assert all(db.session.scalars(select(Statement.facts)))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 11, 27), 24, date(2024, 11, 27)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 11, 27), -3, date(2027, 2, 27)),
    ],
)
def test_months_end_with_their_last_day(day: date, months: int, result: date) -> None:
    assert months_ago(day, months) == result


def test_scans_of_signatures_go_a_year_after_the_decision(app: Flask) -> None:
    """P-10 signature_scan: the scan goes with its bytes, the figures stay; an idea on its way keeps both."""
    staff = factories.person("staff")
    entered = {state: factories.idea(state=state).id for state in ("in_diskussion", "abgelehnt")}
    open_one, closed = entered.values()
    with transaction():
        idea = db.session.get_one(Idea, closed)
        # As if its lists had come in while it was discussed.
        batch = PaperBatch(
            idea_id=idea.id, source="Liste", since=today(), until=today(), desk="Rathaus", entered_at=now()
        )
        db.session.add(batch)
        db.session.flush()
        number = batch.id
    staff_id = staff.id
    with transaction():
        actor = db.session.get_one(Person, staff_id)
        sheets = Sheets(
            source="Liste",
            since=today() - 20 * DAY,
            until=today() - DAY,
            desk="Rathaus",
            on_paper=9,
            valid=8,
            scan=[scan(actor)],
        )
        on_its_way = ideas.enter_paper(actor, db.session.get_one(Idea, open_one), sheets).id
    with transaction():
        actor = db.session.get_one(Person, staff_id)
        files.arrange(actor, "paper", number, [scan(actor)], audience="staff", complete=False)

    def scans() -> list[int | None]:
        return list(db.session.scalars(select(File.thing_id).where(File.purpose == "paper").order_by(File.id)))

    lying = storage.path_of(db.session.scalars(select(File.key).where(File.thing_id == number)).one())
    lying.parent.mkdir(parents=True, exist_ok=True)
    lying.write_bytes(b"Ein Bogen.")
    with frozen_at(now() + 360 * DAY):
        run("privacy.scans")
        assert scans() == [on_its_way, number]
        assert lying.exists()
    with frozen_at(now() + 370 * DAY):
        run("privacy.scans")
    assert scans() == [on_its_way]
    assert not lying.exists()
    assert db.session.get(PaperBatch, number) is not None


def test_yearly_reports_go_five_years_after_they_were_published(app: Flask) -> None:
    """P-10 dsa_report: until then they can be fetched; afterwards neither the report nor its year is there."""
    moderator = factories.person("moderator")
    hide(factories.post(factories.thread(), text="Ein böses Wort."), moderator)
    year, number = today().year, moderator.id
    with frozen_at(now() + 366 * DAY), transaction():
        moderation.publish_report(db.session.get_one(Person, number), year)
    with frozen_at(now() + 5 * 365 * DAY + 366 * DAY):
        run("privacy.reports")
        assert year in transparency.years()
        assert transparency.published_on(year)
    with frozen_at(now() + 5 * 365 * DAY + 370 * DAY):
        run("privacy.reports")
        assert year not in transparency.years()
        assert year + 1 in transparency.years()
        assert transparency.published_on(year) is None


def test_who_followed_a_session_is_forgotten_with_its_end(app: Flask) -> None:
    """P-10, L-50: also when nobody else is there any more whose socket would have it done."""
    gone, here = factories.person().id, factories.person().id
    with transaction():
        for person_id, minutes in ((gone, 2), (here, 0)):
            seen = now() - timedelta(minutes=minutes)
            values = {"stream": "meeting:1", "person_id": person_id, "process": "", "cursor": 0, "seen_at": seen}
            db.session.add(Lease(connection=str(person_id), **values))
    run("realtime.leases")
    assert db.session.scalars(select(Lease.person_id)).all() == [here]


PERIODS: dict[str, Callable[[], object]] = {
    "ADDRESS_UNDO_DAYS": accounts.forget_old_changes,
    "RESIDENT_KEEP_DAYS": accounts.forget_left_residents,
    "HANDLE_KEEP_DAYS": retention.forget_former_handles,
    "UNCONFIRMED_KEEP_DAYS": retention.forget_unconfirmed,
    "INACTIVE_ERASE_MONTHS": retention.erase_the_idle,
    "COMPLAINT_DAYS": retention.forget_refused_texts,
    "MODERATION_KEEP_YEARS": retention.forget_closed_cases,
    "CLOSED_TALK_KEEP_DAYS": forget_closed_talk,
    "SCAN_KEEP_MONTHS": retention.forget_scans,
    "REPORT_KEEP_YEARS": retention.forget_old_reports,
}


def test_each_period_belongs_to_a_job() -> None:
    """P-10: no period is a promise only."""
    assert {job.run for job in JOBS} >= set(PERIODS.values())
