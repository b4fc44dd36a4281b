"""a second session takes up items of one that lacked its quorum, each by its number

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "taken_up_again"
down_revision = "agenda_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("lacked_quorum", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE meeting SET lacked_quorum = true WHERE state = 'closed' AND invited_at IS NOT NULL AND quorum > 0 "
        "AND quorum_state <> 'established'"
    )
    op.add_column("agenda_item", sa.Column("again_of", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_agenda_item_again_of"), "agenda_item", ["again_of"])


def downgrade() -> None:
    op.drop_index(op.f("ix_agenda_item_again_of"), "agenda_item")
    op.drop_column("agenda_item", "again_of")
    op.drop_column("meeting", "lacked_quorum")
