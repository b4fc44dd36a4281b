"""the register and the list of projects keep titles that are not shown

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "withheld_titles"
down_revision = "shown_rounds"
branch_labels = None
depends_on = None

_TABLES = ("decision", "decision_subject", "project")


def upgrade() -> None:
    for name in _TABLES:
        op.add_column(name, sa.Column("withheld_title", sa.String(250), nullable=True))


def downgrade() -> None:
    for name in _TABLES:
        op.drop_column(name, "withheld_title")
