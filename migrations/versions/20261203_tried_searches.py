"""when a saved search was tried last, so that one that takes too long keeps nobody's mails back

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "tried_searches"
down_revision = "sites_of_newcomers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("saved_search", sa.Column("tried_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("saved_search", "tried_at")
