"""barriers are reported and answered, and reviews of accessibility entered

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "barriers"
down_revision = "erasure"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "barrier_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("page", sa.String(300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_barrier_report_answered")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_barrier_report_answered_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_barrier_report_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_report")),
        sa.UniqueConstraint("number", name=op.f("uq_barrier_report_number")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_barrier_report_token_digest")),
    )
    op.create_index("ix_barrier_report_open", "barrier_report", ["answered_at", "due_on"])
    op.create_index(op.f("ix_barrier_report_person_id"), "barrier_report", ["person_id"])
    op.create_index(op.f("ix_barrier_report_answered_at"), "barrier_report", ["answered_at"])
    op.create_table(
        "accessibility_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("tools", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_accessibility_review_entered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessibility_review")),
    )
    op.create_index(op.f("ix_accessibility_review_reviewed_on"), "accessibility_review", ["reviewed_on"])


def downgrade() -> None:
    op.drop_table("accessibility_review")
    op.drop_table("barrier_report")
