"""closed branches of threads, and why threads were archived, opened again or pinned

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "branches"
down_revision = "sweeps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread", sa.Column("has_closed_branches", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("thread", sa.Column("state_reason", sa.String(250), nullable=True))
    op.create_table(
        "closed_branch",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(250), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_closed_branch_post_id_post")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_closed_branch")),
    )


def downgrade() -> None:
    op.drop_table("closed_branch")
    op.drop_column("thread", "state_reason")
    op.drop_column("thread", "has_closed_branches")
