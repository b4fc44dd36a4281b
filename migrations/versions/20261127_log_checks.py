"""checks of the event log are kept

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "log_checks"
down_revision = "administration"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_broken", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_check")),
    )
    op.create_index(op.f("ix_log_check_at"), "log_check", ["at"])


def downgrade() -> None:
    op.drop_table("log_check")
