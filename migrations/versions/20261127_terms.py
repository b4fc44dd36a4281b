"""rules and terms have versions, and people may be kept from naming somebody

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "terms"
down_revision = "minutes_in_writing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "terms_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(30), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_terms_version_confirmed")),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by", name=op.f("ck_terms_version_four_eyes")
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_terms_version_proposed_by_person")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_terms_version_confirmed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_version")),
        sa.UniqueConstraint("document", "number", name=op.f("uq_terms_version_document_number")),
    )
    op.add_column("statement", sa.Column("rules_version", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "mention_block",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_block_person_id_person")),
        sa.ForeignKeyConstraint(["blocked_id"], ["person.id"], name=op.f("fk_mention_block_blocked_id_person")),
        sa.PrimaryKeyConstraint("person_id", "blocked_id", name=op.f("pk_mention_block")),
    )
    op.create_index(op.f("ix_mention_block_blocked_id"), "mention_block", ["blocked_id"])


def downgrade() -> None:
    op.drop_table("mention_block")
    op.drop_column("statement", "rules_version")
    op.drop_table("terms_version")
