"""ideas may be begun before there is an account

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "begun"
down_revision = "circulation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "begun_idea",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_begun_idea")),
    )
    op.create_index("ix_begun_idea_expires_at", "begun_idea", ["expires_at"])


def downgrade() -> None:
    op.drop_table("begun_idea")
