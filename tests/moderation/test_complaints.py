"""Authors and notifiers object to a decision; another person answers, and what does not hold falls."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core.clock import frozen_at
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.discussions.models import Post, PostState, Thread
from forum.moderation import commands
from forum.moderation.models import CaseState, Complaint, Statement
from forum.notifications.models import Message
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import bad_post, decide, report, the_case
from tests.racing import at_once

SignIn = Callable[[Person], Visitor]
TEXT = "Das war ein Zitat aus der Zeitung und keine Beleidigung."
REASONS = "Der Satz steht so in der Zeitung und beleidigt niemanden."


def moderator() -> Person:
    return factories.person("moderator")


def hidden(sign_in: SignIn) -> tuple[int, int, Statement]:
    """Return a hidden post, who hid it, and why."""
    post_id, first = bad_post().id, moderator()
    first_id, client = first.id, sign_in(first)
    client.submit(f"/moderation/oeffnen/post/{post_id}")
    assert decide(client, the_case(), "verbergen") == 303
    return post_id, first_id, db.session.scalars(select(Statement)).one()


def author_of(statement: Statement) -> Person:
    return db.session.get_one(Person, statement.author_id)


def the_complaint() -> Complaint:
    db.session.expire_all()
    return db.session.scalars(select(Complaint)).one()


def answer(client: Visitor, outcome: str, **changes: str) -> int:
    found = the_complaint()
    fields = {"outcome": outcome, "reasons": REASONS, "version": str(found.version), **changes}
    return client.submit(f"/moderation/beschwerden/{found.id}", **fields).status_code


def test_a_complaint_that_is_right_brings_everything_back(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-04, M-15, M-32: the post, the counts and the search; the author is told, the statement shows it."""
    post_id, _first, statement = hidden(sign_in)
    url, thread_id = statement.url, db.session.get_one(Post, post_id).thread_id
    author = sign_in(author_of(statement))
    assert f"{url}/beschwerde" in author.get(url).get_data(as_text=True)
    assert author.submit(f"{url}/beschwerde", text=TEXT).location == url
    second = sign_in(moderator())
    assert "Beschwerde zu Fall" in second.get("/moderation/beschwerden").get_data(as_text=True)
    assert TEXT in second.get(the_complaint().url).get_data(as_text=True)
    assert answer(second, "reversed") == 303
    work()
    db.session.expire_all()
    assert db.session.get_one(Post, post_id).state == PostState.VISIBLE
    assert the_case().state == CaseState.DISMISSED
    visible = select(func.count()).where(Post.thread_id == thread_id, Post.state == PostState.VISIBLE)
    assert db.session.get_one(Thread, thread_id).post_count == db.session.scalar(visible)
    told = author.get(url).get_data(as_text=True)
    assert REASONS in told
    assert "zurückgenommen" in told
    assert "Streitbeilegung" in told
    kinds = set(db.session.scalars(select(Message.kind)))
    assert {"statement", "statement_reverted", "complaint_answered"} <= kinds
    assert "Kanarienvogel" in author.get("/suche?q=Kanarienvogel-Beschimpfung").get_data(as_text=True)


def test_a_complaint_that_is_wrong_is_answered_with_reasons(sign_in: SignIn, work: Callable[[], int]) -> None:
    """S-13: outcome and reasons are needed, and the way to other bodies is named."""
    post_id, _first, statement = hidden(sign_in)
    url, author = statement.url, sign_in(author_of(statement))
    author.submit(f"{url}/beschwerde", text=TEXT)
    second = sign_in(moderator())
    assert answer(second, "", reasons=REASONS) == 422
    assert answer(second, "upheld", reasons="zu kurz") == 422
    assert answer(second, "upheld") == 303
    work()
    assert db.session.get_one(Post, post_id).state == PostState.HIDDEN
    page = author.get(url).get_data(as_text=True)
    assert REASONS in page
    assert "Streitbeilegung" in page
    assert answer(second, "reversed") == 409
    assert "beantwortet" in second.get("/moderation/beschwerden?stand=beantwortet").get_data(as_text=True).lower()


def test_whoever_decided_does_not_answer(sign_in: SignIn) -> None:
    """S-04, M-24: not the first moderator, not the author; the database refuses it too."""
    _post, first_id, statement = hidden(sign_in)
    author_id = statement.author_id
    sign_in(author_of(statement)).submit(f"{statement.url}/beschwerde", text=TEXT)
    first = sign_in(db.session.get_one(Person, first_id))
    assert "Darauf antwortet jemand anderes" in first.get(the_complaint().url).get_data(as_text=True)
    assert answer(first, "upheld") == 403
    for number in (first_id, author_id):
        actor, found = db.session.get_one(Person, number), the_complaint()
        with pytest.raises(Forbidden), transaction():
            commands.answer_complaint(actor, found, outcome="upheld", reasons=REASONS, version=1)
    values = {"outcome": "upheld", "reasons": REASONS, "answered_at": statement.created_at, "answered_by": first_id}
    with pytest.raises(IntegrityError, match="four_eyes"), transaction():
        db.session.execute(update(Complaint).values(**values))


