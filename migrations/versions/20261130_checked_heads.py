"""each check of the event log keeps the seal of the newest event that it saw

It runs while the previous code still runs: add first, use later, remove last. No row of the log is sealed anew: checks
before this step keep their positions, which must go on being there, and the first seal or check after it keeps a head.
"""

import sqlalchemy as sa
from alembic import op

revision = "checked_heads"
down_revision = "unit_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("log_check", sa.Column("seal", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("log_check", "seal")
