"""rules of procedure say how soon approved minutes are public

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "publication_days"
down_revision = "circulation_removals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("committee_rules", sa.Column("publication_days", sa.Integer(), server_default="14", nullable=False))
    # Minutes that were approved before have no day, and are published by hand.
    op.add_column("minutes", sa.Column("publish_by", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("minutes", "publish_by")
    op.drop_column("committee_rules", "publication_days")
