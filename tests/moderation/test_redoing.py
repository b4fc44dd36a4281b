"""What was taken back by a slip holds again, and pages say what became of a thing and who can still decide (M-15, M-12)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Limit, Person, Restriction
from forum.core.clock import shifted_by
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Invalid
from forum.core.mail import Mail
from forum.discussions import commands as discussions
from forum.discussions.commands import sweeps
from forum.discussions.models import ClosedBranch, Post, PostState, Thread
from forum.moderation import commands, targets
from forum.moderation.models import CaseState, Statement
from forum.screening import watching
from forum.screening.models import HeldText
from tests import factories
from tests.factories import Visitor
from tests.moderation.test_cases import bad_post, decide, report, the_case
from tests.moderation.test_complaints import REASONS, TEXT
from tests.moderation.test_measures import take

SignIn = Callable[[Person], Visitor]
LONG_AGO = timedelta(hours=-2)


def the(number: int) -> Person:
    return db.session.get_one(Person, number)


def moderator() -> int:
    return factories.person("moderator").id


def restore(number: int) -> None:
    with transaction():
        case = the_case()
        commands.restore(the(number), case, reason=REASONS, version=case.version)


def undo(number: int, reason: str = "") -> None:
    with transaction():
        commands.undo(the(number), the_case(), reason=reason)


def the_statement(measure: str) -> Statement:
    db.session.expire_all()
    return db.session.scalars(select(Statement).where(Statement.measure == measure)).one()


CHANGES: dict[str, dict[str, object]] = {
    "hide": {},
    "redact": {"passages": "Nussberg 7"},
    "lock_branch": {"days": 3},
    "lock_thread": {"days": 3},
    "slow_thread": {"minutes": 7},
    "hint": {},
    "warn": {},
    "slow": {"days": 3, "minutes": 30},
    "limit": {"days": 3},
    "suspend": {"days": 3},
}


def effect(post_id: int) -> list[object]:
    """Return what holds for a post, its thread and its author."""
    db.session.expire_all()
    post = db.session.get_one(Post, post_id)
    thread = db.session.get_one(Thread, post.thread_id)
    held = select(Restriction.kind, Restriction.minutes, Restriction.until).where(Restriction.ended_at.is_(None))
    standing = db.session.execute(held.order_by(Restriction.id)).all()
    closed = db.session.get(ClosedBranch, post_id) is not None
    return [post.state, post.source, closed, thread.slowed_minutes, thread.locked_reason, standing]


@pytest.mark.parametrize("measure", [*CHANGES])
def test_taking_a_measure_back_can_be_undone(app: Flask, measure: str) -> None:
    """M-15, S-02: by one activation; the same statement stands with the same effect, and the author is told again."""
    number = moderator()
    post_id = factories.post(factories.thread(), text="Anna Muster wohnt im Nussberg 7.").id
    if measure == "suspend":
        with shifted_by(LONG_AGO):
            take(post_id, number, "warn")
    statement = take(post_id, number, measure, **CHANGES[measure])
    author, decided = the(statement.author_id or 0).email, statement.created_at
    before = effect(post_id)
    restore(number)
    if measure not in {"hint", "warn"}:
        assert effect(post_id) != before
    undo(number)
    assert effect(post_id) == before
    found = the_statement(measure)
    assert (found.stands, found.revert_reason, found.until) == (True, None, statement.until)
    assert (the_case().state, the_case().decided_by, the_case().decided_at) == (CaseState.ACTED, number, decided)
    letters = select(func.count()).where(Mail.to_address == author, Mail.text.contains(found.puid))
    assert db.session.scalar(letters) == 2
    # It can be taken back like any other.
    restore(number)
    assert not the_statement(measure).stands


def test_the_public_log_keeps_that_it_was_taken_back(client: Visitor) -> None:
    """M-15, M-18: a measure that holds again says that it was taken back meanwhile, on the page and in the file."""
    number = moderator()
    post_id = factories.post(factories.thread(), text="Anna Muster wohnt im Nussberg 7.").id
    take(post_id, number, "redact", passages="Nussberg 7")
    assert client.get("/transparenz.csv").text.splitlines()[-1].endswith(",false,0")
    restore(number)
    undo(number)
    assert client.get("/transparenz.csv").text.splitlines()[-1].endswith(",false,1")
    assert "gilt wieder, war zurückgenommen" in client.get("/transparenz").text
    restore(number)
    assert client.get("/transparenz.csv").text.splitlines()[-1].endswith(",true,2")


def test_all_posts_of_an_account_are_hidden_again(app: Flask) -> None:
    """M-15, T-33: also while the posts of the first decision are coming back still; an account is no text."""
    number, author = moderator(), factories.person().id
    thread = factories.thread()
    for _one in range(3):
        factories.post(db.session.merge(thread), the(author))
    with transaction():
        case = commands.open_case_for(the(number), targets.load(the(number), "account", author))
        decision = commands.Decision(rule="werbung", facts=REASONS, version=case.version)
        commands.take_measure(the(number), case, decision)
    sweeps.go_on_sweeping()
    restore(number)
    undo(number)
    sweeps.go_on_sweeping()
    states = select(Post.state).where(Post.author_id == author).distinct()
    assert db.session.scalars(states).all() == [PostState.HIDDEN]
    assert the_statement("hide").stands


def test_it_takes_the_same_care_as_any_undoing(app: Flask) -> None:
    """M-15: a colleague gives a reason, after ten minutes it is too late, and nothing is hidden that says something else."""
    first, second = moderator(), moderator()
    post_id = factories.post(factories.thread()).id
    take(post_id, first, "hide")
    restore(second)
    with pytest.raises(Invalid):
        undo(first)
    with pytest.raises(Conflict), shifted_by(timedelta(minutes=11)):
        undo(second)
    undo(first, REASONS)
    assert db.session.get_one(Post, post_id).state == PostState.HIDDEN
    restore(second)
    with transaction():
        post = db.session.get_one(Post, post_id)
        discussions.edit_post(the(post.author_id or 0), post, text="Ganz harmlos.", version=post.version)
    with pytest.raises(Conflict, match="inzwischen geändert"):
        undo(second)
    assert not the_statement("hide").stands


def test_what_fell_by_a_complaint_stays_taken_back(client: Visitor, sign_in: SignIn) -> None:
    """S-04: the answer of another person is no slip that one press of a button undoes."""
    post = bad_post()
    author = post.author_id or 0
    report(client, post)
    assert decide(sign_in(the(moderator())), the_case(), "verbergen") == 303
    url = the_case().statements[0].url
    assert sign_in(the(author)).submit(f"{url}/beschwerde", text=TEXT).status_code == 303
    third = moderator()
    with transaction():
        found = the_case().complaints[0]
        commands.answer_complaint(the(third), found, outcome="reversed", reasons=REASONS, version=found.version)
    assert "Rückgängig machen" not in sign_in(the(third)).get(the_case().url).text
    with pytest.raises(Conflict):
        undo(third)
    assert not the_statement("hide").stands


def test_the_page_of_a_published_text_says_so(sign_in: SignIn, work: Callable[[], int]) -> None:
    """M-12, M-01: it was not deleted and nothing was dismissed; the page leads to where it stands."""
    keeper = moderator()
    with transaction():
        watching.add_watched_word(the(keeper), pattern="Kanarienvogel", action="hold")
    thread, author = factories.thread().id, factories.person().id
    with transaction():
        discussions.send_post(the(author), db.session.get_one(Thread, thread), text="Ein Kanarienvogel singt.")
    work()
    judge = sign_in(the(moderator()))
    assert judge.submit(f"{the_case().url}/veroeffentlichen", version=str(the_case().version)).status_code == 303
    page = judge.get(the_case().url).text
    published = db.session.scalars(select(HeldText.published_url)).one()
    assert published
    assert f'href="{published}"' in page
    assert "veröffentlicht" in page
    for word in ("gelöscht", "abgewiesen", "Darüber entscheidet jemand anderes"):
        assert word not in page


def test_what_is_gone_waits_for_nobody_else(client: Visitor, sign_in: SignIn) -> None:
    """M-24: the page says that nothing is left to decide; what was decided can be taken back there (S-04)."""
    post = bad_post()
    post_id, author = post.id, post.author_id or 0
    report(client, post)
    judge = sign_in(the(moderator()))
    assert decide(judge, the_case(), "massnahme", measure="lock_branch") == 303
    assert decide(judge, the_case(), "massnahme", measure="limit", days="3") == 303
    with transaction():
        discussions.delete_post(the(author), db.session.get_one(Post, post_id))
    page = judge.get(the_case().url).text
    assert "Darüber entscheidet jemand anderes" not in page
    assert decide(judge, the_case(), "wiederherstellen", facts=REASONS) == 303
    assert 'value="wiederherstellen"' in page
    held = select(Restriction.id).where(Restriction.kind == Limit.LIMITED, Restriction.ended_at.is_(None))
    assert db.session.scalar(held) is None
    assert decide(judge, the_case(), "wiederherstellen", facts=REASONS) == 303
    page = judge.get(the_case().url).text
    assert "Hier gibt es nichts mehr zu entscheiden." in page
    assert "Darüber entscheidet jemand anderes" not in page


@pytest.mark.parametrize("measure", ["lock_thread", "slow_thread", "limit"])
def test_what_outlasts_a_post_holds_again_after_it_is_gone(app: Flask, sign_in: SignIn, measure: str) -> None:
    """M-15, S-04: a measure about a thread or an account needs no post any more, neither to fall nor to hold again."""
    number = moderator()
    post_id = factories.post(factories.thread()).id
    take(post_id, number, measure, **{"days": 3, **CHANGES[measure]})
    before = effect(post_id)[3:]
    restore(number)
    with transaction():
        post = db.session.get_one(Post, post_id)
        discussions.delete_post(the(post.author_id or 0), post)
    judge = sign_in(the(number))
    assert "Rückgängig machen" in judge.get(the_case().url).text
    assert judge.submit(f"{the_case().url}/rueckgaengig", version=str(the_case().version)).status_code == 303
    assert effect(post_id)[3:] == before
    assert the_statement(measure).stands


def test_a_lock_of_a_thread_does_not_follow_a_moved_post(app: Flask) -> None:
    """S-02: the statement is about the thread of before; undoing closes no other one."""
    number = moderator()
    thread_id, other_id = factories.thread().id, factories.thread().id
    post_id = factories.post(db.session.get_one(Thread, thread_id)).id
    take(post_id, number, "lock_thread", days=3)
    restore(number)
    with transaction():
        db.session.get_one(Post, post_id).thread_id = other_id
    with pytest.raises(Conflict):
        undo(number)
    db.session.expire_all()
    assert db.session.get_one(Thread, other_id).locked_reason is None
    assert not the_statement("lock_thread").stands
