"""the words of all posts that a decision about an account hides are kept

It runs while the previous code still runs: add first, use later, remove last. Of decisions from before, the newest hundred
stand in the statement.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "swept_evidence"
down_revision = "objections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "swept_evidence",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_swept_evidence_statement_id_statement")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_swept_evidence_post_id_post")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_swept_evidence_person_id_person")),
        sa.PrimaryKeyConstraint("statement_id", "post_id", name=op.f("pk_swept_evidence")),
    )
    op.create_index(op.f("ix_swept_evidence_person_id"), "swept_evidence", ["person_id"])


def downgrade() -> None:
    op.drop_table("swept_evidence")
