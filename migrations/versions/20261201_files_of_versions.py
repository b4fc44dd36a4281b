"""earlier versions of posts keep which files they had, by number and name

It runs while the previous code still runs: add first, use later, remove last. Of versions from before nobody knows it.
"""

import sqlalchemy as sa
from alembic import op

revision = "files_of_versions"
down_revision = "checked_heads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("post_revision", sa.Column("files", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("post_revision", "files")
