"""A later notice about the same thing is answered by the decision about itself, and takes nothing from an earlier one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Restriction
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.moderation import commands, score, targets
from forum.moderation.models import Answer, CaseState, Notice
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, SignIn, bad_post, decide, report, the_case
from tests.moderation.test_complaints import REASONS
from tests.moderation.test_measures import FACTS, take
from tests.moderation.test_redoing import moderator, restore, the, the_statement

FINE = "Der Beitrag ist in Ordnung, wirklich in Ordnung."
EARLIER = timedelta(minutes=-30)
CHANGES: dict[str, dict[str, object]] = {"warn": {}, "limit": {"days": 30}, "lock_branch": {"days": 3}}


def decided_before(measure: str) -> tuple[int, int]:
    """Return a post about which something was decided that stands, and its author."""
    with shifted_by(EARLIER):
        post = bad_post()
        number, author = post.id, post.author_id or 0
        take(number, moderator(), measure, **CHANGES[measure])
    return number, author


@pytest.mark.parametrize("measure", [*CHANGES])
def test_whoever_reports_in_vain_hears_that_it_stays(client: Visitor, measure: str) -> None:
    """S-10, S-12: by mail and on the page, with the reasons of that decision, whatever stands since before."""
    number, _author = decided_before(measure)
    address = report(client, db.session.get_one(Post, number), email="nachbar@example.org")
    judge = moderator()
    with transaction():
        commands.dismiss(the(judge), the_case(), reason=FINE, version=the_case().version)
    db.session.expire_all()
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.answer, notice.answer_reason, notice.stand) == (Answer.DISMISSED, FINE, CaseState.DISMISSED)
    assert (the_case().state, the_statement(measure).stands) == (CaseState.ACTED, True)
    page = client.get(address).text
    assert "Der Inhalt bleibt stehen." in page
    assert FINE in page
    assert FACTS not in page
    assert "Beschwerde einlegen" in page
    letter = db.session.scalars(
        select(Mail.text).where(Mail.to_address == "nachbar@example.org").order_by(Mail.id)
    ).all()[-1]
    assert "die Moderation lässt den gemeldeten Inhalt stehen." in letter
    assert FINE in letter


def test_whoever_heard_that_it_stays_hears_nothing_of_an_earlier_measure(client: Visitor) -> None:
    """S-10: taking back what was decided before their notice is no news for them, and changes no reason they were told."""
    number, _author = decided_before("lock_branch")
    report(client, db.session.get_one(Post, number), email="nachbar@example.org")
    judge = moderator()
    with transaction():
        commands.dismiss(the(judge), the_case(), reason=FINE, version=the_case().version)
    written = select(func.count()).select_from(Mail).where(Mail.to_address == "nachbar@example.org")
    before = db.session.scalar(written)
    db.session.expire_all()
    assert the_statement("lock_branch").told == []
    restore(judge)
    db.session.expire_all()
    assert (the_notice().answer, the_notice().answer_reason) == (Answer.DISMISSED, FINE)
    assert db.session.scalar(written) == before


def test_what_was_dismissed_speaks_for_no_notifier(app: Flask) -> None:
    """M-06, S-17: an earlier warning makes no later notice a founded one."""
    judge, notifier = moderator(), factories.person().id
    for _time in range(score.ENOUGH):
        number, _author = decided_before("warn")
        with transaction():
            target = targets.load(the(notifier), "post", number)
            commands.file_notice(the(notifier), target, rule="respekt", explanation=WHY, good_faith=True)
        with transaction():
            case = the_notice().case
            commands.dismiss(the(judge), case, reason=FINE, version=case.version)
    assert score.trust(notifier) == score.UNFOUNDED


def the_notice() -> Notice:
    return db.session.scalars(select(Notice).order_by(Notice.id.desc())).first()  # type: ignore[return-value]


def test_whoever_reported_what_a_measure_was_taken_about_hears_of_that(client: Visitor) -> None:
    """S-10: a warning in the same opening is something that was done, and its reasons are the author's alone."""
    post = bad_post()
    address = report(client, post)
    take(post.id, moderator(), "warn")
    assert the_notice().answer == Answer.ACTED
    page = client.get(address).text
    assert "Die Moderation hat etwas unternommen. Der Inhalt ist weiter zu lesen." in page
    assert "betrifft jemand anderen" in page
    # Both are said also where there is no reason to tell (Art. 16 (5) and (6) DSA).
    assert "An der Entscheidung war kein Programm beteiligt." in page
    assert "außergerichtliche Streitbeilegung" in page
    assert FACTS not in page
    take(post.id, moderator(), "hide")
    assert "Die Moderation hat den Inhalt verborgen." in client.get(address).text


@pytest.mark.parametrize("measure", ["limit", "lock_branch"])
def test_what_stands_can_be_taken_back_after_its_thing_is_gone(
    client: Visitor, sign_in: SignIn, work: Callable[[], int], measure: str
) -> None:
    """M-15, S-04: also where the author deleted the post while it was reported anew; the case stays a decided one."""
    number, author = decided_before(measure)
    address = report(client, db.session.get_one(Post, number))
    with transaction():
        discussions.delete_post(the(author), db.session.get_one(Post, number))
    work()
    db.session.expire_all()
    assert (the_case().state, the_case().decided_by) == (CaseState.ACTED, None)
    assert the_notice().answer == Answer.GONE
    assert "Den Inhalt gibt es nicht mehr." in client.get(address).text
    judge = sign_in(the(moderator()))
    assert 'value="wiederherstellen"' in judge.get(the_case().url).text
    assert the_case().url in judge.get("/moderation?stand=acted").text
    assert decide(judge, the_case(), "wiederherstellen", facts=REASONS) == 303
    assert not the_statement(measure).stands
    assert db.session.scalars(select(Restriction.id).where(Restriction.ended_at.is_(None))).all() == []
