"""support that was not honest is removed by group, with a reason

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "removed_support"
down_revision = "twins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("age", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_support_removal_idea_id_idea")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_support_removal_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_removal")),
    )
    op.create_index("ix_support_removal_idea_id", "support_removal", ["idea_id"])


def downgrade() -> None:
    op.drop_table("support_removal")
