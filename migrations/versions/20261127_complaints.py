"""authors and notifiers complain about decisions of the moderation, and another person answers

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "complaints"
down_revision = "file_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("against_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("informed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(statement_id IS NULL) <> (notice_id IS NULL)", name=op.f("ck_complaint_one_decision")),
        sa.CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_complaint_outcome")),
        sa.CheckConstraint("answered_at IS NULL OR reasons IS NOT NULL", name=op.f("ck_complaint_reasons")),
        sa.CheckConstraint(
            "answered_by IS NULL OR against_id IS NULL OR answered_by <> against_id",
            name=op.f("ck_complaint_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_complaint_case_id_moderation_case")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_complaint_statement_id_statement")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_complaint_notice_id_notice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_complaint_person_id_person")),
        sa.ForeignKeyConstraint(["against_id"], ["person.id"], name=op.f("fk_complaint_against_id_person")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_complaint_answered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_complaint_statement_id")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_complaint_notice_id")),
    )
    op.create_index(op.f("ix_complaint_case_id"), "complaint", ["case_id"])
    op.create_index("ix_complaint_answered_at_id", "complaint", ["answered_at", "id"])


def downgrade() -> None:
    op.drop_table("complaint")
