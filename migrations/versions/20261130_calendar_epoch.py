"""the secret address of a calendar ends with all that opened the account

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "calendar_epoch"
down_revision = "withheld_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar_key", sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
    # The addresses that are in use stay.
    op.execute(
        "UPDATE calendar_key SET epoch = (SELECT person.epoch FROM person WHERE person.id = calendar_key.person_id)"
    )


def downgrade() -> None:
    op.drop_column("calendar_key", "epoch")
