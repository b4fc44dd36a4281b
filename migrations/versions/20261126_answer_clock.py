"""the answer clock of ideas

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "clock"
down_revision = "merging"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("clock_paused_on", sa.Date(), nullable=True))
    op.add_column("idea", sa.Column("remind_on", sa.Date(), nullable=True))
    op.add_column("idea", sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_idea_remind_on", "idea", ["remind_on"])
    # Whoever waits already is reminded when the day is over.
    op.execute(
        "UPDATE idea SET remind_on = due_on, reminded = 1 "
        "WHERE due_on IS NOT NULL AND state NOT IN ('entwurf', 'in_diskussion')"
    )
    op.add_column("idea_step", sa.Column("in_time", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("idea_step", "in_time")
    op.drop_index("ix_idea_remind_on", "idea")
    op.drop_column("idea", "reminded")
    op.drop_column("idea", "remind_on")
    op.drop_column("idea", "clock_paused_on")
