"""The right of notifiers to object stays, whatever becomes of the case; and they hear when a decision is undone."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db, transaction
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.models import Post
from forum.moderation import commands
from forum.moderation.commands.bulk import decide_many, undo_many
from forum.moderation.models import Answer, Case, CaseState, Complaint
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import bad_post, decide, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT

SignIn = Callable[[Person], Visitor]
MAIL = "nachbar@example.org"


def moderator() -> Person:
    """Return somebody who moderates everywhere."""
    return factories.person("moderator")


def letters() -> list[str]:
    """Return the letters to the notifier, the oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Mail.text).where(Mail.to_address == MAIL).order_by(Mail.id)))


def answer_newest(outcome: str) -> None:
    """Let a new moderator answer the newest complaint."""
    who = moderator().id
    with transaction():
        found = db.session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
        assert found is not None
        actor = db.session.get_one(Person, who)
        commands.answer_complaint(actor, found, outcome=outcome, reasons=REASONS, version=found.version)


def test_a_new_notice_takes_nobody_the_right_to_object(client: Visitor, sign_in: SignIn) -> None:
    """S-12, S-04: somebody else opens the case again; who was told that it stays objects all the same, to that decision."""
    post = bad_post()
    state, first = report(client, post, email=MAIL), moderator()
    first_id = first.id
    assert decide(sign_in(first), the_case(), "abweisen") == 303
    told_at = the_case().decided_at
    report(client, post)
    assert the_case().state == CaseState.OPEN
    page = client.get(state).text
    assert "wird noch einmal geprüft" in page
    assert f"{state}/beschwerde" in page
    assert client.get(f"{state}/beschwerde").status_code == 200
    assert client.submit(f"{state}/beschwerde", text=TEXT).location == state
    row = db.session.scalars(select(Complaint)).one()
    assert (row.against_id, row.informed_at) == (first_id, told_at)
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 409


def test_a_complaint_about_what_is_gone_meanwhile_leaves_no_case_behind(client: Visitor, sign_in: SignIn) -> None:
    """S-12, M-02: nothing is left to decide; the case closes again at once, and the notifier reads why."""
    post = bad_post()
    post_id, author_id = post.id, post.author_id
    state = report(client, post, email=MAIL)
    assert decide(sign_in(moderator()), the_case(), "abweisen") == 303
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 303
    with transaction():
        discussions.delete_post(db.session.get_one(Person, author_id), db.session.get_one(Post, post_id))
    answer_newest("reversed")
    case = the_case()
    assert (case.state, case.decided_by, case.notices[0].answer) == (CaseState.DISMISSED, None, Answer.GONE)
    assert "den gemeldeten Inhalt gibt es nicht mehr" in letters()[-2]
    assert "Den Inhalt gibt es inzwischen nicht mehr" in letters()[-1]
    assert "verborgen" not in letters()[-1]
    page = client.get(state).text
    assert "Den Inhalt gibt es nicht mehr." in page
    assert f"{state}/beschwerde" not in page


def test_a_warning_that_leaves_the_text_standing_can_be_objected_to(client: Visitor, sign_in: SignIn) -> None:
    """S-12: the content stays, so the notifier may object; success lets somebody else decide anew."""
    state = report(client, bad_post(), email=MAIL)
    first = moderator()
    first_id = first.id
    assert decide(sign_in(first), the_case(), "massnahme", measure="warn") == 303
    assert "kostenlos beschweren" in letters()[-1]
    assert f"{state}/beschwerde" in client.get(state).text
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 303
    answer_newest("reversed")
    assert the_case().state == CaseState.OPEN
    assert decide(sign_in(db.session.get_one(Person, first_id)), the_case(), "verbergen") == 403
    assert decide(sign_in(moderator()), the_case(), "verbergen") == 303


def test_a_second_dismissal_can_be_objected_to_again(client: Visitor, sign_in: SignIn) -> None:
    """S-12, S-04: each decision has its own objection; both answers stay."""
    state = report(client, bad_post(), email=MAIL)
    assert decide(sign_in(moderator()), the_case(), "abweisen") == 303
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 303
    answer_newest("reversed")
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 409
    assert decide(sign_in(moderator()), the_case(), "abweisen") == 303
    assert f"{state}/beschwerde" in client.get(state).text
    assert client.submit(f"{state}/beschwerde", text=f"{TEXT} Noch einmal.").status_code == 303
    answer_newest("upheld")
    rows = db.session.scalars(select(Complaint).order_by(Complaint.id)).all()
    assert [str(row.outcome) for row in rows] == ["reversed", "upheld"]
    assert rows[0].informed_at != rows[1].informed_at
    assert REASONS in client.get(state).text


