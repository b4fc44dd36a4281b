"""kinds and settings of spaces and threads, applications, summaries

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "rooms"
down_revision = "speak"
branch_labels = None
depends_on = None

TEXTS = ("rules", "rules_html", "influence", "contact")
MOMENTS = ("archived_at", "opens_at", "closes_at", "pinned_until")


def upgrade() -> None:
    op.add_column("space", sa.Column("kind", sa.String(20), nullable=False, server_default="public"))
    for name, kind in zip(TEXTS, (sa.Text(), sa.Text(), sa.String(500), sa.String(200)), strict=True):
        op.add_column("space", sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("space", sa.Column("starters", sa.String(60), nullable=False, server_default="members"))
    op.add_column("space", sa.Column("applications", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("space", sa.Column("slow_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE space SET starters = writers")
    op.execute("UPDATE space SET kind = 'staff' WHERE audience = 'staff'")
    op.execute("UPDATE space SET kind = 'members' WHERE audience LIKE 'space:%'")
    op.execute("UPDATE space SET kind = 'committee' WHERE audience LIKE 'committee:%'")
    op.add_column("thread", sa.Column("kind", sa.String(20), nullable=False, server_default="discussion"))
    op.add_column("thread", sa.Column("summary_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("thread", sa.Column("has_marks", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE thread SET has_marks = true WHERE id IN (SELECT thread_id FROM post WHERE mark <> '')")
    op.add_column("thread", sa.Column("answer_id", sa.Integer(), nullable=True))
    for name in MOMENTS:
        op.add_column("thread", sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("thread", sa.Column("slow_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("thread", sa.Column("pinned_everywhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_post_mark", "post", ["thread_id", "mark", "id"])
    op.create_table(
        "space_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_space_application_space_id_space")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_space_application_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_application")),
    )
    op.create_index("ix_space_application_open", "space_application", ["space_id", "decided_at"])
    op.create_index("ix_space_application_person_id", "space_application", ["person_id"])
    op.create_table(
        "thread_summary",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_summary_thread_id_thread")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_thread_summary_author_id_person")),
        sa.PrimaryKeyConstraint("thread_id", "version", name=op.f("pk_thread_summary")),
    )


def downgrade() -> None:
    op.drop_table("thread_summary")
    op.drop_table("space_application")
    op.drop_index("ix_post_mark", "post")
    for name in ("kind", "summary_version", "has_marks", "answer_id", *MOMENTS, "slow_minutes", "pinned_everywhere"):
        op.drop_column("thread", name)
    for name in ("kind", *TEXTS, "starters", "applications", "slow_minutes"):
        op.drop_column("space", name)
