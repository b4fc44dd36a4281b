"""minutes with paragraphs and objections, removed texts, and the digests by which texts are sealed

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "minutes"
down_revision = "polls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("seal_seq", sa.Integer(), nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("objections_until", UtcDateTime(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("approved_poll_id", sa.Integer(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["approved_poll_id"], ["poll.id"], name=op.f("fk_minutes_approved_poll_id_poll")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_minutes")),
    )
    op.create_index(op.f("ix_minutes_published_at"), "minutes", ["published_at"])
    op.create_table(
        "minutes_paragraph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["minutes.meeting_id"], name=op.f("fk_minutes_paragraph_meeting_id_minutes")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_minutes_paragraph_item_id_agenda_item")),
        sa.ForeignKeyConstraint(["edited_by"], ["person.id"], name=op.f("fk_minutes_paragraph_edited_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_paragraph")),
    )
    op.create_index("ix_minutes_paragraph_place", "minutes_paragraph", ["meeting_id", "place", "id"])
    op.create_index(op.f("ix_minutes_paragraph_renderer"), "minutes_paragraph", ["renderer"])
    op.create_table(
        "minutes_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["minutes.meeting_id"], name=op.f("fk_minutes_objection_meeting_id_minutes")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_minutes_objection_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_objection")),
    )
    op.create_index(op.f("ix_minutes_objection_meeting_id"), "minutes_objection", ["meeting_id"])
    op.create_table(
        "redaction",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_redaction_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", "kind", "text_id", name=op.f("pk_redaction")),
    )
    op.create_table(
        "sealed_text",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sealed_seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(43), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_sealed_text_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", "kind", "text_id", name=op.f("pk_sealed_text")),
    )
    op.add_column("committee_rules", sa.Column("objection_days", sa.Integer(), server_default="14", nullable=False))
    op.add_column(
        "committee_rules", sa.Column("circulation_objections", sa.Integer(), server_default="1", nullable=False)
    )


def downgrade() -> None:
    for name in ("sealed_text", "redaction", "minutes_objection", "minutes_paragraph", "minutes"):
        op.drop_table(name)
    with op.batch_alter_table("committee_rules") as table:
        table.drop_column("circulation_objections")
        table.drop_column("objection_days")
