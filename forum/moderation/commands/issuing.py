"""Writing statements of reasons with all fields of Art. 17 DSA, and telling whom they concern (S-02)."""

from typing import Any

from sqlalchemy import insert, literal

from forum.core.clock import now
from forum.core.db import db
from forum.core.events import record
from forum.core.permissions import Actor
from forum.discussions import commands as discussions
from forum.moderation.commands.letters import write_to
from forum.moderation.events import StatementIssued
from forum.moderation.evidence import looked_at
from forum.moderation.measures import Measure, author_of
from forum.moderation.models import Case, Statement, SweptEvidence
from forum.moderation.plan import Plan, source_of
from forum.moderation.target import Target, joined
from forum.terms.queries import in_force


def issue(
    actor: Actor, case: Case, target: Target, measure: Measure, plan: Plan, *, facts: str, detail: Any, **more: Any
) -> Statement:
    """Write the statement of a measure that took effect; ``more`` are fields that only some of them have."""
    # Whoever only began the thread reads which one it is, and not the words of somebody else in it.
    evidence, files = (target.thing.thread.title, []) if measure.on_thread else (target.evidence, looked_at(target))
    if measure.key == "redact":
        # Words can be taken out of what was hidden before as well, and then they are proved by that (M-20).
        evidence = joined(evidence, target.hidden_before)
    values = {"after_notice": case.notice_count > 0, "automated_detection": False, "legal_ground": "", **more}
    statement = Statement(
        puid=plan.statement_puid,
        case_id=case.id,
        author_id=author_of(measure, target),
        moderator_id=actor.person_id,
        measure=measure.key,
        rule=plan.rule,
        rules_version=in_force("regeln").number,
        facts=facts,
        source=source_of(case),
        until=plan.until,
        detail=detail,
        evidence=evidence,
        evidence_version=target.version,
        evidence_files=files,
        content_at=target.published_at,
        content_type=target.content_type,
        content_language=target.language,
        created_at=now(),
        opening=case.opened_at,
        **values,
    )
    db.session.add(statement)
    if case.kind == "account" and measure.key == "hide":
        _keep_words(actor, statement)
    return statement


def _keep_words(actor: Actor, statement: Statement) -> None:
    """Keep the words of all posts that a decision about an account hides; the paper itself shows the newest (M-20)."""
    db.session.flush()
    posts = discussions.words_to_hide(actor, statement.case.target_id)
    of_this = posts.add_columns(literal(statement.id), literal(statement.case.target_id))
    names = ["post_id", "version", "source", "published_at", "audience", "statement_id", "person_id"]
    db.session.execute(insert(SweptEvidence).from_select(names, of_this))


def tell_author(actor: Actor, statement: Statement) -> None:
    """Let the author read the statement in the inbox and by mail."""
    event = StatementIssued(
        case_id=statement.case_id, statement_id=statement.id, rule=statement.rule, author_id=statement.author_id
    )
    record(actor, event, audience=f"person:{statement.author_id}")
    write_to(statement)
