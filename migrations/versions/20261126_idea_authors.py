"""people who write an idea together

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "idea_authors"
down_revision = "desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idea_co_author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("merge_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_co_author_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_co_author_person_id_person")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_idea_co_author_invited_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_co_author")),
        sa.UniqueConstraint("idea_id", "person_id", name=op.f("uq_idea_co_author_idea_id_person_id")),
    )
    op.create_index("ix_idea_co_author_person_id", "idea_co_author", ["person_id"])
    op.create_index("ix_idea_co_author_merge_id", "idea_co_author", ["merge_id"])


def downgrade() -> None:
    op.drop_table("idea_co_author")
