"""Hiding for a day what very many people report at once, where the city wants that at all (M-07).

It is a setting, and off by default. Only notices of accounts count, one for each; what a program hides this way has a
statement that says so, comes back by itself after a day, and is decided by a person in the meantime or afterwards.
"""

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import german, lazy
from forum.core.permissions import SYSTEM
from forum.core.tokens import random_key
from forum.discussions.models import Post
from forum.ideas.models import Idea
from forum.moderation.commands.ending import end_now
from forum.moderation.commands.issuing import issue, tell_author
from forum.moderation.measures import AUTOMATIC, MEASURES
from forum.moderation.models import Answer, Case, CaseState, Complaint, Notice, Outcome, Statement
from forum.moderation.plan import Plan, ground_of
from forum.moderation.target import Target

LASTS = timedelta(hours=24)
# What notifiers were told where a person left the content as it is.
_LEFT_STANDING = (Answer.DISMISSED, Answer.ACTED)
_FACTS = lazy(
    "Sehr viele Menschen haben diesen Inhalt gemeldet. Ein Programm hat ihn deshalb für höchstens einen Tag verborgen. "
    "Ein Mensch sieht ihn sich an und entscheidet. Entscheidet bis dahin niemand, erscheint er von selbst wieder."
)
_LAW = lazy("Das Gesetz haben die Meldungen genannt. Ob es verletzt ist, hat noch niemand geprüft.")


def hold_if_many(case: Case, target: Target) -> Statement | None:
    """Hide what so many accounts have reported as the setting says, once for each opening of the case.

    What a person found in order no program hides again, however many report it, unless its text changed since.
    """
    if not _may_hold(case, target) or not _are_many(case, target.thing) or _found_in_order(case, target.thing):
        return None
    ground = ground_of(db.session.scalars(select(Notice).where(*_told_since(case)).order_by(Notice.id)).all())
    if ground is None:
        return None  # They wait for a person; whoever is on duty was called where somebody is in danger.
    rule, law = ground
    measure, plan = MEASURES[AUTOMATIC], Plan(statement_puid=random_key(), rule=rule, until=now() + LASTS)
    made = issue(
        SYSTEM,
        case,
        target,
        measure,
        plan,
        facts=" ".join([german(_FACTS), *([german(_LAW)] if law else ())]),
        detail=measure.apply(SYSTEM, target, plan),
        legal_ground=law,
        automated_detection=True,
        automated_decision=True,
    )
    db.session.flush()
    tell_author(SYSTEM, made)
    return made


def may_be_held(target: Target) -> bool:
    """Tell whether a program hides things of this kind at all."""
    return bool(current_app.config["MODERATION_HOLD_AFTER_NOTICES"]) and target.kind in MEASURES[AUTOMATIC].kinds


def _may_hold(case: Case, target: Target) -> bool:
    """Tell whether a program may hide this at all, and has not done so since the case was opened."""
    if not may_be_held(target):
        return False
    if target.is_hidden or case.state != CaseState.OPEN:
        return False
    # Behind it may stand so many that no single person hides it either (M-23).
    if isinstance(target.thing, Idea) and target.thing.threshold_reached_at is not None:
        return False
    before = select(Statement.id).where(
        Statement.case_id == case.id, Statement.measure == AUTOMATIC, Statement.created_at >= case.opened_at
    )
    return db.session.scalar(before.limit(1)) is None


def _told_since(case: Case) -> tuple[Any, ...]:
    return Notice.case_id == case.id, Notice.withdrawn_at.is_(None), Notice.created_at >= case.opened_at


def _are_many(case: Case, thing: Post | Idea) -> bool:
    """Tell whether as many accounts reported what it says now as the setting says; without an account nobody is counted.

    Who reported an earlier version said nothing about the words of today.
    """
    by_accounts = select(func.count(Notice.person_id.distinct())).where(
        *_told_since(case), Notice.person_id.is_not(None), Notice.evidence_version == thing.version
    )
    return (db.session.scalar(by_accounts) or 0) >= current_app.config["MODERATION_HOLD_AFTER_NOTICES"]


def _found_in_order(case: Case, thing: Post | Idea) -> bool:
    """Tell whether a person decided that this very text stays, and no complaint has shown since that it should not."""
    left = (Notice.case_id == case.id, Notice.answered_by.is_not(None), Notice.answer.in_(_LEFT_STANDING))
    decided = db.session.scalar(select(func.max(Notice.answered_at)).where(*left))
    if decided is None and case.decided_by is not None and case.first_viewed_at is not None:
        # Nobody had reported it then. The moment of that decision goes when the case is opened again, the look stays.
        decided = case.first_viewed_at if case.first_viewed_at < case.opened_at else None
    if decided is None or (thing.edited_at is not None and thing.edited_at > decided):
        return False
    overruled = select(Complaint.id).where(
        Complaint.case_id == case.id,
        Complaint.notice_id.is_not(None),
        Complaint.outcome == Outcome.REVERSED,
        Complaint.answered_at > decided,
    )
    return db.session.scalar(overruled.limit(1)) is None


def end_hold(case: Case) -> bool:
    """Show what a program hid, because a person decides now; return whether there was such a thing."""
    standing = db.session.scalars(
        select(Statement).where(
            Statement.case_id == case.id,
            Statement.measure == AUTOMATIC,
            Statement.ended_at.is_(None),
            Statement.reverted_at.is_(None),
        )
    ).all()
    for row in standing:
        end_now(row)
    db.session.flush()
    return bool(standing)
