"""files know whether a PDF has tags for screen readers

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "file_tagged"
down_revision = "due_process"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file", sa.Column("is_tagged", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("file", "is_tagged")
