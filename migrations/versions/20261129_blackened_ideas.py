"""versions of ideas say whether the moderation made them, which words it took out of them, and whether it hid them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "blackened_ideas"
down_revision = "address_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = {"type_": sa.String(12), "nullable": False, "server_default": "written"}
    op.add_column("idea", sa.Column("edit_kind", **kind))
    op.add_column("idea_revision", sa.Column("kind", **kind))
    op.add_column("idea_revision", sa.Column("hidden_at", UtcDateTime(), nullable=True))
    op.add_column("idea_revision", sa.Column("blackened", sa.Text(), nullable=False, server_default=""))
    op.add_column("idea_revision", sa.Column("beside", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for name in ("beside", "blackened", "hidden_at", "kind"):
        op.drop_column("idea_revision", name)
    op.drop_column("idea", "edit_kind")
