"""a merged idea keeps since when it was in its state, so that undoing prolongs no deadline

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "merged_since"
down_revision = "exports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("merged_idea", sa.Column("state_since", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("merged_idea", "state_since")
