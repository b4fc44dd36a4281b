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
from forum.core.events import record
from forum.core.i18n import german, lazy
from forum.core.permissions import SYSTEM
from forum.core.tokens import random_key
from forum.moderation.commands.ending import end_now
from forum.moderation.commands.letters import write_to
from forum.moderation.events import StatementIssued
from forum.moderation.measures import AUTOMATIC, MEASURES
from forum.moderation.models import Case, CaseState, Notice, Statement
from forum.moderation.plan import Plan
from forum.moderation.target import Target
from forum.terms.queries import in_force

LASTS = timedelta(hours=24)
_FACTS = lazy(
    "Sehr viele Menschen haben diesen Inhalt gemeldet. Ein Programm hat ihn deshalb für höchstens einen Tag verborgen. "
    "Ein Mensch sieht ihn sich an und entscheidet. Entscheidet bis dahin niemand, erscheint er von selbst wieder."
)


def hold_if_many(case: Case, target: Target) -> Statement | None:
    """Hide what so many accounts have reported as the setting says, once for each opening of the case."""
    most = current_app.config["MODERATION_HOLD_AFTER_NOTICES"]
    measure = MEASURES[AUTOMATIC]
    if not most or target.kind not in measure.kinds or target.is_hidden or case.state != CaseState.OPEN:
        return None
    now_told: Any = (Notice.case_id == case.id, Notice.withdrawn_at.is_(None), Notice.created_at >= case.opened_at)
    by_accounts = select(func.count(Notice.person_id.distinct())).where(*now_told, Notice.person_id.is_not(None))
    before = select(Statement.id).where(
        Statement.case_id == case.id, Statement.measure == AUTOMATIC, Statement.created_at >= case.opened_at
    )
    if (db.session.scalar(by_accounts) or 0) < most or db.session.scalar(before.limit(1)) is not None:
        return None
    rules = db.session.scalars(select(Notice.rule).where(*now_told).order_by(Notice.id)).all()
    rule = max(rules, key=rules.count)
    until = now() + LASTS
    made = Statement(
        puid=random_key(),
        case_id=case.id,
        author_id=target.author_id,
        moderator_id=None,
        measure=AUTOMATIC,
        rule=rule,
        rules_version=in_force("regeln").number,
        facts=german(_FACTS),
        after_notice=True,
        automated_detection=True,
        automated_decision=True,
        source="SOURCE_TYPE_OTHER_NOTIFICATION",
        until=until,
        detail=measure.apply(SYSTEM, target, Plan(rule=rule, until=until)),
        evidence=target.evidence,
        evidence_version=target.version,
        evidence_files=target.files,
        content_at=target.published_at,
        content_type=target.content_type,
        content_language=target.language,
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    event = StatementIssued(case_id=case.id, statement_id=made.id, rule=rule, author_id=target.author_id)
    record(SYSTEM, event, audience=f"person:{target.author_id}")
    write_to(made)
    return made


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
