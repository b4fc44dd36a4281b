"""likely twins of ideas are found by the worker and remembered when they are none

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "twins"
down_revision = "balance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nought is the version of no text, so the worker looks for the twins of all ideas that are there.
    op.add_column("idea", sa.Column("twins_version", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "idea_twin",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("one_version", sa.Integer(), nullable=False),
        sa.Column("other_version", sa.Integer(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("dismissed_at", UtcDateTime(), nullable=True),
        sa.Column("dismissed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["one_id"], ["idea.id"], name=op.f("fk_idea_twin_one_id_idea")),
        sa.ForeignKeyConstraint(["other_id"], ["idea.id"], name=op.f("fk_idea_twin_other_id_idea")),
        sa.ForeignKeyConstraint(["dismissed_by"], ["person.id"], name=op.f("fk_idea_twin_dismissed_by_person")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_idea_twin")),
    )
    op.create_index("ix_idea_twin_other_id", "idea_twin", ["other_id"])
    op.create_index("ix_idea_twin_score", "idea_twin", ["score", "one_id", "other_id"])


def downgrade() -> None:
    op.drop_table("idea_twin")
    op.drop_column("idea", "twins_version")
