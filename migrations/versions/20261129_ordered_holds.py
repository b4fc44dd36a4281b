"""holds say whether an authority ordered that the thing be taken from the public

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "ordered_holds"
down_revision = "tested_texts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("legal_hold", sa.Column("ordered", sa.Boolean(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE legal_hold SET ordered = true WHERE id IN (SELECT evidence.hold_id FROM evidence "
        "JOIN authority_record ON authority_record.id = evidence.record_id WHERE authority_record.kind = 'removal')"
    )


def downgrade() -> None:
    op.drop_column("legal_hold", "ordered")
