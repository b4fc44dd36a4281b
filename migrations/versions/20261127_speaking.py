"""the speakers' list has rules, points of order, questions and a clock

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "speaking"
down_revision = "leases"
branch_labels = None
depends_on = None

COLUMNS = (
    ("kind", sa.String(10), "speech"),
    ("point", sa.String(12), ""),
    ("note", sa.String(250), ""),
    ("place", sa.Integer(), "0"),
    ("why", sa.String(10), "turn"),
    ("moved", sa.Boolean(), sa.false()),
    ("stood_still", sa.Integer(), "0"),
)


def upgrade() -> None:
    for name, kind, default in COLUMNS:
        op.add_column("speaker_entry", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("speaker_entry", sa.Column("limit_seconds", sa.Integer(), nullable=True))
    op.add_column("speaker_entry", sa.Column("halted_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("speaker_entry") as table:
        table.add_column(sa.Column("speech_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_speaker_entry_speech_id_speaker_entry"), "speaker_entry", ["speech_id"], ["id"]
        )
    # Who waits stands in the order of asking; numbers are places, only wider apart.
    op.execute(sa.text("UPDATE speaker_entry SET place = id"))
    op.create_table(
        "speaking_rules",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("alternate", sa.Boolean(), nullable=False),
        sa.Column("balanced", sa.Boolean(), nullable=False),
        sa.Column("present_only", sa.Boolean(), nullable=False),
        sa.Column("limit_seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_speaking_rules_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_speaking_rules")),
    )
    op.create_table(
        "speaker_list",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(250), nullable=False),
        sa.Column("limit_seconds", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_speaker_list_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_speaker_list_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_speaker_list")),
    )
    op.create_index(op.f("ix_speaker_list_meeting_id"), "speaker_list", ["meeting_id"])
    op.create_table(
        "speaking_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("speaking_group", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_speaking_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_speaking_choice")),
    )


def downgrade() -> None:
    op.drop_table("speaking_choice")
    op.drop_table("speaker_list")
    op.drop_table("speaking_rules")
    with op.batch_alter_table("speaker_entry") as table:
        table.drop_constraint(op.f("fk_speaker_entry_speech_id_speaker_entry"), type_="foreignkey")
        table.drop_column("speech_id")
        for name in ("halted_at", "limit_seconds", *(name for name, _kind, _default in reversed(COLUMNS))):
            table.drop_column(name)
