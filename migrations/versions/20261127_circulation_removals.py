"""texts of decisions in writing can be removed, and the register keeps words that are not shown

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "circulation_removals"
down_revision = "file_tagged"
branch_labels = None
depends_on = None

_REASONS = (("circulation", "removed"), ("circulation", "withdrawal_removed"), ("circulation_reply", "removed"))
_WORDS = ("withheld_text", "withheld_reasons")


def upgrade() -> None:
    for table, name in _REASONS:
        op.add_column(table, sa.Column(name, sa.String(20), nullable=False, server_default=""))
    for name in _WORDS:
        op.add_column("decision", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    for name in _WORDS:
        op.drop_column("decision", name)
    for table, name in _REASONS:
        op.drop_column(table, name)
