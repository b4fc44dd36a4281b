"""levels of following, mail rhythms, quiet hours

It runs while the previous code still runs: add first, use later, remove last. The previous code knows the levels "all",
which nobody chose but everybody got by taking part, and "muted".
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "following"
down_revision = "mail_unsubscribe"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_wishes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("quiet_begin", sa.Integer(), nullable=True),
        sa.Column("quiet_end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_wishes_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_wishes")),
    )
    with op.batch_alter_table("follow") as batch_op:
        batch_op.add_column(sa.Column("chosen", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("mails", sa.String(length=10), nullable=True))
    op.execute("UPDATE follow SET level = 'tracking', chosen = false WHERE level = 'all'")
    with op.batch_alter_table("message") as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=20), nullable=False, server_default="own"))
        batch_op.add_column(sa.Column("thing_kind", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("thing_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mail_due_at", UtcDateTime(), nullable=True))
        batch_op.create_index("ix_message_thing", ["thing_kind", "thing_id"], unique=False)
        batch_op.create_index("ix_message_event", ["event_id"], unique=False)
        batch_op.create_index("ix_message_mail_due", ["mail_due_at", "person_id"], unique=False)
    _place_old_messages()


def _place_old_messages() -> None:
    """Let old messages know why they were written and what they are about, so that hidden things hide them too."""
    for kind, reason in (
        ("reply", "reply"),
        ("post", "post"),
        ("idea_submitted", "role"),
        ("idea_advanced", "step"),
        ("idea_answered", "step"),
        ("idea_recommended", "step"),
        ("idea_edited", "support"),
        ("dossier_frozen", "role"),
    ):
        op.execute(
            sa.text("UPDATE message SET reason = :reason WHERE kind = :kind").bindparams(reason=reason, kind=kind)
        )
    subject = "(SELECT subject_id FROM event WHERE event.id = message.event_id)"
    op.execute(f"UPDATE message SET thing_kind = 'post', thing_id = {subject} WHERE kind IN ('reply', 'post')")  # noqa: S608
    op.execute(
        f"UPDATE message SET thing_kind = 'idea', thing_id = {subject} "  # noqa: S608
        "WHERE kind IN ('idea_submitted', 'idea_advanced', 'idea_answered', 'idea_recommended', 'idea_edited')"
    )


def downgrade() -> None:
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index("ix_message_mail_due")
        batch_op.drop_index("ix_message_event")
        batch_op.drop_index("ix_message_thing")
        batch_op.drop_column("mail_due_at")
        batch_op.drop_column("thing_id")
        batch_op.drop_column("thing_kind")
        batch_op.drop_column("reason")
    op.execute("UPDATE follow SET level = 'all' WHERE level <> 'muted'")
    with op.batch_alter_table("follow") as batch_op:
        batch_op.drop_column("mails")
        batch_op.drop_column("chosen")
    op.drop_table("mail_wishes")
