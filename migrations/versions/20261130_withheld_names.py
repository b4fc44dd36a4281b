"""lines of logs and messages keep the title of an idea that the moderation takes out of them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "withheld_names"
down_revision = "sealed_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea_step", sa.Column("withheld_title", sa.String(250), nullable=True))
    op.add_column("message", sa.Column("withheld", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "withheld")
    op.drop_column("idea_step", "withheld_title")
