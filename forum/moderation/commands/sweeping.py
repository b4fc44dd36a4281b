"""What a decision about all posts of an account means for the open cases about single ones of them (T-33, M-22).

The posts are hidden in many short steps, some of them after the decision; what was reported about them is decided by it too.
Each such case has a statement of its own, with its own right to object, and goes with the decision about the account.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.permissions import SYSTEM, Actor
from forum.core.tokens import random_key
from forum.discussions.models import Post, PostState, PostSweep, SweptPost
from forum.moderation.commands.cases import close, lock, tell_notifiers
from forum.moderation.commands.issuing import issue, tell_author
from forum.moderation.commands.redoing import fell_last, stand_again, tell_again
from forum.moderation.commands.reverting import settle
from forum.moderation.commands.undoing import wait_again
from forum.moderation.measures import MEASURES, SWEEP, SWEPT_BY
from forum.moderation.models import Case, CaseState, Statement, StatementHand
from forum.moderation.plan import Plan
from forum.moderation.target import barred
from forum.moderation.targets import of_post
from forum.screening.queries import findings


def decide_swept(post_ids: Collection[int]) -> None:
    """Decide the cases of posts that a sweep has hidden, as the decision about the account did; once for each."""
    for case, parent in _swept(post_ids):
        lock(case)
        db.session.refresh(parent)
        if not parent.stands or not _is_hidden_by(parent, case.target_id):
            continue
        fallen = fell_last(case)
        if case.state == CaseState.OPEN:
            _decide(case, parent)
        elif fallen is not None and _came_by(fallen, parent):
            _decide_again(case, fallen, parent)


def _swept(post_ids: Collection[int]) -> Sequence[tuple[Case, Statement]]:
    """Return the cases of these posts, each with the statement about the account by which a sweep hid the post."""
    account = aliased(Case)
    wanted = (
        select(Case, Statement)
        .join(SweptPost, SweptPost.post_id == Case.target_id)
        .join(PostSweep, PostSweep.id == SweptPost.sweep_id)
        .join(account, (account.kind == "account") & (account.target_id == PostSweep.person_id))
        .join(Statement, Statement.case_id == account.id)
        .where(
            Case.kind == "post",
            Case.target_id.in_(post_ids),
            Statement.measure == "hide",
            Statement.detail[SWEEP].as_integer() == PostSweep.id,
        )
    )
    # One after the other by their numbers, as wherever many cases are decided: nobody waits in a circle.
    return [(case, parent) for case, parent in db.session.execute(wanted.order_by(Case.id))]


def _is_hidden_by(parent: Statement, post_id: int) -> bool:
    """Tell whether a post is hidden at this moment by the sweep of a statement, and not by a decision of its own."""
    hidden = (
        select(Post.id)
        .join(SweptPost, (SweptPost.post_id == Post.id) & (SweptPost.at == Post.state_at))
        .where(
            Post.id == post_id, Post.state == PostState.HIDDEN, SweptPost.sweep_id == (parent.detail or {}).get(SWEEP)
        )
    )
    return db.session.scalar(hidden) is not None


def _came_by(row: Statement, parent: Statement) -> bool:
    return (row.detail or {}).get(SWEPT_BY) == parent.id


def _decide(case: Case, parent: Statement) -> None:
    """Decide an open case; where whoever hid the account reported this post, it waits for somebody else (M-24)."""
    target = of_post(db.session.get_one(Post, case.target_id))
    if parent.moderator_id in barred(case, target).involved:
        return
    actor = _person(parent.moderator_id)
    made = issue(
        actor,
        case,
        target,
        MEASURES["hide"],
        Plan(statement_puid=random_key(), rule=parent.rule),
        facts=parent.facts,
        detail={SWEPT_BY: parent.id},
        legal_ground=parent.legal_ground,
        automated_detection=bool(findings("post", case.target_id)),
        canned_id=parent.canned_id,
        untold=parent.untold,
    )
    close(actor, case, CaseState.ACTED, parent.facts)
    tell_author(actor, made)
    tell_notifiers(case)


def _decide_again(case: Case, row: Statement, parent: Statement) -> None:
    """Let a statement hold again that fell with the one about the account, which holds again itself."""
    there = {(one.person_id, one.imposed) for one in row.hands}
    for one in parent.hands:
        if (one.person_id, one.imposed) not in there:
            row.hands.append(StatementHand(person_id=one.person_id, imposed=one.imposed))
    stand_again(row)
    tell_again(SYSTEM, case, row)


def fall_with_account(parent: Statement, *, at_once: bool) -> None:
    """Take back what came by a statement about an account, because that was taken back; the sweep shows the posts again.

    What was hidden by a decision of its own since then stays so.
    """
    if parent.measure != "hide" or parent.case.kind != "account" or parent.reverted_at is None:
        return
    actor, reason = _person(parent.reverted_by), parent.revert_reason or ""
    came = select(Statement).join(Statement.case).where(Statement.detail[SWEPT_BY].as_integer() == parent.id)
    for row in db.session.scalars(came.order_by(Case.id)).all():
        lock(row.case)
        if not row.stands or not _goes(row, parent):
            continue
        row.reverted_at, row.reverted_by, row.revert_reason = parent.reverted_at, parent.reverted_by, reason
        db.session.flush()
        settle(actor, row.case, row, reason, at_once=at_once)
        if at_once:
            wait_again(actor, row.case, row.told)


def _goes(row: Statement, parent: Statement) -> bool:
    """Tell whether a post is shown again with its account: it is, or will be as soon as the sweep comes to it."""
    post = db.session.get_one(Post, row.case.target_id, populate_existing=True)
    return post.state != PostState.HIDDEN or _is_hidden_by(parent, post.id)


def _person(number: int | None) -> Actor:
    return db.session.get_one(Person, number) if number is not None else SYSTEM
