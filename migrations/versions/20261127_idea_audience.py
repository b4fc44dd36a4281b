"""a hidden idea remembers who could read it

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "idea_audience"
down_revision = "points"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("hidden_from", sa.String(60), nullable=True))


def downgrade() -> None:
    op.drop_column("idea", "hidden_from")