def test_complaints_are_open_for_six_months(sign_in: SignIn) -> None:
    """S-04: on the last day still, a second later no more."""
    _post, _first, statement = hidden(sign_in)
    author_id, last = statement.author_id, statement.created_at + timedelta(days=190)
    with frozen_at(last + timedelta(seconds=1)), pytest.raises(Conflict, match="Frist"), transaction():
        commands.complain(db.session.get_one(Person, author_id), db.session.scalars(select(Statement)).one(), text=TEXT)
    with frozen_at(last), transaction():
        commands.complain(db.session.get_one(Person, author_id), db.session.scalars(select(Statement)).one(), text=TEXT)
    assert the_complaint().text == TEXT


def test_only_the_author_complains_and_only_once(sign_in: SignIn, client: Visitor) -> None:
    """S-04, E-16: everybody else does not even learn of the statement."""
    _post, _first, statement = hidden(sign_in)
    url, author = f"{statement.url}/beschwerde", sign_in(author_of(statement))
    assert sign_in(factories.person()).submit(url, text=TEXT).status_code == 404
    assert sign_in(moderator()).submit(url, text=TEXT).status_code == 403
    assert author.submit(url, text="zu kurz").status_code == 422
    assert author.submit(url, text=TEXT).status_code == 303
    again = author.submit(url, text=TEXT)
    assert again.status_code == 409
    assert TEXT in again.get_data(as_text=True)
    for path in ("/moderation/beschwerden", the_complaint().url):
        assert author.get(path).status_code in {403, 404}
        assert client.get(path).status_code in {302, 303, 401}


def test_a_notifier_without_account_complains_about_inaction(
    client: Visitor, sign_in: SignIn, work: Callable[[], int]
) -> None:
    """S-12, S-10: by the secret link; the case is open again, and the first moderator is out of it."""
    post = bad_post()
    state = report(client, post, email="nachbar@example.org")
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 409
    first, second = moderator(), moderator()
    first_id, second_id = first.id, second.id
    assert decide(sign_in(first), the_case(), "abweisen") == 303
    assert f"{state}/beschwerde" in client.get(state).get_data(as_text=True)
    assert client.submit(f"{state}/beschwerde", text=TEXT).location == state
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 409
    other = sign_in(db.session.get_one(Person, second_id))
    assert answer(other, "reversed") == 303
    db.session.expire_all()
    assert the_case().state == CaseState.OPEN
    assert decide(sign_in(db.session.get_one(Person, first_id)), the_case(), "abweisen") == 403
    assert decide(other, the_case(), "verbergen") == 303
    work()
    assert REASONS in client.get(state).get_data(as_text=True)
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == "nachbar@example.org")).all()
    assert any(REASONS in text and "Streitbeilegung" in text for text in letters)
    assert client.get("/meldungen/erfunden/beschwerde").status_code == 404


def test_a_later_decision_that_was_taken_back_ends_the_matter(sign_in: SignIn) -> None:
    """S-04: who was restored already has nothing to complain about."""
    _post, first_id, statement = hidden(sign_in)
    url, author_id = statement.url, statement.author_id
    assert decide(sign_in(db.session.get_one(Person, first_id)), the_case(), "wiederherstellen") == 303
    author = sign_in(db.session.get_one(Person, author_id))
    assert "/beschwerde" not in author.get(url).get_data(as_text=True)
    assert author.submit(f"{url}/beschwerde", text=TEXT).status_code == 409


def test_two_moderators_answer_once(app: Flask, sign_in: SignIn) -> None:
    """M-03, S-04: real threads; one answer, one reversal."""
    _post, _first, statement = hidden(sign_in)
    sign_in(author_of(statement)).submit(f"{statement.url}/beschwerde", text=TEXT)
    people, complaint_id = [moderator().id for _ in range(2)], the_complaint().id

    def act(number: int) -> Callable[[], object]:
        return lambda: commands.answer_complaint(
            db.session.get_one(Person, number),
            db.session.get_one(Complaint, complaint_id),
            outcome="reversed",
            reasons=REASONS,
            version=1,
        )

    assert at_once(app, [act(number) for number in people], refused=(Conflict,)) == 1
    for kind in ("ComplaintAnswered", "StatementReverted"):
        assert db.session.scalar(select(func.count()).where(LoggedEvent.type == kind)) == 1
