"""people keep threads and posts for later

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "bookmarks"
down_revision = "late_items"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(thread_id IS NULL) <> (post_id IS NULL)", name=op.f("ck_bookmark_one_thing")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bookmark_person_id_person")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_bookmark_thread_id_thread")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_bookmark_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("person_id", "post_id", name=op.f("uq_bookmark_person_id_post_id")),
        sa.UniqueConstraint("person_id", "thread_id", name=op.f("uq_bookmark_person_id_thread_id")),
    )
    op.create_index(op.f("ix_bookmark_post_id"), "bookmark", ["post_id"])
    op.create_index(op.f("ix_bookmark_thread_id"), "bookmark", ["thread_id"])


def downgrade() -> None:
    op.drop_table("bookmark")
