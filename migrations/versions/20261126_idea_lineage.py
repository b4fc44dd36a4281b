"""ideas that were split off or retired, additions after an answer, and shown supporters

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "idea_lineage"
down_revision = "office"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("split_from_id", sa.Integer(), nullable=True))
    op.create_index("ix_idea_split_from_id", "idea", ["split_from_id"])
    op.add_column("idea", sa.Column("retired_for_id", sa.Integer(), nullable=True))
    op.add_column("support", sa.Column("is_shown", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "idea_addendum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_addendum_idea_id_idea")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_idea_addendum_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_addendum")),
    )
    op.create_index("ix_idea_addendum_idea_id", "idea_addendum", ["idea_id"])
    op.create_index("ix_idea_addendum_renderer", "idea_addendum", ["renderer"])


def downgrade() -> None:
    op.drop_table("idea_addendum")
    op.drop_column("support", "is_shown")
    op.drop_column("idea", "retired_for_id")
    op.drop_index("ix_idea_split_from_id", "idea")
    op.drop_column("idea", "split_from_id")
