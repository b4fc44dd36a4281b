"""what a committee adopted behind closed doors can be announced

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "announced"
down_revision = "page_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("resolution", sa.Column("announced_at", UtcDateTime(), nullable=True))
    op.add_column("resolution", sa.Column("reasons_audience", sa.String(60), nullable=True))


def downgrade() -> None:
    op.drop_column("resolution", "reasons_audience")
    op.drop_column("resolution", "announced_at")
