"""surveys of processes: questions, who took part, answers without names, and counts once they are closed

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "surveys"
down_revision = "terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("phase", sa.String(20), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_survey_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    for name in ("space_id", "closes_at", "state", "renderer"):
        op.create_index(f"ix_survey_{name}", "survey", [name])
    op.create_table(
        "survey_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("hint", sa.String(500), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("low", sa.String(60), nullable=False),
        sa.Column("high", sa.String(60), nullable=False),
        sa.Column("about_person", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_question_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
    )
    op.create_index("ix_survey_question_survey_id", "survey_question", ["survey_id"])
    _create_answers()


def _create_answers() -> None:
    question = sa.ForeignKeyConstraint
    op.create_table(
        "survey_turnout",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_turnout_survey_id_survey")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_turnout_person_id_person")),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f("pk_survey_turnout")),
    )
    op.create_index("ix_survey_turnout_person_id", "survey_turnout", ["person_id"])
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        question(["question_id"], ["survey_question.id"], name=op.f("fk_survey_answer_question_id_survey_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    op.create_table(
        "survey_tally",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        question(["question_id"], ["survey_question.id"], name=op.f("fk_survey_tally_question_id_survey_question")),
        sa.PrimaryKeyConstraint("question_id", "value", name=op.f("pk_survey_tally")),
    )
    op.create_table(
        "survey_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=True),
        question(["question_id"], ["survey_question.id"], name=op.f("fk_survey_text_question_id_survey_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_text")),
    )
    for name in ("answer", "text"):
        op.create_index(f"ix_survey_{name}_question_id", f"survey_{name}", ["question_id"])


def downgrade() -> None:
    for name in ("text", "tally", "answer", "turnout", "question"):
        op.drop_table(f"survey_{name}")
    op.drop_table("survey")
