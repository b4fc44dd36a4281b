"""Cases that are decided more than once, and people who are on both sides of one (M-08, M-15, M-22, M-24, S-10, S-11)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.discussions.models import Post, PostState
from forum.moderation import commands, targets
from forum.moderation.commands.bulk import decide_many, undo_many
from forum.moderation.models import Case, CaseState, Complaint, Statement
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import WHY, bad_post, decide, report, the_case

SignIn = Callable[[Person], Visitor]
FACTS = "Der Beitrag beleidigt eine Person."


@pytest.mark.parametrize("step", ["verbergen", "abweisen"])
def test_notifiers_read_what_is_true_of_the_content(client: Visitor, sign_in: SignIn, step: str) -> None:
    """S-10: the letter of the case page says that it is hidden, or that it stays."""
    report(client, bad_post(), email="nachbar@example.org")
    assert decide(sign_in(factories.person("moderator")), the_case(), step) == 303
    mails = db.session.scalars(select(Mail).where(Mail.to_address == "nachbar@example.org").order_by(Mail.id)).all()
    stays = "weiter zu lesen" in mails[-1].text or "lässt den gemeldeten Inhalt stehen" in mails[-1].text
    assert stays == (step == "abweisen")


def test_a_case_that_was_dismissed_can_be_decided_anew(client: Visitor, sign_in: SignIn) -> None:
    """M-08: after the ten minutes too, by whoever moderates and without a notice of their own."""
    post = bad_post().id
    report(client, db.session.get_one(Post, post))
    moderator = sign_in(factories.person("moderator"))
    assert decide(moderator, the_case(), "abweisen") == 303
    with shifted_by(timedelta(minutes=20)):
        assert moderator.submit(f"/moderation/oeffnen/post/{post}").status_code == 303
        assert the_case().state == CaseState.OPEN
        assert decide(moderator, the_case(), "verbergen") == 303
    assert db.session.get_one(Post, post).state == PostState.HIDDEN


def hidden(who: Person, case: Case) -> None:
    commands.hide(who, case, rule="respekt", facts=FACTS, version=case.version)


def dismissed(who: Person, case: Case) -> None:
    commands.dismiss(who, case, reason=FACTS, version=case.version)


def acted_by(moderator: int, case_id: int, act: Callable[[Person, Case], object]) -> None:
    with transaction():
        act(db.session.get_one(Person, moderator), db.session.get_one(Case, case_id))


def test_what_stands_can_be_taken_back_after_a_notice_was_dismissed(app: Flask) -> None:
    """M-15: a measure of an earlier decision is still there, and so is the way to end it."""
    post = bad_post().id
    moderator = factories.person("moderator").id
    with transaction():
        who = db.session.get_one(Person, moderator)
        number = commands.open_case_for(who, targets.load(who, "post", post)).id
    acted_by(moderator, number, hidden)
    with transaction():
        case = db.session.get_one(Case, number)
        case.state = CaseState.OPEN
    acted_by(moderator, number, dismissed)
    assert db.session.get_one(Case, number).state == CaseState.ACTED
    acted_by(moderator, number, lambda who, case: commands.restore(who, case, reason=FACTS, version=case.version))
    assert db.session.get_one(Post, post).state == PostState.VISIBLE
    assert db.session.get_one(Case, number).state == CaseState.DISMISSED


def test_undoing_reaches_no_older_decision(app: Flask) -> None:
    """M-15: what was hidden long ago stays hidden when a decision of today is undone."""
    post = bad_post().id
    moderator = factories.person("moderator").id
    with transaction():
        who = db.session.get_one(Person, moderator)
        number = commands.open_case_for(who, targets.load(who, "post", post)).id
    acted_by(moderator, number, hidden)
    with transaction():
        db.session.scalars(select(Statement)).one().created_at -= timedelta(days=30)
        case = db.session.get_one(Case, number)
        case.state = CaseState.OPEN
    acted_by(moderator, number, dismissed)
    acted_by(moderator, number, commands.undo)
    assert db.session.get_one(Post, post).state == PostState.HIDDEN
    assert db.session.get_one(Case, number).state == CaseState.OPEN


def reported_posts(client: Visitor, count: int) -> list[int]:
    for _one in range(count):
        report(client, bad_post())
    return list(db.session.scalars(select(Case.id).order_by(Case.id)))


def test_many_are_shown_again_for_ten_minutes_and_open_again(client: Visitor, app: Flask) -> None:
    """M-15, M-22: as a single undo; later each says why not, and nobody's later measure is taken instead."""
    numbers = reported_posts(client, 2)
    moderator = factories.person("moderator").id

    def decided() -> str:
        with transaction():
            versions = {number: db.session.get_one(Case, number).version for number in numbers}
            who = db.session.get_one(Person, moderator)
            return decide_many(who, versions, step="verbergen", rule="respekt", facts=FACTS).key

    def undone(key: str) -> list[int]:
        with transaction():
            return undo_many(db.session.get_one(Person, moderator), key).done

    assert undone(decided()) == numbers
    assert set(db.session.scalars(select(Case.state))) == {CaseState.OPEN}
    key = decided()
    with shifted_by(timedelta(minutes=11)):
        assert undone(key) == []
    assert set(db.session.scalars(select(Case.state))) == {CaseState.ACTED}


