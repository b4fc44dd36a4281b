"""where a referred motion went

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "referrals"
down_revision = "saved_searches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("motion", sa.Column("referred_to", sa.String(160), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("motion", "referred_to")
