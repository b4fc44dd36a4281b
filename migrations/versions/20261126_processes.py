"""spaces that are a process with phases, or a call

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "processes"
down_revision = "offices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (
        ("level", sa.String(20)),
        ("excluded", sa.String(500)),
        ("call", sa.String(20)),
        ("partners", sa.String(500)),
        ("promise", sa.Text()),
    ):
        op.add_column("space", sa.Column(name, kind, server_default="", nullable=False))
    op.add_column("space", sa.Column("phases", sa.JSON(), nullable=True))
    op.add_column("space", sa.Column("next_phase_at", UtcDateTime(), nullable=True))
    op.add_column("space", sa.Column("call_from", sa.Date(), nullable=True))
    op.add_column("space", sa.Column("call_until", sa.Date(), nullable=True))
    op.create_index("ix_space_next_phase_at", "space", ["next_phase_at"])


def downgrade() -> None:
    op.drop_index("ix_space_next_phase_at", "space")
    for name in (
        "call_until", "call_from", "next_phase_at", "phases", "promise", "partners", "call", "excluded", "level",
    ):  # fmt: skip
        op.drop_column("space", name)
