"""a person asks for another mail address, and the former one can take it back

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "address_changes"
down_revision = "former_handles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address_change",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("former", sa.String(254), nullable=False),
        sa.Column("former_key", sa.String(254), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime()),
    )
    for column in ("former_key", "until"):
        op.create_index(f"ix_address_change_{column}", "address_change", [column])


def downgrade() -> None:
    op.drop_table("address_change")
