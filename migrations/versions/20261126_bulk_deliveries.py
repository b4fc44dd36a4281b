"""deliveries of what happened in bulk let others pass

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "bulk"
down_revision = "files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("in_bulk", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_delivery_order", "delivery", ["in_bulk", "id"])


def downgrade() -> None:
    op.drop_index("ix_delivery_order", "delivery")
    op.drop_column("delivery", "in_bulk")
