"""texts wait for the moderation before they are published

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "screening"
down_revision = "queue"
branch_labels = None
depends_on = None

_WAITING = {f"{name}_where": sa.text("state = 'waiting' AND thing_id IS NOT NULL") for name in ("sqlite", "postgresql")}


def upgrade() -> None:
    op.create_table(
        "held_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("title", sa.String(250), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("published_url", sa.String(250), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_held_text_decided")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_text_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_text")),
    )
    op.create_index("ix_held_text_person", "held_text", ["person_id", "id"])
    op.create_index("ix_held_text_state", "held_text", ["state", "id"])
    op.create_index("ix_held_text_waiting", "held_text", ["place", "thing_id"], unique=True, **_WAITING)
    op.create_table(
        "screening_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_label")),
    )
    op.create_index("ix_screening_label_target", "screening_label", ["kind", "target_id"])
    op.create_table(
        "screening_trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_screening_trace_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_trace")),
    )
    op.create_index(op.f("ix_screening_trace_at"), "screening_trace", ["at"])
    op.create_index("ix_screening_trace_person", "screening_trace", ["person_id", "at"])
    op.create_table(
        "watched_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(100), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("action IN ('hold', 'label')", name=op.f("ck_watched_word_action")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_watched_word_added_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_word")),
        sa.UniqueConstraint("folded", "action", name=op.f("uq_watched_word_folded_action")),
    )


def downgrade() -> None:
    for name in ("watched_word", "screening_trace", "screening_label", "held_text"):
        op.drop_table(name)
