"""Whoever is restricted anew is told anew, may object from then on, and is answered by somebody who took no part (S-04)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from forum.core.clock import local, now, shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.discussions.models import Post
from forum.moderation import commands, export, targets
from forum.moderation.models import Answer, Complaint, Dispute, Notice
from forum.privacy.retention import forget_closed_cases
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import SignIn, bad_post, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import take
from tests.moderation.test_redoing import moderator, restore, the, the_statement, undo

LONG_AGO = timedelta(days=-300)
BACK = "Das war falsch, es bleibt verborgen, sage ich."


def complain(author: int) -> int:
    """Let the author object to the only statement, and return the number of the complaint."""
    with transaction():
        made = commands.complain(the(author), the_case().statements[0], text=TEXT)
        return made.id


def answer(by: int, number: int, outcome: str = "upheld") -> None:
    with transaction():
        found = db.session.get_one(Complaint, number)
        commands.answer_complaint(the(by), found, outcome=outcome, reasons=REASONS, version=found.version)


def test_the_time_to_object_runs_from_being_told_anew(app: Flask, sign_in: SignIn) -> None:
    """S-04, S-02, S-03, Art. 20 DSA: on the page, in the letter, in the export and for the complaint."""
    with shifted_by(LONG_AGO):
        judge, post_id = moderator(), bad_post().id
        statement = take(post_id, judge, "hide")
    author, puid, email = statement.author_id or 0, statement.puid, the(statement.author_id or 0).email
    restore(judge)
    undo(judge)
    found, today = the_statement("hide"), local(now()).date()
    assert found.informed_at is not None
    assert local(found.informed_at).date() == today
    page = sign_in(the(author)).get(found.url).text
    assert f"/begruendungen/{puid}/beschwerde" in page
    assert "Gilt wieder seit" in page
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == email).order_by(Mail.id)).all()
    again = [letter for letter in letters if puid in letter]
    assert ["gilt sie wieder" in letter for letter in again] == [False, True]
    (row,) = export.statements_of(
        the(judge), found.created_at - timedelta(days=1), found.created_at + timedelta(days=1)
    )
    assert row["application_date"] == today.isoformat()
    with pytest.raises(Conflict, match="Frist"), shifted_by(timedelta(days=365)):
        complain(author)
    number = complain(author)
    assert db.session.get_one(Complaint, number).informed_at == found.informed_at


def test_what_was_written_to_nobody_is_opened_anew(app: Flask) -> None:
    """S-24, S-04: the first look after it holds again is the one that counts."""
    with shifted_by(LONG_AGO):
        judge, author = moderator(), factories.person().id
        factories.post(factories.thread(), the(author))
        with transaction():
            case = commands.open_case_for(the(judge), targets.load(the(judge), "account", author))
            values = {"rule": "werbung", "facts": REASONS, "version": case.version, "untold": True}
            commands.take_measure(the(judge), case, commands.Decision(**values))  # type: ignore[arg-type]
        with transaction():
            commands.open_statement(the(author), the_statement("hide"))
    restore(judge)
    undo(judge)
    assert the_statement("hide").informed_at is None
    assert complain(author)


def test_a_notifier_may_object_to_what_holds_again(app: Flask, client: Visitor) -> None:
    """S-12, S-10: to a measure that leaves the content, for six months from being told anew."""
    with shifted_by(LONG_AGO):
        judge, post = moderator(), bad_post()
        post_id = post.id
        report(client, post, email="nachbar@example.org")
        take(post_id, judge, "lock_branch")
    restore(judge)
    undo(judge)
    db.session.expire_all()
    notice = db.session.scalars(select(Notice)).one()
    assert notice.answer == Answer.ACTED
    with transaction():
        made = commands.complain_of_inaction(Nobody(), db.session.scalars(select(Notice)).one(), text=TEXT)
        number = made.id
    with pytest.raises(Forbidden):
        answer(judge, number)


def test_the_case_is_kept_as_long_as_one_may_object(app: Flask) -> None:
    """P-10, S-04: words are kept for years from the day on which the measure held again."""
    with shifted_by(timedelta(days=-4000)):
        judge, post_id = moderator(), bad_post().id
        take(post_id, judge, "hide")
    restore(judge)
    undo(judge)
    forget_closed_cases()
    assert the_statement("hide").facts
    with shifted_by(timedelta(days=4000)):
        forget_closed_cases()
    assert not the_statement("hide").facts


def test_a_dispute_that_goes_on_keeps_the_words(app: Flask) -> None:
    """S-14, P-09: a body outside of the forum still looks at the decision."""
    with shifted_by(timedelta(days=-4000)):
        judge, post_id = moderator(), bad_post().id
        take(post_id, judge, "hide")
    with transaction():
        values = {"case_id": the_statement("hide").case_id, "recorded_by": judge, "recorded_at": now()}
        db.session.add(Dispute(body="Schlichtungsstelle", opened_on=local(now()).date(), **values))
    forget_closed_cases()
    assert the_statement("hide").facts
    with transaction():
        db.session.execute(delete(Dispute))
    forget_closed_cases()
    assert not the_statement("hide").facts


def test_whoever_took_it_back_or_let_it_hold_again_answers_nothing(app: Flask, sign_in: SignIn) -> None:
    """S-04, M-24: not who decided, nor who restored, nor who re-imposed it; the page says so, a fourth answers."""
    first, restorer, again, fourth = moderator(), moderator(), moderator(), moderator()
    author = take(bad_post().id, first, "hide").author_id or 0
    restore(restorer)
    undo(again, BACK)
    number = complain(author)
    for one in (first, restorer, again):
        with pytest.raises(Forbidden):
            answer(one, number)
        page = sign_in(the(one)).get(f"/moderation/beschwerden/{number}").text
        assert "Darauf antwortet jemand anderes" in page
    answer(fourth, number)
    assert db.session.get_one(Complaint, number).answered_by == fourth


def test_whoever_undid_their_own_restoring_answers_nothing(app: Flask) -> None:
    """S-04, M-24: a slip is a decision, too; it stays noted when the measure falls and holds once more."""
    first, restorer, other = moderator(), moderator(), moderator()
    author = take(bad_post().id, first, "hide").author_id or 0
    restore(restorer)
    undo(restorer)
    restore(other)
    undo(other)
    number = complain(author)
    for one in (restorer, other):
        with pytest.raises(Forbidden):
            answer(one, number)


def test_whoever_took_the_measure_back_does_not_answer_either(app: Flask) -> None:
    """S-04, M-24: the complaint came before; whoever restored has decided about it already."""
    first, restorer, third = moderator(), moderator(), moderator()
    author = take(bad_post().id, first, "hide").author_id or 0
    number = complain(author)
    restore(restorer)
    with pytest.raises(Forbidden):
        answer(restorer, number, "reversed")
    answer(third, number, "reversed")


def test_whose_renewed_decision_did_not_hold_decides_no_more(app: Flask) -> None:
    """S-04, M-24: whoever let it hold again is overruled by the complaint like whoever decided first."""
    first, again, fair = moderator(), moderator(), moderator()
    post_id = bad_post().id
    author = take(post_id, first, "hide").author_id or 0
    restore(first)
    undo(again, BACK)
    answer(fair, complain(author), "reversed")
    assert db.session.get_one(Post, post_id).author_id == author
    for one in (first, again):
        with pytest.raises(Forbidden):
            take(post_id, one, "hide")
    assert take(post_id, fair, "hide").stands
