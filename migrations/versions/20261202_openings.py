"""a statement keeps in which opening of its case it was decided, and a notice with which reasons it was answered

It runs while the previous code still runs: add first, use later, remove last. Of statements from before, the last opening
known before them counts. A case counts only the notices of its present opening from now on.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "openings"
down_revision = "files_of_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statement", sa.Column("opening", UtcDateTime(), nullable=True))
    op.add_column("notice", sa.Column("answer_reason", sa.Text(), nullable=True))
    op.execute(
        "UPDATE statement SET opening = (SELECT CASE WHEN statement.created_at >= moderation_case.opened_at "
        "THEN moderation_case.opened_at ELSE (SELECT max(notice.opening) FROM notice "
        "WHERE notice.case_id = statement.case_id AND notice.opening <= statement.created_at) END "
        "FROM moderation_case WHERE moderation_case.id = statement.case_id)"
    )
    op.execute(
        "UPDATE moderation_case SET notice_count = (SELECT count(*) FROM notice "
        "WHERE notice.case_id = moderation_case.id AND notice.opening = moderation_case.opened_at "
        "AND notice.withdrawn_at IS NULL)"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE moderation_case SET notice_count = (SELECT count(*) FROM notice "
        "WHERE notice.case_id = moderation_case.id AND notice.withdrawn_at IS NULL)"
    )
    op.drop_column("notice", "answer_reason")
    op.drop_column("statement", "opening")
