"""who is to belong to the Board waits for a second person

It runs while the previous code still runs: add first, use later, remove last. Who belongs to the Board already stays in it.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "board_entries"
down_revision = "taking_factors_back"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("society_group", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("deputises", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_board_entry_committee_id_committee")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_board_entry_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_board_entry_seat_id_seat")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_board_entry_application_id_application")
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_board_entry_proposed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_entry")),
        sa.UniqueConstraint("committee_id", "person_id", name=op.f("uq_board_entry_committee_id_person_id")),
    )
    op.create_index(op.f("ix_board_entry_person_id"), "board_entry", ["person_id"])
    op.create_index(op.f("ix_board_entry_application_id"), "board_entry", ["application_id"])


def downgrade() -> None:
    op.drop_table("board_entry")
