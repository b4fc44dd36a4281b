"""who has an open socket is written down beside the log of a meeting

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "leases"
down_revision = "answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("connection", sa.String(120), nullable=False),
        sa.Column("stream", sa.String(60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("process", sa.String(64), nullable=False),
        sa.Column("sockets", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("connection", name=op.f("pk_lease")),
    )
    op.create_index("ix_lease_stream", "lease", ["stream"])
    op.create_index("ix_lease_process", "lease", ["process"])
    op.create_index("ix_lease_seen_at", "lease", ["seen_at"])


def downgrade() -> None:
    op.drop_table("lease")
