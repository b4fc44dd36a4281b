"""posts in office carry the unit that speaks

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "voices"
down_revision = "committees_at_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post", sa.Column("unit", sa.String(120), nullable=False, server_default=""))


def downgrade() -> None:
    # The code before knows no mark of a unit; such a post stays, as one without a mark.
    op.execute("UPDATE post SET mark = '' WHERE mark = 'unit'")
    op.drop_column("post", "unit")
