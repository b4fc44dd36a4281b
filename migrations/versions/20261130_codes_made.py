"""codes on paper say when they were made

It runs while the previous code still runs: add first, use later, remove last. Nothing says when the present ones were made.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "codes_made"
down_revision = "calendar_epoch"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recovery_code", sa.Column("made_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("recovery_code", "made_at")
