"""versions of the strategic goals, and in which one things are linked

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "goals"
down_revision = "projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "goal_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("publisher_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["publisher_id"], ["person.id"], name=op.f("fk_goal_version_publisher_id_person")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_goal_version")),
    )
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("title_en", sa.String(120), nullable=False),
        sa.Column("title_easy", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_easy", sa.Text(), nullable=False),
        sa.Column("isek", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("frameworks", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["goal_version.number"], name=op.f("fk_goal_version_goal_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint("version", "key", name=op.f("uq_goal_version_key")),
    )
    # Whatever is linked by now was linked to the goals of the file, which are the first version.
    op.add_column("idea_goal", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_idea_goal_version", "idea_goal", ["version"])
    op.add_column("decision_goal", sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("decision_goal", "version")
    op.drop_index("ix_idea_goal_version", "idea_goal")
    op.drop_column("idea_goal", "version")
    op.drop_table("goal")
    op.drop_table("goal_version")
