"""activities and initiatives have a status, an owner, a thread and updates

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "activities"
down_revision = "referrals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(120), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("district", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_activity_thread_id_thread")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_activity_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_activity_thread_id")),
    )
    op.create_index("ix_activity_told", "activity", ["told_at", "id"])
    for name in ("owner_id", "status", "district", "remind_on"):
        op.create_index(f"ix_activity_{name}", "activity", [name])
    op.create_table(
        "activity_update",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_activity_update_post_id_post")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_update_activity_id_activity")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_activity_update")),
    )
    op.create_index("ix_activity_update_activity_id", "activity_update", ["activity_id"])


def downgrade() -> None:
    op.drop_table("activity_update")
    op.drop_table("activity")
