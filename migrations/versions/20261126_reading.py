"""how far people have read, and their keys

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "reading"
down_revision = "mentions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for thing in ("thread", "space"):
        table = f"{thing}_read"
        op.create_table(
            table,
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column(f"{thing}_id", sa.Integer(), nullable=False),
            sa.Column("until", UtcDateTime(), nullable=False),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person")),
            sa.ForeignKeyConstraint([f"{thing}_id"], [f"{thing}.id"], name=op.f(f"fk_{table}_{thing}_id_{thing}")),
            sa.PrimaryKeyConstraint("person_id", f"{thing}_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{thing}_id"), table, [f"{thing}_id"])
        op.create_index(op.f(f"ix_{table}_until"), table, ["until"])
    op.add_column("person", sa.Column("shortcuts", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "shortcuts")
    op.drop_table("space_read")
    op.drop_table("thread_read")