def test_what_is_hidden_needs_no_objection(client: Visitor, sign_in: SignIn) -> None:
    """S-12: the notifier got what was asked for; when it is shown again, the right is there."""
    state = report(client, bad_post(), email=MAIL)
    person = sign_in(moderator())
    assert decide(person, the_case(), "verbergen") == 303
    assert f"{state}/beschwerde" not in client.get(state).text
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 409
    assert decide(person, the_case(), "wiederherstellen") == 303
    assert f"{state}/beschwerde" in client.get(state).text
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 303


def test_the_form_opens_only_where_there_is_something_to_object_to(client: Visitor, sign_in: SignIn) -> None:
    """S-12: undecided, withdrawn or hidden, the address leads back to the state of the notice."""
    state = report(client, bad_post(), email=MAIL)
    assert client.get(f"{state}/beschwerde").location == state
    assert client.submit(f"{state}/zurueckziehen").status_code == 303
    assert client.get(f"{state}/beschwerde").location == state
    assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 409


def test_no_cache_keeps_the_secret_page(client: Visitor, sign_in: SignIn) -> None:
    """S-10, E-27: neither a proxy nor the browser, with an account or without; the address goes to no other site."""
    state = report(client, bad_post(), email=MAIL)
    for who in (client, sign_in(factories.person())):
        headers = who.get(state).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "same-origin"


def test_notifiers_hear_that_a_decision_was_undone(client: Visitor, sign_in: SignIn) -> None:
    """M-15, S-10: whoever was told a decision is told that it holds no more; nobody objects to what is undone."""
    state = report(client, bad_post(), email=MAIL)
    person = sign_in(moderator())
    for step in ("abweisen", "verbergen"):
        assert decide(person, the_case(), step) == 303
        before = len(letters())
        assert person.submit(f"/moderation/{the_case().id}/rueckgaengig").status_code == 303
        told = letters()
        assert len(told) == before + 1
        assert "gleich wieder zurückgenommen" in told[-1]
        assert "beschweren" not in told[-1]
        assert the_case().state == CaseState.OPEN
        assert "wird geprüft" in client.get(state).text
        assert client.submit(f"{state}/beschwerde", text=TEXT).status_code == 409


def test_undoing_many_tells_each_notifier(client: Visitor, app: Flask) -> None:
    """M-15, M-22, S-10: the same holds for an act on many cases."""
    report(client, bad_post(), email=MAIL)
    who = moderator().id
    with transaction():
        case = db.session.scalars(select(Case)).one()
        versions = {case.id: case.version}
        actor = db.session.get_one(Person, who)
        key = decide_many(actor, versions, step="verbergen", rule="respekt", facts=REASONS).key
    with transaction():
        undo_many(db.session.get_one(Person, who), key)
    assert "gleich wieder zurückgenommen" in letters()[-1]


@pytest.mark.parametrize(
    ("outcome", "hidden", "said"),
    [
        ("upheld", False, "Sie bleibt."),
        ("partly", False, "ihre Begründung wird durch diese Antwort berichtigt"),
        ("reversed", False, "Der Fall ist wieder offen"),
        ("reversed", True, "Der Inhalt ist inzwischen verborgen."),
    ],
)
def test_the_answer_to_a_notifier_says_what_became_of_it(
    client: Visitor, sign_in: SignIn, outcome: str, said: str, *, hidden: bool
) -> None:
    """S-12, S-13: each outcome in its own words, and no open case where the content is hidden already."""
    post = bad_post()
    page = report(client, post, email=MAIL)
    assert decide(sign_in(moderator()), the_case(), "abweisen") == 303
    assert client.submit(f"{page}/beschwerde", text=TEXT).status_code == 303
    if hidden:
        report(client, db.session.merge(post))
        assert decide(sign_in(moderator()), the_case(), "verbergen") == 303
    answer_newest(outcome)
    letter = letters()[-1]
    assert said in letter
    assert REASONS in letter
    assert "Streitbeilegung" in letter
