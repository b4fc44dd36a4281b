"""seats of committees, and who deputises on them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "seats"
down_revision = "processes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(120), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_seat_committee_id_committee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    op.create_index("ix_seat_committee_id", "seat", ["committee_id"])
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("seat_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("deputises", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.create_foreign_key(op.f("fk_membership_seat_id_seat"), "seat", ["seat_id"], ["id"])
        table.create_index("ix_membership_seat_id", ["seat_id"])


def downgrade() -> None:
    with op.batch_alter_table("membership") as table:
        table.drop_index("ix_membership_seat_id")
        table.drop_constraint(op.f("fk_membership_seat_id_seat"), type_="foreignkey")
        table.drop_column("deputises")
        table.drop_column("seat_id")
    op.drop_table("seat")
