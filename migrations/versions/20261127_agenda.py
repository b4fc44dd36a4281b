"""agendas as trees with time boxes; kinds of presence, substitutes, invitations, papers of sessions, calendars

The old number of an item stays as its place; what people call it, such as 3.1, stands beside it. No table that others
refer to is made anew, so it runs with data on both databases. Nobody should hold a session meanwhile.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "agenda"
down_revision = "begun"
branch_labels = None
depends_on = None


def _of_meeting() -> list[sa.Column[Any]]:
    return [
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("link", sa.String(500), server_default="", nullable=False),
        sa.Column("numbering", sa.String(10), server_default="arabic", nullable=False),
        sa.Column("quorum_state", sa.String(12), server_default="open", nullable=False),
        sa.Column("second", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("second_announced", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=True),
        sa.Column("invited_late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("cancel_reason", sa.String(500), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
    ]


def _of_item() -> list[sa.Column[Any]]:
    return [
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("called", sa.String(12), server_default="", nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("spent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=True),
        sa.Column("first_called_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
    ]


def _links(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in targets.items()
    ]


def upgrade() -> None:
    for column in _of_meeting():
        op.add_column("meeting", column)
    for column in _of_item():
        op.add_column("agenda_item", column)
    op.execute("UPDATE agenda_item SET called = CAST(number AS VARCHAR(12))")
    op.create_index("ix_agenda_item_parent_id", "agenda_item", ["parent_id"])
    op.create_index("ix_agenda_item_dossier_id", "agenda_item", ["dossier_id"])
    with op.batch_alter_table("presence") as table:
        table.add_column(sa.Column("kind", sa.String(10), server_default="room", nullable=False))
        table.add_column(sa.Column("noted_by", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_presence_noted_by_person"), "person", ["noted_by"], ["id"])
    op.add_column("mail", sa.Column("calendar", sa.Text(), server_default="", nullable=False))
    _tables()


def _tables() -> None:
    op.create_table(
        "substitution",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        *_links("substitution", meeting_id="meeting", member_id="person", substitute_id="person"),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_substitution")),
        sa.UniqueConstraint("meeting_id", "substitute_id", name=op.f("uq_substitution_meeting_id_substitute_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("reply", sa.String(12), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        *_links("invitation", meeting_id="meeting", person_id="person"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_person", "invitation", ["person_id"])
    op.create_table(
        "calendar_key",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_links("calendar_key", person_id="person"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_key_digest")),
    )
    op.create_table(
        "session_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_links("session_paper", meeting_id="meeting", item_id="agenda_item", motion_id="motion", person_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_paper")),
    )
    op.create_index("ix_session_paper_meeting_id", "session_paper", ["meeting_id"])
    op.create_index("ix_session_paper_item_id", "session_paper", ["item_id"])


def downgrade() -> None:
    for name in ("session_paper", "calendar_key", "invitation", "substitution"):
        op.drop_table(name)
    op.drop_column("mail", "calendar")
    with op.batch_alter_table("presence") as table:
        table.drop_constraint(op.f("fk_presence_noted_by_person"), type_="foreignkey")
        table.drop_column("noted_by")
        table.drop_column("kind")
    op.execute("UPDATE agenda_item SET state = 'open' WHERE state = 'debated'")
    op.drop_index("ix_agenda_item_parent_id", "agenda_item")
    op.drop_index("ix_agenda_item_dossier_id", "agenda_item")
    for table_name, columns in (("agenda_item", _of_item()), ("meeting", _of_meeting())):
        for column in columns:
            op.drop_column(table_name, column.name)
