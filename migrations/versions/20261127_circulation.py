"""decisions in writing between sessions, and resolutions that come of them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "circulation"
down_revision = "minutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("reasons_html", sa.Text(), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("papers_html", sa.Text(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("adopted_for", sa.String(60), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("entitled", sa.JSON(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("majority", sa.String(20), nullable=False),
        sa.Column("objections_needed", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("deadline", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_circulation_committee_id_committee")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_circulation_started_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulation")),
    )
    op.create_index(op.f("ix_circulation_committee_id"), "circulation", ["committee_id"])
    op.create_index(op.f("ix_circulation_idea_id"), "circulation", ["idea_id"])
    op.create_index(op.f("ix_circulation_renderer"), "circulation", ["renderer"])
    op.create_index("ix_circulation_due", "circulation", ["state", "deadline"])
    op.create_table(
        "circulation_reply",
        sa.Column("circulation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("choice IN ('yes', 'no', 'abstain', 'object')", name=op.f("ck_circulation_reply_choice")),
        sa.ForeignKeyConstraint(
            ["circulation_id"], ["circulation.id"], name=op.f("fk_circulation_reply_circulation_id_circulation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circulation_reply_person_id_person")),
        sa.PrimaryKeyConstraint("circulation_id", "person_id", name=op.f("pk_circulation_reply")),
    )
    with op.batch_alter_table("resolution") as table:
        for name in ("meeting_id", "item_id", "poll_id"):
            table.alter_column(name, existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("circulation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_resolution_circulation_id_circulation"), "circulation", ["circulation_id"], ["id"]
        )
        table.create_unique_constraint(op.f("uq_resolution_circulation_id"), ["circulation_id"])


def downgrade() -> None:
    # What was adopted in writing has no place in a schema that knows sessions only.
    op.execute("DELETE FROM resolution WHERE circulation_id IS NOT NULL")
    with op.batch_alter_table("resolution") as table:
        table.drop_constraint(op.f("uq_resolution_circulation_id"), type_="unique")
        table.drop_constraint(op.f("fk_resolution_circulation_id_circulation"), type_="foreignkey")
        table.drop_column("circulation_id")
        for name in ("meeting_id", "item_id", "poll_id"):
            table.alter_column(name, existing_type=sa.Integer(), nullable=False)
    op.drop_table("circulation_reply")
    op.drop_table("circulation")
