"""minutes are approved in writing, a no in writing has words, and minority votes and answers can be hidden

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "minutes_in_writing"
down_revision = "measures"
branch_labels = None
depends_on = None

_MODERATED = ("follow_up", "minority_vote")


def upgrade() -> None:
    op.add_column("circulation", sa.Column("minutes_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_circulation_minutes_id"), "circulation", ["minutes_id"])
    op.add_column("circulation_reply", sa.Column("against", sa.Text(), nullable=False, server_default=""))
    for name in _MODERATED:
        op.add_column(name, sa.Column("hidden_at", UtcDateTime(), nullable=True))
        op.add_column(name, sa.Column("hidden_ground", sa.String(120), nullable=True))


def downgrade() -> None:
    for name in _MODERATED:
        op.drop_column(name, "hidden_ground")
        op.drop_column(name, "hidden_at")
    op.drop_column("circulation_reply", "against")
    op.drop_index(op.f("ix_circulation_minutes_id"), table_name="circulation")
    op.drop_column("circulation", "minutes_id")
