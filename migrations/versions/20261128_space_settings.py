"""spaces count their settings, so that nobody overwrites unseen what somebody else set

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "space_settings"
down_revision = "notices_anew"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("space", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("space", "version")
