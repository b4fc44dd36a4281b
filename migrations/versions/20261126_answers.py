"""answers on their way, text blocks, promoted ideas

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "answers"
down_revision = "council"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_block")),
    )
    op.create_index(op.f("ix_text_block_kind"), "text_block", ["kind"])
    op.create_index(op.f("ix_text_block_renderer"), "text_block", ["renderer"])
    op.create_table(
        "text_block_version",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["text_block.id"], name=op.f("fk_text_block_version_block_id_text_block")
        ),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_text_block_version_editor_id_person")),
        sa.PrimaryKeyConstraint("block_id", "version", name=op.f("pk_text_block_version")),
    )
    op.create_table(
        "answer_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=True),
        sa.Column("reason_key", sa.String(length=40), nullable=True),
        sa.Column("cost", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=120), nullable=False),
        sa.Column("conditions", sa.String(length=1000), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column("block_version", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("releaser_id", sa.Integer(), nullable=True),
        sa.Column("publish_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_answer_draft_idea_id_idea")),
        sa.ForeignKeyConstraint(["block_id"], ["text_block.id"], name=op.f("fk_answer_draft_block_id_text_block")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_answer_draft_author_id_person")),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_answer_draft_editor_id_person")),
        sa.ForeignKeyConstraint(["releaser_id"], ["person.id"], name=op.f("fk_answer_draft_releaser_id_person")),
        sa.ForeignKeyConstraint(["step_id"], ["idea_step.id"], name=op.f("fk_answer_draft_step_id_idea_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_draft")),
    )
    for column in ("author_id", "idea_id", "publish_at", "renderer", "state"):
        op.create_index(op.f(f"ix_answer_draft_{column}"), "answer_draft", [column])
    op.create_table(
        "sponsorship",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("sponsor", sa.String(length=120), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_sponsorship_idea_id_idea")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_sponsorship")),
    )
    op.create_index(op.f("ix_sponsorship_review_on"), "sponsorship", ["review_on"])


def downgrade() -> None:
    op.drop_table("sponsorship")
    op.drop_table("answer_draft")
    op.drop_table("text_block_version")
    op.drop_table("text_block")
