"""an activity knows who was asked to answer for it

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "activity_asked"
down_revision = "merged_since"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.add_column(sa.Column("asked_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_activity_asked_id_person"), "person", ["asked_id"], ["id"])
        table.create_index(op.f("ix_activity_asked_id"), ["asked_id"])


def downgrade() -> None:
    with op.batch_alter_table("activity") as table:
        table.drop_index(op.f("ix_activity_asked_id"))
        table.drop_constraint(op.f("fk_activity_asked_id_person"), type_="foreignkey")
        table.drop_column("asked_id")
