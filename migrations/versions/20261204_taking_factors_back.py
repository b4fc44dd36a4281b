"""since when whoever reads a letter about a new way to sign in may say that somebody else was in the account

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "taking_factors_back"
down_revision = "shown_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("one_time_link", sa.Column("since", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("one_time_link", "since")
