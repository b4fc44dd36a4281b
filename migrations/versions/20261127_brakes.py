"""threads and spaces can be stopped for some hours

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "brakes"
down_revision = "withdrawn_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread", sa.Column("braked_until", UtcDateTime(), nullable=True))
    op.add_column("space", sa.Column("braked_until", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("space", "braked_until")
    op.drop_column("thread", "braked_until")
