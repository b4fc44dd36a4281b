"""a name that somebody gave up stays theirs for a while

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "former_handles"
down_revision = "bookmarks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_handle",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("handle", sa.String(30), nullable=False),
        sa.Column("handle_key", sa.String(60), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=False),
    )
    for column in ("person_id", "handle", "handle_key", "left_at"):
        op.create_index(f"ix_former_handle_{column}", "former_handle", [column])


def downgrade() -> None:
    op.drop_table("former_handle")
