"""who asks at the door for a link by mail is looked up by the worker

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "asked_links"
down_revision = "withheld_items"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("target", sa.String(250), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_link")),
    )


def downgrade() -> None:
    op.drop_table("asked_link")
