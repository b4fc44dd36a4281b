"""answers that are owed to recommendations, and minority votes

It runs while the previous code still runs: add first, use later, remove last.
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from forum.core.clock import local
from forum.core.db import UtcDateTime

revision = "recommendations"
down_revision = "motions"
branch_labels = None
depends_on = None

# The days of the setting at the time of this step.
DAYS = timedelta(days=92)


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_follow_up_resolution_id_resolution")
        ),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_follow_up_committee_id_committee")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_follow_up_answered_by_person")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_follow_up_decision_id_decision")),
        sa.PrimaryKeyConstraint("resolution_id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_committee_id", "follow_up", ["committee_id"])
    op.create_index("ix_follow_up_open", "follow_up", ["answered_at", "due_on"])
    op.create_index("ix_follow_up_renderer", "follow_up", ["renderer"])
    op.create_table(
        "minority_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_minority_vote_resolution_id_resolution")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_minority_vote_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minority_vote")),
        sa.UniqueConstraint("resolution_id", "author_id", name=op.f("uq_minority_vote_resolution_id_author_id")),
    )
    op.create_index("ix_minority_vote_published_at", "minority_vote", ["published_at"])
    op.create_index("ix_minority_vote_renderer", "minority_vote", ["renderer"])
    op.create_table(
        "dissenter",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["minority_vote.id"], name=op.f("fk_dissenter_vote_id_minority_vote")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dissenter_person_id_person")),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name=op.f("pk_dissenter")),
    )
    _owe_what_was_recommended()


def _owe_what_was_recommended() -> None:
    """Let the Board owe an answer to what was recommended so far; a decision on the idea since then is the answer."""
    connection = op.get_bind()
    resolution = sa.table(
        "resolution", *(sa.column(name) for name in ("id", "committee_id", "idea_id", "kind", "audience")),
        sa.column("adopted_at", UtcDateTime()),
    )  # fmt: skip
    decision = sa.table("decision", sa.column("id"), sa.column("recorded_at", UtcDateTime()))
    subject = sa.table("decision_subject", sa.column("decision_id"), sa.column("idea_id"))
    owed = sa.table(
        "follow_up",
        *(sa.column(name) for name in ("resolution_id", "committee_id", "decision_id", "source", "html", "told")),
        sa.column("due_on", sa.Date()),
        sa.column("answered_at", UtcDateTime()),
    )
    recommended = sa.select(resolution).where(resolution.c.kind == "recommendation", resolution.c.audience == "public")
    for row in connection.execute(recommended).all():
        found = connection.execute(
            sa.select(decision.c.id, decision.c.recorded_at)
            .join(subject, subject.c.decision_id == decision.c.id)
            .where(subject.c.idea_id == row.idea_id, decision.c.recorded_at >= row.adopted_at)
            .order_by(decision.c.id)
            .limit(1)
        ).first()
        connection.execute(
            sa.insert(owed).values(
                resolution_id=row.id,
                committee_id=row.committee_id,
                due_on=local(row.adopted_at).date() + DAYS,
                decision_id=found.id if found else None,
                answered_at=found.recorded_at if found else None,
                source="",
                html="",
                told=0,
            )
        )


def downgrade() -> None:
    for table in ("dissenter", "minority_vote", "follow_up"):
        op.drop_table(table)
