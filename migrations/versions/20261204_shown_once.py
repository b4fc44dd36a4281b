"""what an answer showed once, sealed and for some minutes, so that the same form shows it again

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "shown_once"
down_revision = "holding_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submission", sa.Column("shown", sa.String(2000), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("submission", "shown")
