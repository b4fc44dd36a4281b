"""measures stand apart from what is arranged, restrictions name their statement, notifiers keep what they were told

It runs while the previous code still runs: add first, use later, remove last. A restriction without a statement of reasons
cannot have come from any command; such a row ends nowhere and is taken out, because nobody could complain about it.
"""

import json

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "measures_apart"
down_revision = "sign_in_services"
branch_labels = None
depends_on = None

_THREADS = sa.table(
    "thread",
    sa.column("id", sa.Integer),
    sa.column("slow_minutes", sa.Integer),
    sa.column("slowed_minutes", sa.Integer),
    sa.column("closed_at", UtcDateTime),
    sa.column("closed_reason", sa.String),
    sa.column("locked_reason", sa.String),
)
_STATEMENTS = sa.table("statement", sa.column("id", sa.Integer), sa.column("detail", sa.JSON))
_RESTRICTIONS = sa.table("restriction", sa.column("id", sa.Integer), sa.column("statement_puid", sa.String))
_OLD_WARNED = "kind <> 'suspended' OR warned_at IS NOT NULL"
_NEW_WARNED = "kind <> 'suspended' OR (warned_at IS NOT NULL AND warned_at < since)"


def upgrade() -> None:
    op.add_column("thread", sa.Column("locked_reason", sa.String(250), nullable=True))
    op.add_column("thread", sa.Column("slowed_minutes", sa.Integer(), nullable=False, server_default="0"))
    _set_apart()
    op.add_column("restriction", sa.Column("statement_puid", sa.String(40), nullable=True))
    _name_statements()
    with op.batch_alter_table("restriction") as table:
        table.alter_column("statement_puid", existing_type=sa.String(40), nullable=False)
        table.create_unique_constraint(op.f("uq_restriction_statement_puid"), ["statement_puid"])
        table.create_foreign_key(
            op.f("fk_restriction_statement_puid_statement"),
            "statement",
            ["statement_puid"],
            ["puid"],
            deferrable=True,
            initially="DEFERRED",
        )
        table.drop_constraint(op.f("ck_restriction_warned"), type_="check")
        table.create_check_constraint(op.f("ck_restriction_warned"), _NEW_WARNED)
    with op.batch_alter_table("misuse_case") as table:
        table.drop_constraint(op.f("ck_misuse_case_warned"), type_="check")
        table.create_check_constraint(
            op.f("ck_misuse_case_warned"), "suspended_from IS NULL OR suspended_from > warning_sent_at"
        )
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("answer", sa.String(12), nullable=True))
        table.add_column(sa.Column("answered_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("answered_by", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_notice_answered_by_person"), "person", ["answered_by"], ["id"])
    _keep_answers()
    op.add_column("case_note", sa.Column("measure", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("complaint") as table:
        table.drop_constraint(op.f("uq_complaint_notice_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_complaint_notice_id_informed_at"), ["notice_id", "informed_at"])


def downgrade() -> None:
    # The code before knows one complaint of a notifier for each notice: the newest one stays.
    op.execute(
        "DELETE FROM complaint WHERE notice_id IS NOT NULL AND id NOT IN"
        " (SELECT newest FROM (SELECT MAX(id) AS newest FROM complaint WHERE notice_id IS NOT NULL GROUP BY notice_id) AS n)"
    )
    with op.batch_alter_table("complaint") as table:
        table.drop_constraint(op.f("uq_complaint_notice_id_informed_at"), type_="unique")
        table.create_unique_constraint(op.f("uq_complaint_notice_id"), ["notice_id"])
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("fk_notice_answered_by_person"), type_="foreignkey")
        for name in ("answered_by", "answered_at", "answer"):
            table.drop_column(name)
    with op.batch_alter_table("case_note") as table:
        table.drop_column("measure")
    with op.batch_alter_table("misuse_case") as table:
        table.drop_constraint(op.f("ck_misuse_case_warned"), type_="check")
        table.create_check_constraint(
            op.f("ck_misuse_case_warned"), "suspended_from IS NULL OR suspended_from >= warning_sent_at"
        )
    with op.batch_alter_table("restriction") as table:
        table.drop_constraint(op.f("ck_restriction_warned"), type_="check")
        table.create_check_constraint(op.f("ck_restriction_warned"), _OLD_WARNED)
        table.drop_constraint(op.f("fk_restriction_statement_puid_statement"), type_="foreignkey")
        table.drop_constraint(op.f("uq_restriction_statement_puid"), type_="unique")
        table.drop_column("statement_puid")
    _put_together()
    with op.batch_alter_table("thread") as table:
        table.drop_column("slowed_minutes")
        table.drop_column("locked_reason")


def _standing(measure: str) -> list[tuple[int, int, dict[str, object]]]:
    """Return the standing measures of a kind about threads: statement, thread and what ending it needs, oldest first."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT s.id, p.thread_id, s.detail FROM statement s JOIN moderation_case c ON c.id = s.case_id"
            " JOIN post p ON p.id = c.target_id WHERE c.kind = 'post' AND s.measure = :measure"
            " AND s.ended_at IS NULL AND s.reverted_at IS NULL ORDER BY s.id"
        ),
        {"measure": measure},
    )
    found = []
    for number, thread_id, detail in rows:
        read = json.loads(detail) if isinstance(detail, str) else detail
        found.append((number, thread_id, read or {}))
    return found


def _set_apart() -> None:
    """Give what measures did to threads places of its own; the oldest one knows what was arranged before."""
    run = op.get_bind().execute
    seen: set[int] = set()
    for number, thread_id, detail in _standing("slow_thread"):
        this = _THREADS.c.id == thread_id
        now = run(sa.select(_THREADS.c.slow_minutes, _THREADS.c.slowed_minutes).where(this)).one()
        minutes = max(now.slow_minutes, now.slowed_minutes)
        if thread_id not in seen:
            before = detail.get("minutes", 0)
            run(sa.update(_THREADS).where(this).values(slow_minutes=before, slowed_minutes=now.slow_minutes))
        seen.add(thread_id)
        told = {"thread": thread_id, "minutes": minutes}
        run(sa.update(_STATEMENTS).where(_STATEMENTS.c.id == number).values(detail=told))
    for number, thread_id, _detail in _standing("lock_thread"):
        this = _THREADS.c.id == thread_id
        run(
            sa.update(_THREADS)
            .where(this, _THREADS.c.closed_at.is_not(None))
            .values(locked_reason=_THREADS.c.closed_reason, closed_at=None, closed_reason=None)
        )
        run(sa.update(_STATEMENTS).where(_STATEMENTS.c.id == number).values(detail={"thread": thread_id}))


def _put_together() -> None:
    """Write what measures make of threads where the code before looks for it."""
    for number, thread_id, _detail in _standing("slow_thread"):
        minutes = sa.select(_THREADS.c.slow_minutes).where(_THREADS.c.id == thread_id)
        before = op.get_bind().execute(minutes).scalar_one()
        told = sa.update(_STATEMENTS).where(_STATEMENTS.c.id == number).values(detail={"minutes": before})
        op.get_bind().execute(told)
    op.execute("UPDATE thread SET slow_minutes = slowed_minutes WHERE slowed_minutes > 0")
    op.execute(
        "UPDATE thread SET closed_at = CURRENT_TIMESTAMP, closed_reason = locked_reason"
        " WHERE locked_reason IS NOT NULL AND closed_at IS NULL"
    )


def _name_statements() -> None:
    """Write the statement of reasons beside each restriction; what never had one goes."""
    run = op.get_bind().execute
    for puid, detail in run(
        sa.text("SELECT puid, detail FROM statement WHERE measure IN ('slow', 'limit', 'suspend')")
    ):
        read = json.loads(detail) if isinstance(detail, str) else detail
        number = (read or {}).get("restriction")
        run(sa.update(_RESTRICTIONS).where(_RESTRICTIONS.c.id == number).values(statement_puid=puid))
    op.execute("DELETE FROM restriction WHERE statement_puid IS NULL")


def _keep_answers() -> None:
    """Let notifiers keep the right that the state of their case gave them until now."""
    decided = "(SELECT {} FROM moderation_case c WHERE c.id = notice.case_id)"
    hidden = (
        "EXISTS (SELECT 1 FROM statement s WHERE s.case_id = notice.case_id AND s.measure = 'hide'"
        " AND s.reverted_at IS NULL AND s.ended_at IS NULL)"
    )
    op.execute(
        f"UPDATE notice SET answered_at = {decided.format('c.decided_at')},"  # noqa: S608
        f" answered_by = {decided.format('c.decided_by')},"
        f" answer = CASE WHEN {hidden} THEN 'hidden' WHEN {decided.format('c.state')} = 'acted' THEN 'acted'"
        " ELSE 'dismissed' END"
        f" WHERE withdrawn_at IS NULL AND {decided.format('c.state')} <> 'open'"
        f" AND {decided.format('c.decided_at')} IS NOT NULL"
    )
