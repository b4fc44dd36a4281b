"""people leave: the wish to have an account erased, and when somebody was last there

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "erasure"
down_revision = "minutes_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("with_texts", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure") as table:
        table.create_index(op.f("ix_erasure_due_at"), ["due_at"])
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("idle_told_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_column("idle_told_on")
        table.drop_column("seen_on")
    op.drop_table("erasure")
