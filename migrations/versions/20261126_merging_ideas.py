"""ideas that live on in another

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "merging"
down_revision = "signin"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.create_index("ix_idea_merged_into_id", "idea", ["merged_into_id"])
    op.add_column("support", sa.Column("merge_id", sa.Integer(), nullable=True))
    op.create_index("ix_support_merge_id", "support", ["merge_id"])
    op.create_table(
        "idea_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["target_id"], ["idea.id"], name=op.f("fk_idea_merge_target_id_idea")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_idea_merge_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_merge")),
    )
    op.create_index("ix_idea_merge_target_id", "idea_merge", ["target_id"])
    op.create_table(
        "merged_idea",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("clock_paused_on", sa.Date(), nullable=True),
        sa.Column("was_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["idea_merge.id"], name=op.f("fk_merged_idea_merge_id_idea_merge")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_merged_idea_idea_id_idea")),
        sa.PrimaryKeyConstraint("merge_id", "idea_id", name=op.f("pk_merged_idea")),
    )
    op.create_index("ix_merged_idea_idea_id", "merged_idea", ["idea_id"])


def downgrade() -> None:
    op.drop_table("merged_idea")
    op.drop_table("idea_merge")
    op.drop_index("ix_support_merge_id", "support")
    op.drop_column("support", "merge_id")
    op.drop_index("ix_idea_merged_into_id", "idea")
    op.drop_column("idea", "merged_into_id")
