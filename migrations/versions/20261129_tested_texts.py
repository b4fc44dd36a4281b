"""texts in Leichte Sprache say which test group read them, and when

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "tested_texts"
down_revision = "recusals_taken_back"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page_text", sa.Column("tested_by", sa.String(120), nullable=True))
    op.add_column("page_text", sa.Column("tested_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("page_text", "tested_on")
    op.drop_column("page_text", "tested_by")
