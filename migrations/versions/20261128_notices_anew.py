"""a thing can be reported anew once it was decided about, its text changed, or somebody is in danger

It runs while the previous code still runs: add first, use later, remove last. What that code files has no opening, and two
such notices do not meet in the index; the next start of the new code files no more of them.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "notices_anew"
down_revision = "rulings"
branch_labels = None
depends_on = None

_WHERE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.add_column("notice", sa.Column("opening", UtcDateTime(), nullable=True))
    op.add_column("notice", sa.Column("urgent", sa.Boolean(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE notice SET opening = (SELECT CASE WHEN notice.created_at >= moderation_case.opened_at "
        "THEN moderation_case.opened_at ELSE notice.created_at END "
        "FROM moderation_case WHERE moderation_case.id = notice.case_id)"
    )
    op.drop_index("ix_notice_standing", "notice")
    op.create_index(
        "ix_notice_standing",
        "notice",
        ["case_id", "person_id", "opening", "evidence_version", "urgent"],
        unique=True,
        sqlite_where=_WHERE,
        postgresql_where=_WHERE,
    )


def downgrade() -> None:
    op.drop_index("ix_notice_standing", "notice")
    op.create_index(
        "ix_notice_standing",
        "notice",
        ["case_id", "person_id"],
        unique=True,
        sqlite_where=_WHERE,
        postgresql_where=_WHERE,
    )
    op.drop_column("notice", "urgent")
    op.drop_column("notice", "opening")
