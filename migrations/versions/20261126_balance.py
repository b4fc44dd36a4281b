"""summaries that weigh both sides, and wishes to correct them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "balance"
down_revision = "seats"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("against", "against_html", "affected", "affected_html"):
        op.add_column("thread_summary", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "summary_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_summary_correction_thread_id_thread")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_summary_correction_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_correction")),
    )
    op.create_index("ix_summary_correction_thread_id", "summary_correction", ["thread_id"])
    op.create_index("ix_summary_correction_person_id", "summary_correction", ["person_id"])


def downgrade() -> None:
    op.drop_table("summary_correction")
    for name in ("affected_html", "affected", "against_html", "against"):
        op.drop_column("thread_summary", name)
