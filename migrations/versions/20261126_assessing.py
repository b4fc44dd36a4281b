"""versions of the criteria; rounds, assessors and interests of assessments

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "assessing"
down_revision = "idea_authors"
branch_labels = None
depends_on = None

_ONE_OF_A_PERSON = "uq_assessment_idea_id_assessor_id"
_ONE_IN_A_ROUND = "uq_assessment_idea_id_round_assessor_id"


def upgrade() -> None:
    op.create_table(
        "criteria_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["publisher_id"], ["person.id"], name=op.f("fk_criteria_version_publisher_id_person")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_criteria_version")),
    )
    op.create_table(
        "assessment_round",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criteria_version", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_assessment_round_idea_id_idea")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_assessment_round_opened_by_person")),
        sa.PrimaryKeyConstraint("idea_id", "number", name=op.f("pk_assessment_round")),
    )
    op.create_table(
        "assessor",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_assessor_idea_id_idea")),
        sa.ForeignKeyConstraint(["assessor_id"], ["person.id"], name=op.f("fk_assessor_assessor_id_person")),
        sa.ForeignKeyConstraint(["assigned_by"], ["person.id"], name=op.f("fk_assessor_assigned_by_person")),
        sa.PrimaryKeyConstraint("idea_id", "round", "assessor_id", name=op.f("pk_assessor")),
    )
    op.create_index("ix_assessor_assessor_id", "assessor", ["assessor_id"])
    op.create_table(
        "recusal",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.String(500), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_recusal_idea_id_idea")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id_person")),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name=op.f("pk_recusal")),
    )
    op.create_index("ix_recusal_person_id", "recusal", ["person_id"])
    with op.batch_alter_table("assessment") as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("remarks", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("goals", sa.JSON(), server_default="{}", nullable=False))
        # The file of the strategy was the only version of the criteria so far.
        batch_op.add_column(sa.Column("criteria_version", sa.Integer(), server_default="1", nullable=False))
        batch_op.drop_column("strategy_version")
        batch_op.drop_constraint(op.f(_ONE_OF_A_PERSON), type_="unique")
        batch_op.create_unique_constraint(op.f(_ONE_IN_A_ROUND), ["idea_id", "round", "assessor_id"])
    # What was assessed by now was assessed in a first round.
    op.execute(
        "INSERT INTO assessment_round (idea_id, number, criteria_version, reason, opened_at)"
        " SELECT idea_id, 1, 1, '', MIN(created_at) FROM assessment GROUP BY idea_id"
    )


def downgrade() -> None:
    op.execute("DELETE FROM assessment WHERE round > 1")
    with op.batch_alter_table("assessment") as batch_op:
        batch_op.drop_constraint(op.f(_ONE_IN_A_ROUND), type_="unique")
        batch_op.create_unique_constraint(op.f(_ONE_OF_A_PERSON), ["idea_id", "assessor_id"])
        batch_op.add_column(sa.Column("strategy_version", sa.Integer(), server_default="1", nullable=False))
        batch_op.drop_column("criteria_version")
        batch_op.drop_column("goals")
        batch_op.drop_column("remarks")
        batch_op.drop_column("round")
    op.drop_table("recusal")
    op.drop_table("assessor")
    op.drop_table("assessment_round")
    op.drop_table("criteria_version")
