"""papers are written in drafts, and may be about several ideas

It runs while the previous code still runs: tables are only added.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "dossier_drafts"
down_revision = "decision_record"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("number", sa.String(20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_dossier_draft_changed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_draft")),
    )
    op.create_index("ix_dossier_draft_changed_at", "dossier_draft", ["changed_at"])
    for table, owner, ondelete in (
        ("dossier_draft_idea", "dossier_draft", "CASCADE"),
        ("dossier_idea", "dossier", None),
    ):
        column = "draft_id" if ondelete else "dossier_id"
        op.create_table(
            table,
            sa.Column(column, sa.Integer(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("idea_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}_{owner}"), ondelete=ondelete
            ),
            sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f(f"fk_{table}_idea_id_idea")),
            sa.PrimaryKeyConstraint(column, "position", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_idea_id", table, ["idea_id"])
    op.execute("INSERT INTO dossier_idea (dossier_id, position, idea_id) SELECT id, 1, idea_id FROM dossier")


def downgrade() -> None:
    for name in ("dossier_idea", "dossier_draft_idea", "dossier_draft"):
        op.drop_table(name)
