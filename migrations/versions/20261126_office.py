"""units of the administration, files of ideas, saved views

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "office"
down_revision = "assessing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.add_column("idea", sa.Column("unit_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_idea_unit_id"), "idea", ["unit_id"])
    op.create_table(
        "assignment",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_assignment_idea_id_idea")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id_person")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_person_id"), "assignment", ["person_id"])
    op.create_table(
        "file_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_file_note_idea_id_idea")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_file_note_author_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_file_note_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_note")),
    )
    op.create_index(op.f("ix_file_note_idea_id"), "file_note", ["idea_id"])
    op.create_index(op.f("ix_file_note_author_id"), "file_note", ["author_id"])
    op.create_index(op.f("ix_file_note_renderer"), "file_note", ["renderer"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_view")
    op.drop_table("file_note")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_idea_unit_id"), "idea")
    op.drop_column("idea", "unit_id")
    op.drop_table("unit")
