"""to which account somebody belonged of whom a service said that they live here, for some time after it was unlinked

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "left_residents"
down_revision = "board_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_resident",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_left_resident_person_id_person")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_left_resident")),
    )
    op.create_index(op.f("ix_left_resident_person_id"), "left_resident", ["person_id"])
    op.create_index(op.f("ix_left_resident_until"), "left_resident", ["until"])


def downgrade() -> None:
    op.drop_table("left_resident")
