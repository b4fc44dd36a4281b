"""the moderators' queue: score, claims, notes, shared reasons, saved views, and acts on many cases

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "queue"
down_revision = "notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("moderation_case") as table:
        table.add_column(sa.Column("points", sa.JSON(), nullable=True))
        table.add_column(sa.Column("rank", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("claimed_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("first_viewed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("wants_opinion", sa.Boolean(), nullable=False, server_default="0"))
        table.create_foreign_key(op.f("fk_moderation_case_claimed_by_person"), "person", ["claimed_by"], ["id"])
        table.create_index("ix_moderation_case_rank", ["state", "rank", "id"])
    op.add_column("statement", sa.Column("canned_id", sa.Integer(), nullable=True))
    op.add_column("statement", sa.Column("bulk", sa.String(40), nullable=True))
    op.create_index(op.f("ix_statement_bulk"), "statement", ["bulk"])
    op.create_table(
        "case_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_case_note_case_id_moderation_case")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_case_note_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"])
    op.create_table(
        "canned_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("clear", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_canned_reason_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reason")),
    )
    op.create_index("ix_canned_reason_used", "canned_reason", ["replaced_at", "name"])
    op.create_table(
        "queue_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_queue_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_queue_view_person_id_name")),
    )


def downgrade() -> None:
    op.drop_table("queue_view")
    op.drop_table("canned_reason")
    op.drop_table("case_note")
    op.drop_index(op.f("ix_statement_bulk"), "statement")
    op.drop_column("statement", "bulk")
    op.drop_column("statement", "canned_id")
    with op.batch_alter_table("moderation_case") as table:
        table.drop_index("ix_moderation_case_rank")
        table.drop_constraint(op.f("fk_moderation_case_claimed_by_person"), type_="foreignkey")
        for name in ("wants_opinion", "first_viewed_at", "claimed_until", "claimed_by", "rank", "points"):
            table.drop_column(name)
