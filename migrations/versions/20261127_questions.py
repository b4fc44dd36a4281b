"""contributions are held or removed with a reason, and the public asks questions

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "questions"
down_revision = "idea_audience"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contribution", sa.Column("state", sa.String(10), nullable=False, server_default="visible"))
    op.add_column("contribution", sa.Column("reason", sa.String(12), nullable=False, server_default=""))
    op.execute(sa.text("UPDATE contribution SET state = 'removed', reason = 'rules' WHERE hidden"))
    with op.batch_alter_table("contribution") as table:
        table.drop_column("hidden")
    op.create_table(
        "writing_rules",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("pause_seconds", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Boolean(), nullable=False),
        sa.Column("held_first", sa.Boolean(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_writing_rules_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_writing_rules")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("words", sa.String(64), nullable=True),
        sa.CheckConstraint("NOT (anonymous AND person_id IS NOT NULL)", name=op.f("ck_question_nobody")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_question_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("words", name=op.f("uq_question_words")),
    )
    op.create_index(op.f("ix_question_meeting_id"), "question", ["meeting_id"])
    op.create_table(
        "question_vote",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_vote_question_id_question")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_vote_person_id_person")),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_question_vote")),
    )


def downgrade() -> None:
    op.drop_table("question_vote")
    op.drop_table("question")
    op.drop_table("writing_rules")
    op.add_column("contribution", sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE contribution SET hidden = (state IN ('held', 'removed'))"))
    with op.batch_alter_table("contribution") as table:
        table.drop_column("reason")
        table.drop_column("state")
