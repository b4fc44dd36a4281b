"""ideas may have a point on the map

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "points"
down_revision = "affiliations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("idea", sa.Column("longitude", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("idea", "longitude")
    op.drop_column("idea", "latitude")
