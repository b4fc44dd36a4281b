"""since when a measure holds again that was taken back, and who took it back or let it hold again

It runs while the previous code still runs: add first, use later, remove last. Of what held again before, the day of its
decision counts; who took a measure back last is known from the statement.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "holding_again"
down_revision = "tried_searches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statement", sa.Column("again_at", UtcDateTime(), nullable=True))
    op.create_table(
        "statement_hand",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("imposed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_hand_statement_id_statement")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_statement_hand_person_id_person")),
        sa.PrimaryKeyConstraint("statement_id", "person_id", "imposed", name=op.f("pk_statement_hand")),
    )
    op.create_index(op.f("ix_statement_hand_person_id"), "statement_hand", ["person_id"])


def downgrade() -> None:
    op.drop_table("statement_hand")
    op.drop_column("statement", "again_at")
