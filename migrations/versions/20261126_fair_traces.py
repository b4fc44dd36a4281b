"""accounts are hidden where the moderator reads, taken back posts are found quickly, reasons are kept

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "traces"
down_revision = "reading"
branch_labels = None
depends_on = None

# A sweep that was begun before this goes on in the rooms that every moderator reads.
_READ_BY_ALL = '["public", "members"]'
_OF_DELETED = {"ix_post_deleted": ["thread_id", "parent_id"], "ix_post_deleted_answers": ["parent_id"]}

# Reasons that are known move to where they stay. What the last act on an open thread was is not known any more.
_STEP = "INSERT INTO thread_step (thread_id, post_id, kind, reason, at) SELECT "
_KEPT_REASONS = (
    _STEP + "id, NULL, 'closed', closed_reason, closed_at FROM thread"
    " WHERE closed_at IS NOT NULL AND closed_reason IS NOT NULL",
    _STEP + "id, NULL, 'archived', state_reason, archived_at FROM thread"
    " WHERE archived_at IS NOT NULL AND state_reason IS NOT NULL",
    _STEP + "id, NULL, 'arranged', state_reason, last_post_at FROM thread"
    " WHERE archived_at IS NULL AND state_reason IS NOT NULL",
    _STEP + "post.thread_id, post.id, 'branch_closed', closed_branch.reason, closed_branch.at"
    " FROM closed_branch JOIN post ON post.id = closed_branch.post_id",
    "UPDATE thread SET state_reason = NULL WHERE archived_at IS NULL",
    "UPDATE thread SET arrangement = 1 WHERE id IN (SELECT thread_id FROM thread_step)",
)


def upgrade() -> None:
    op.add_column("post_sweep", sa.Column("audiences", sa.JSON(), nullable=False, server_default=_READ_BY_ALL))
    for name, columns in _OF_DELETED.items():
        where = sa.text("state = 'deleted'")
        op.create_index(name, "post", columns, sqlite_where=where, postgresql_where=where)
    op.add_column("thread", sa.Column("arrangement", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "thread_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(250), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_step_thread_id_thread")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_thread_step_post_id_post")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_thread_step_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_step")),
    )
    op.create_index(op.f("ix_thread_step_thread_id"), "thread_step", ["thread_id"])
    op.create_index(op.f("ix_thread_step_post_id"), "thread_step", ["post_id"])
    for statement in _KEPT_REASONS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("thread_step")
    op.drop_column("thread", "arrangement")
    for name in _OF_DELETED:
        op.drop_index(name, "post")
    op.drop_column("post_sweep", "audiences")
