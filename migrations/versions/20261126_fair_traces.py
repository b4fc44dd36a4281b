"""an account is hidden only where the deciding moderator reads

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "traces"
down_revision = "reading"
branch_labels = None
depends_on = None

# A sweep that was begun before this goes on in the rooms that every moderator reads.
_READ_BY_ALL = '["public", "members"]'


def upgrade() -> None:
    op.add_column("post_sweep", sa.Column("audiences", sa.JSON(), nullable=False, server_default=_READ_BY_ALL))


def downgrade() -> None:
    op.drop_column("post_sweep", "audiences")
