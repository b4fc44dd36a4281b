"""an idea knows its Fachbeirat, and a list of signatures the day on which its second person is reminded

It runs while the previous code still runs: add first, use later, remove last. Ideas that a Fachbeirat has already had get
the one that recommended last, or else the only one there is; where neither is known, the Stabsstelle takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "idea_committee"
down_revision = "brakes"
branch_labels = None
depends_on = None

_LAST_TO_RECOMMEND = """
UPDATE idea SET committee_id = (
    SELECT committee.id FROM idea_step
    JOIN committee ON committee.title = idea_step.title AND committee.kind = 'advisory_council'
    WHERE idea_step.idea_id = idea.id AND idea_step.kind = 'recommendation'
    ORDER BY idea_step.seq DESC LIMIT 1
)
"""
_THE_ONLY_ONE = """
UPDATE idea SET committee_id = (SELECT max(id) FROM committee WHERE kind = 'advisory_council' AND state = 'active')
WHERE committee_id IS NULL AND state = 'fachbeirat'
AND (SELECT count(*) FROM committee WHERE kind = 'advisory_council' AND state = 'active') = 1
"""
_WAITING = """
UPDATE paper_figure SET remind_on = CURRENT_DATE
WHERE confirmed_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM paper_figure AS newer WHERE newer.batch_id = paper_figure.batch_id AND newer.seq > paper_figure.seq
)
"""
# Projects that ended before still said how far they had come once, and what was next then.
_ENDED = (
    "UPDATE project SET progress = 100 WHERE state = 'abgeschlossen'",
    "UPDATE project SET next_step = '' WHERE state IN ('abgeschlossen', 'gestoppt')",
)


def upgrade() -> None:
    op.add_column("idea", sa.Column("committee_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_idea_committee_id"), "idea", ["committee_id"])
    op.add_column("paper_figure", sa.Column("remind_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_paper_figure_remind_on"), "paper_figure", ["remind_on"])
    for statement in (_LAST_TO_RECOMMEND, _THE_ONLY_ONE, _WAITING, *_ENDED):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_paper_figure_remind_on"), table_name="paper_figure")
    op.drop_column("paper_figure", "remind_on")
    op.drop_index(op.f("ix_idea_committee_id"), table_name="idea")
    op.drop_column("idea", "committee_id")
