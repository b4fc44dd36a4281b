"""what is searched for, as sums without persons

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "asked_words"
down_revision = "activity_asked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_words",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(100), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "words", name=op.f("pk_asked_words")),
    )


def downgrade() -> None:
    op.drop_table("asked_words")
