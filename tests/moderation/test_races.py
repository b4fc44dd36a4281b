"""Several people at one case in the same moment, and things that change, move or go while it is open."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from forum.accounts.models import Person
from forum.core import counts
from forum.core.clock import now
from forum.core.db import db, transaction
from forum.core.errors import Conflict, Forbidden, Gone, NotFound
from forum.core.events import LoggedEvent
from forum.core.mail import Mail
from forum.core.permissions import Nobody
from forum.discussions import commands as discussions
from forum.discussions import tree
from forum.discussions.models import Post, PostState, Thread
from forum.moderation import commands, queries, targets
from forum.moderation.models import Case, CaseState, MisuseKind, Notice, Statement
from tests import factories
from tests.moderation.test_cases import WHY, the_case
from tests.moderation.test_measures import FACTS
from tests.racing import at_once

Act = Callable[[], object]


@pytest.fixture
def post(app: Flask) -> Post:
    """A post that somebody reported."""
    made = factories.post(factories.thread(), text="Kanarienvogel-Beschimpfung")
    number = made.id
    with transaction():
        file(number)
    return db.session.get_one(Post, number)


def file(post_id: int) -> None:
    target = targets.load(Nobody(), "post", post_id)
    commands.file_notice(Nobody(), target, rule="respekt", explanation=WHY, good_faith=True)


def hiding(moderator: int, version: int) -> Act:
    def act() -> None:
        actor = db.session.get_one(Person, moderator)
        case = db.session.scalars(select(Case)).one()
        commands.hide(actor, case, rule="respekt", facts=FACTS, version=version)

    return act


def dismissing(moderator: int, version: int) -> Act:
    def act() -> None:
        actor = db.session.get_one(Person, moderator)
        case = db.session.scalars(select(Case)).one()
        commands.dismiss(actor, case, reason=FACTS, version=version)

    return act


def recount() -> list[counts.Difference]:
    """Return which counters differ from a recount of their rows."""
    return counts.differences()


def test_of_two_decisions_at_once_one_wins(app: Flask, post: Post) -> None:
    """M-03: hiding and dismissing in the same moment; a statement exists exactly if the post is hidden."""
    post_id, version = post.id, the_case().version
    first, second = (factories.person("moderator").id for _one in range(2))
    acts = [hiding(first, version), dismissing(second, version)]
    assert at_once(app, acts, refused=(Conflict,)) == 1
    statements = db.session.scalar(select(func.count()).select_from(Statement))
    hidden = db.session.get_one(Post, post_id).state == PostState.HIDDEN
    assert statements == int(hidden)
    assert the_case().state == (CaseState.ACTED if hidden else CaseState.DISMISSED)
    assert the_case().decided_by == (first if hidden else second)
    assert recount() == []


def test_a_notice_that_hiding_overtook_opens_nothing(app: Flask, post: Post) -> None:
    """M-02: whoever looked at the thing before the decision, and waited for it, hears that it is hidden already."""
    post_id, moderator = post.id, factories.person("moderator").id
    seen = targets.load(Nobody(), "post", post_id)
    with transaction():
        hiding(moderator, the_case().version)()
    with pytest.raises(Gone), transaction():
        commands.file_notice(Nobody(), seen, rule="respekt", explanation=WHY, good_faith=True)
    db.session.expire_all()
    assert (the_case().state, the_case().notice_count) == (CaseState.ACTED, 1)
    assert recount() == []


@pytest.mark.parametrize("deletes", [True, False])
def test_the_author_acts_while_a_moderator_decides(app: Flask, post: Post, *, deletes: bool) -> None:
    """M-03, T-07, T-11: whoever comes second is told; what stands in the end fits together, and the evidence stays."""
    post_id, author_id, version = post.id, post.author_id, the_case().version
    moderator = factories.person("moderator").id

    def author() -> None:
        who, found = db.session.get_one(Person, author_id), db.session.get_one(Post, post_id)
        if deletes:
            discussions.delete_post(who, found)
        else:
            discussions.edit_post(who, found, text="Nun ganz harmlos.", version=1)

    refused = at_once(app, [author, hiding(moderator, version)], refused=(Conflict, NotFound, Forbidden))
    found = db.session.get_one(Post, post_id)
    statement = db.session.scalars(select(Statement)).one_or_none()
    assert refused <= 1
    if statement is None:
        assert found.state == (PostState.DELETED if deletes else PostState.VISIBLE)
        assert the_case().state == CaseState.OPEN
    else:
        assert found.state == PostState.HIDDEN
    assert db.session.scalars(select(Notice.evidence)).one() == "Kanarienvogel-Beschimpfung"
    assert recount() == []


def test_what_its_author_took_back_closes_its_case(app: Flask, post: Post, work: Callable[[], int]) -> None:
    """M-20, S-10: it keeps its copy; the notifier is told, and nothing speaks against them; nobody hides what is gone."""
    moderator, notifier = factories.person("moderator"), factories.person()
    moderator_id, address, notifier_id = moderator.id, notifier.email, notifier.id
    with transaction():
        target = targets.load(notifier, "post", post.id)
        who = db.session.get_one(Person, notifier_id)
        commands.file_notice(who, target, rule="respekt", explanation=WHY, good_faith=True)
    with transaction():
        discussions.delete_post(db.session.get_one(Person, post.author_id), db.session.get_one(Post, post.id))
    work()
    assert (the_case().state, the_case().decided_by) == (CaseState.DISMISSED, None)
    assert not queries.queue(db.session.get_one(Person, moderator_id)).items
    letters = db.session.scalars(select(Mail.text).where(Mail.to_address == address).order_by(Mail.id)).all()
    assert "gibt es nicht mehr" in letters[-1]
    assert commands.counts_of(notifier_id, MisuseKind.NOTICES).in_all == 0
    client = factories.signed_in(app, db.session.get_one(Person, moderator_id))
    assert "ohne dass jemand entschieden hat" in client.get(the_case().url).text
    with pytest.raises(NotFound), transaction():
        hiding(moderator_id, the_case().version)()


def test_ten_notices_and_a_decision_in_one_second(app: Flask, post: Post) -> None:
    """M-02: no notice is lost; one that comes after the decision opens the case again, and is counted from there."""
    post_id, version = post.id, the_case().version
    moderator = factories.person("moderator").id
    acts: list[Act] = [lambda: file(post_id) for _one in range(10)]
    refused = at_once(app, [*acts, dismissing(moderator, version)], refused=(Conflict,))
    # Only the decision is refused: where somebody reported first it no longer fits. Where it was first, all ten came after.
    assert refused <= 1
    assert (the_case().state, the_case().notice_count) == (CaseState.OPEN, 11 if refused else 10)
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 11
    assert recount() == []


def test_a_decision_reaches_a_post_that_was_moved_and_merged(app: Flask, post: Post) -> None:
    """M-25, T-21: it is hidden where it stands now, and the case belongs to that space from then on."""
    post_id, version = post.id, the_case().version
    other = factories.space()
    staff, moderator = factories.person("staff").id, factories.person("moderator").id
    target_id, space_id = factories.thread(within=other).id, other.id
    with transaction():
        actor = db.session.get_one(Person, staff)
        thread = db.session.get_one(Post, post_id).thread
        discussions.merge_threads(
            actor, thread, target=db.session.get_one(Thread, target_id), reason="Das gehört zusammen.", confirmed=True
        )
    with transaction():
        hiding(moderator, version)()
    found = db.session.get_one(Post, post_id)
    assert (found.state, found.thread_id) == (PostState.HIDDEN, target_id)
    assert the_case().space_id == space_id
    assert recount() == []


def test_a_thousand_posts_of_one_account_go_in_one_act(app: Flask) -> None:
    """M-22, T-33: one statement, one line of the log for each post, and all of them come back."""
    thread = factories.thread()
    thread_id, person_id, moderator = thread.id, factories.person().id, factories.person("moderator").id
    with transaction():
        rows = [
            {
                "thread_id": thread_id,
                "depth": 0,
                "path": tree.word(number),
                "author_id": person_id,
                "source": "Kaufen Sie Lampen.",
                "html": "<p>Kaufen Sie Lampen.</p>",
                "created_at": now(),
            }
            for number in range(100, 1100)
        ]
        db.session.execute(insert(Post), rows)
        actor = db.session.get_one(Person, moderator)
        case = commands.open_case_for(actor, targets.load(actor, "account", person_id))
        commands.hide(actor, case, rule="werbung", facts=FACTS, version=case.version)
    while discussions.go_on_sweeping():
        pass
    hidden = select(func.count()).where(Post.author_id == person_id, Post.state == PostState.HIDDEN)
    assert db.session.scalar(hidden) == 1000
    logged = select(func.count()).select_from(LoggedEvent).where(LoggedEvent.type == "PostHidden")
    assert db.session.scalar(logged) == 1000
    assert db.session.scalar(select(func.count()).select_from(Statement)) == 1
    with transaction():
        actor, case = db.session.get_one(Person, moderator), the_case()
        commands.restore(actor, case, reason="Das war das falsche Konto.", version=case.version)
    while discussions.go_on_sweeping():
        pass
    assert db.session.scalar(hidden) == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_who_open_a_case_at_once_are_at_one_case(app: Flask) -> None:
    """M-03, S-02: also where a desk removes something while a moderator opens it: nobody's act is lost."""
    post_id = factories.post(factories.thread(), text="Kanarienvogel-Beschimpfung").id
    people = [factories.person("moderator").id for _one in range(4)]

    def opening(number: int) -> Act:
        return lambda: commands.open_case_for(
            db.session.get_one(Person, number), targets.load(db.session.get_one(Person, number), "post", post_id)
        )

    assert at_once(app, [opening(number) for number in people]) == 0
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1
