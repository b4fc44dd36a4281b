"""stored HTML knows the version of the renderer that made it

It runs while the previous code still runs: what that code writes gets the number of the previous renderer.
"""

import sqlalchemy as sa
from alembic import op

revision = "renderer"
down_revision = "clock"
branch_labels = None
depends_on = None

TABLES = (
    *("post", "post_revision", "thread_summary", "space", "idea", "idea_step", "idea_revision"),
    *("decision", "project", "committee", "agenda_item", "contribution", "motion"),
)


def upgrade() -> None:
    for name in TABLES:
        op.add_column(name, sa.Column("renderer", sa.SmallInteger(), nullable=False, server_default="1"))
        op.create_index(f"ix_{name}_renderer", name, ["renderer"])


def downgrade() -> None:
    for name in TABLES:
        op.drop_index(f"ix_{name}_renderer", name)
        op.drop_column(name, "renderer")
