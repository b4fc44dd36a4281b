"""holds know when somebody was reminded of their review

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "hold_reminders"
down_revision = "draft_told"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("legal_hold", sa.Column("reminded_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("legal_hold", "reminded_on")
