"""evidence says whether it is an earlier version, and for whom its words are

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "sealed_evidence"
down_revision = "blackened_ideas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("is_present", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("evidence", sa.Column("audience", sa.String(60), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("evidence", "audience")
    op.drop_column("evidence", "is_present")
