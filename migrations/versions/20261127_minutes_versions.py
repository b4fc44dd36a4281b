"""minutes have versions, votes name the one they approve, and a quorum may be that of the rules at the session

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "minutes_versions"
down_revision = "idea_committee"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("minutes", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("poll", sa.Column("minutes_id", sa.Integer(), nullable=True))
    op.add_column("poll", sa.Column("minutes_version", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_poll_minutes_id"), "poll", ["minutes_id"])
    op.create_table(
        "poll_objection",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("poll_id", sa.Integer(), sa.ForeignKey("poll.id"), nullable=False),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_poll_objection_meeting_id"), "poll_objection", ["meeting_id"])
    op.create_index(op.f("ix_poll_objection_poll_id"), "poll_objection", ["poll_id"])
    op.add_column("meeting", sa.Column("quorum_by_rules", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("circulation", sa.Column("withdrawn_reason", sa.String(500), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("circulation", "withdrawn_reason")
    op.drop_column("meeting", "quorum_by_rules")
    op.drop_table("poll_objection")
    op.drop_index(op.f("ix_poll_minutes_id"), table_name="poll")
    op.drop_column("poll", "minutes_version")
    op.drop_column("poll", "minutes_id")
    op.drop_column("minutes", "version")
