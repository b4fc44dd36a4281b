"""signatures on paper are entered in batches, confirmed by a second person, and count

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "paper"
down_revision = "reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody signed on paper before there was a place to enter it.
    op.add_column("idea", sa.Column("paper_count", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("desk", sa.String(120), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_paper_batch_idea_id_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
    )
    op.create_index("ix_paper_batch_idea_id", "paper_batch", ["idea_id"])
    op.create_table(
        "paper_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("on_paper", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_figure_batch_id_paper_batch")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_paper_figure_entered_by_person")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_paper_figure_confirmed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_figure")),
        sa.UniqueConstraint("batch_id", "seq", name=op.f("uq_paper_figure_batch_id_seq")),
    )


def downgrade() -> None:
    op.drop_table("paper_figure")
    op.drop_table("paper_batch")
    op.drop_column("idea", "paper_count")
