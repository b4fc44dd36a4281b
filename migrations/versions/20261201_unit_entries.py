"""who is to work in a unit waits for a second person

It runs while the previous code still runs: add first, use later, remove last. Who works in a unit already stays in it.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "unit_entries"
down_revision = "withheld_in_writing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_entry_unit_id_unit")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unit_entry_person_id_person")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_unit_entry_proposed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_entry")),
        sa.UniqueConstraint("unit_id", "person_id", name=op.f("uq_unit_entry_unit_id_person_id")),
    )
    op.create_index(op.f("ix_unit_entry_person_id"), "unit_entry", ["person_id"])


def downgrade() -> None:
    op.drop_table("unit_entry")
