"""what sites a new account linked to, by their digests, so that its links are counted over all its texts

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "sites_of_newcomers"
down_revision = "danger_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("screening_trace", sa.Column("sites", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("screening_trace", "sites")
