"""writers are told before their drafts go

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "draft_told"
down_revision = "barriers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft") as table:
        table.add_column(sa.Column("told_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("draft") as table:
        table.drop_column("told_at")
