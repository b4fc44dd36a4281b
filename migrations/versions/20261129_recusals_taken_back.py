"""a recusal that was a mistake stays on record with its reason, and says who noted it

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "recusals_taken_back"
down_revision = "taken_up_again"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("recusal") as table:
        table.add_column(sa.Column("noted_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("ended_at", UtcDateTime(), nullable=True))
        table.create_foreign_key(op.f("fk_recusal_noted_by_person"), "person", ["noted_by"], ["id"])
        table.drop_constraint(op.f("uq_recusal_item_id_person_id"), type_="unique")
        table.create_check_constraint(op.f("ck_recusal_only_items_end"), "ended_at IS NULL OR item_id IS NOT NULL")
    op.create_index(op.f("ix_recusal_noted_by"), "recusal", ["noted_by"])
    op.create_index(
        "ix_recusal_in_force",
        "recusal",
        ["item_id", "person_id"],
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )


def downgrade() -> None:
    # The code before forgets what was taken back.
    op.execute("DELETE FROM recusal WHERE ended_at IS NOT NULL")
    op.drop_index("ix_recusal_in_force", table_name="recusal")
    op.drop_index(op.f("ix_recusal_noted_by"), table_name="recusal")
    with op.batch_alter_table("recusal") as table:
        table.drop_constraint(op.f("ck_recusal_only_items_end"), type_="check")
        table.create_unique_constraint(op.f("uq_recusal_item_id_person_id"), ["item_id", "person_id"])
        table.drop_constraint(op.f("fk_recusal_noted_by_person"), type_="foreignkey")
        table.drop_column("ended_at")
        table.drop_column("noted_by")
