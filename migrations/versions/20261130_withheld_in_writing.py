"""decisions in writing keep the title of an idea that the moderation takes out of them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "withheld_in_writing"
down_revision = "sign_videos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("circulation", sa.Column("withheld_title", sa.String(160), nullable=True))


def downgrade() -> None:
    op.drop_column("circulation", "withheld_title")
