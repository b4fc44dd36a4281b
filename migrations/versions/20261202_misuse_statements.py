"""a pause of notices or complaints has a statement of reasons

It runs while the previous code still runs: add first, use later, remove last. Pauses from before have none.
"""

import sqlalchemy as sa
from alembic import op

revision = "misuse_statements"
down_revision = "swept_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("misuse_case") as table:
        table.add_column(sa.Column("statement_puid", sa.String(40), nullable=True))
        table.create_unique_constraint(op.f("uq_misuse_case_statement_puid"), ["statement_puid"])


def downgrade() -> None:
    with op.batch_alter_table("misuse_case") as table:
        table.drop_constraint(op.f("uq_misuse_case_statement_puid"), type_="unique")
        table.drop_column("statement_puid")
