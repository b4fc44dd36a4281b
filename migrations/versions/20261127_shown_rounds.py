"""rounds of assessment know when their points were seen

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "shown_rounds"
down_revision = "agenda"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assessment_round", sa.Column("shown_at", UtcDateTime(), nullable=True))
    # Rounds in which all who took part have given theirs were shown at the last change.
    op.execute(
        """
        UPDATE assessment_round SET shown_at = (
            SELECT max(a.changed_at) FROM assessment AS a
            WHERE a.idea_id = assessment_round.idea_id AND a.round = assessment_round.number
        )
        WHERE (
            SELECT count(*) FROM assessment AS a
            WHERE a.idea_id = assessment_round.idea_id AND a.round = assessment_round.number
        ) >= 2
        AND NOT EXISTS (
            SELECT 1 FROM assessor AS w
            WHERE w.idea_id = assessment_round.idea_id AND w.round = assessment_round.number
            AND NOT EXISTS (
                SELECT 1 FROM assessment AS a
                WHERE a.idea_id = w.idea_id AND a.round = w.round AND a.assessor_id = w.assessor_id
            )
        )
        """
    )


def downgrade() -> None:
    with op.batch_alter_table("assessment_round") as table:
        table.drop_column("shown_at")
