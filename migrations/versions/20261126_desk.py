"""ideas that were told at a desk say how, and can be claimed with a one-time code

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "desk"
down_revision = "paper"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idea", sa.Column("told_on", sa.Date(), nullable=True))
    op.add_column("idea", sa.Column("told_at", sa.String(120), nullable=False, server_default=""))
    op.create_table(
        "idea_claim",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_claim_idea_id_idea")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_idea_claim_issued_by_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_idea_claim")),
    )
    op.create_index("ix_idea_claim_idea_id", "idea_claim", ["idea_id"])


def downgrade() -> None:
    op.drop_table("idea_claim")
    op.drop_column("idea", "told_at")
    op.drop_column("idea", "told_on")
