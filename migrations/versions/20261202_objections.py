"""each of those who wrote something together may object, and what nobody was told of is known once it is opened

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "objections"
down_revision = "openings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statement", sa.Column("opened_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("complaint") as table:
        table.drop_constraint(op.f("uq_complaint_statement_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_complaint_statement_id_person_id"), ["statement_id", "person_id"])


def downgrade() -> None:
    # The version before knows one objection to each decision: the oldest one stays.
    op.execute(
        "DELETE FROM complaint WHERE statement_id IS NOT NULL AND id NOT IN "
        "(SELECT min(id) FROM complaint WHERE statement_id IS NOT NULL GROUP BY statement_id)"
    )
    with op.batch_alter_table("complaint") as table:
        table.drop_constraint(op.f("uq_complaint_statement_id_person_id"), type_="unique")
        table.create_unique_constraint(op.f("uq_complaint_statement_id"), ["statement_id"])
    op.drop_column("statement", "opened_at")
