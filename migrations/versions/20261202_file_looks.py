"""who opened a file that is kept as a proof, and when

It runs while the previous code still runs: add first, use later, remove last. It begins with no line.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "file_looks"
down_revision = "words_and_spaces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["viewer_id"], ["person.id"], name=op.f("fk_file_look_viewer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_look")),
    )
    op.create_index(op.f("ix_file_look_at"), "file_look", ["at"])
    op.create_index(op.f("ix_file_look_viewer_id"), "file_look", ["viewer_id"])


def downgrade() -> None:
    op.drop_table("file_look")