def test_many_need_a_step_and_one_that_cannot_be_done_stops_no_other(client: Visitor, sign_in: SignIn) -> None:
    """M-22: an unknown step hides nothing; what is wrong with one alone is said at that one."""
    numbers = reported_posts(client, 2)
    moderator = sign_in(factories.person("moderator"))
    versions = {f"version-{number}": str(db.session.get_one(Case, number).version) for number in numbers}
    fields = {"fall": numbers, "rule": "respekt", "facts": FACTS, **versions}
    for step in ({}, {"schritt": "irgendwas"}):
        assert moderator.submit("/moderation/sammeln", **fields, **step).status_code == 422
    assert set(db.session.scalars(select(Case.state))) == {CaseState.OPEN}
    page = moderator.submit("/moderation/sammeln", **fields, schritt="abweisen").text
    assert "2 Fälle sind entschieden" in page
    assert "Verborgenes wieder zeigen" not in page


def test_whoever_wrote_it_answers_no_complaint_about_it(client: Visitor, app: Flask) -> None:
    """M-24, S-04: also where no statement says whose it is."""
    author, other = factories.person("moderator").id, factories.person("moderator").id
    post = factories.post(factories.thread(), db.session.get_one(Person, author), text="Kanarienvogel-Beschimpfung")
    report(client, post, email="nachbar@example.org")
    number = the_case().id
    acted_by(other, number, dismissed)
    with transaction():
        case = db.session.get_one(Case, number)
        words = f"{WHY} Bitte sehen Sie noch einmal nach."
        complaint = commands.complain_of_inaction(Nobody(), case.notices[0], text=words).id
    third = factories.person("moderator").id

    def answer(person_id: int) -> None:
        with transaction():
            who, row = db.session.get_one(Person, person_id), db.session.get_one(Complaint, complaint)
            commands.answer_complaint(who, row, outcome="upheld", reasons=FACTS, version=row.version)

    with pytest.raises(Forbidden):
        answer(author)
    answer(third)
    with pytest.raises((Conflict, Forbidden)):
        answer(third)


def test_a_moderator_learns_not_who_reported_them(client: Visitor, sign_in: SignIn) -> None:
    """S-11, M-29: neither names nor notes stand on the page of a case about the own content."""
    author, other = factories.person("moderator").id, factories.person("moderator").id
    notifier = factories.person(handle="Zaunkoenigin")
    post = factories.post(factories.thread(), db.session.get_one(Person, author), text="Kanarienvogel-Beschimpfung")
    report(sign_in(notifier), post)
    number, url = the_case().id, the_case().url
    acted_by(other, number, lambda who, case: commands.add_note(who, case, text="Das ist schon das dritte Mal."))
    seen = sign_in(db.session.get_one(Person, other)).get(url).text
    assert "Zaunkoenigin" in seen
    assert "das dritte Mal" in seen
    own = sign_in(db.session.get_one(Person, author)).get(url).text
    assert "Zaunkoenigin" not in own
    assert "das dritte Mal" not in own
