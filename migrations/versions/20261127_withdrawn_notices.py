"""notices are taken back, come from trusted flaggers, and bulk advertising is removed without a letter

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "withdrawn_notices"
down_revision = "asked_words"
branch_labels = None
depends_on = None

_STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("trusted", sa.Boolean(), nullable=False, server_default="0"))
        table.drop_constraint(op.f("uq_notice_case_id_person_id"), type_="unique")
    op.create_index(
        "ix_notice_standing",
        "notice",
        ["case_id", "person_id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "created_at"])
    with op.batch_alter_table("statement") as table:
        table.add_column(sa.Column("untold", sa.Boolean(), nullable=False, server_default="0"))
        table.create_check_constraint(op.f("ck_statement_untold"), "NOT untold OR rule = 'werbung'")


def downgrade() -> None:
    with op.batch_alter_table("statement") as table:
        table.drop_constraint(op.f("ck_statement_untold"), type_="check")
        table.drop_column("untold")
    op.drop_index("ix_notice_person", table_name="notice")
    op.drop_index("ix_notice_standing", table_name="notice")
    # The code before knows no notice that was taken back, and one notice of a person in a case.
    op.execute("UPDATE notice SET person_id = NULL WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table("notice") as table:
        table.create_unique_constraint(op.f("uq_notice_case_id_person_id"), ["case_id", "person_id"])
        table.drop_column("trusted")
        table.drop_column("withdrawn_at")
