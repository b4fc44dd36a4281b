"""names in posts, languages of threads, and people whom somebody ignores

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "mentions"
down_revision = "branches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mention", sa.Column("handle", sa.String(30), nullable=False, server_default=""))
    op.add_column("mention", sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("mention", sa.Column("told_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE mention SET handle = (SELECT handle FROM person WHERE person.id = mention.person_id)")
    op.create_index("ix_thread_author", "thread", ["author_id"])
    op.create_index("ix_post_language", "post", ["thread_id", "language", "created_at", "id"])
    op.add_column("thread", sa.Column("languages", sa.String(120), nullable=False, server_default=""))
    _note_languages()
    op.create_table(
        "ignoring",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ignored_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ignoring_person_id_person")),
        sa.ForeignKeyConstraint(["ignored_id"], ["person.id"], name=op.f("fk_ignoring_ignored_id_person")),
        sa.PrimaryKeyConstraint("person_id", "ignored_id", name=op.f("pk_ignoring")),
    )
    op.create_index("ix_ignoring_ignored_id", "ignoring", ["ignored_id"])


def _note_languages() -> None:
    """Let each thread know the languages of its posts."""
    thread = sa.table("thread", sa.column("id", sa.Integer), sa.column("languages", sa.String))
    post = sa.table("post", sa.column("thread_id", sa.Integer), sa.column("language", sa.String))
    connection = op.get_bind()
    found: dict[int, list[str]] = {}
    for thread_id, language in connection.execute(sa.select(post.c.thread_id, post.c.language).distinct()):
        found.setdefault(thread_id, []).append(language)
    for thread_id, languages in found.items():
        words = " ".join(sorted(languages))
        connection.execute(thread.update().where(thread.c.id == thread_id).values(languages=words))


def downgrade() -> None:
    op.drop_table("ignoring")
    op.drop_column("thread", "languages")
    op.drop_index("ix_post_language", "post")
    op.drop_index("ix_thread_author", "thread")
    for column in ("told_at", "named", "handle"):
        op.drop_column("mention", column)
