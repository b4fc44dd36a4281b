"""reports are published as copies that never change

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "reports"
down_revision = "traces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("foreword", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name="fk_report_published_by_person"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("number", name="uq_report_number"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("report")
