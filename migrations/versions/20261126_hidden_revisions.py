"""an earlier version of a post has a number of its own and can be hidden alone

It runs while the previous code still runs, which knows versions by post and version; these stay unique.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "hidden_revisions"
down_revision = "renderer"
branch_labels = None
depends_on = None

COLUMNS = "post_id, version, source, html, editor_id, reason, at, renderer"


def _table_anew(*parts: sa.schema.SchemaItem, only: str = "") -> None:
    """Make the table with other keys and carry the rows over; SQLite cannot change keys in place."""
    op.drop_index("ix_post_revision_renderer", "post_revision")
    op.rename_table("post_revision", "post_revision_before")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("pk_post_revision", "post_revision_before")
    op.create_table(
        "post_revision",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(200), nullable=False, server_default=""),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_post_revision_editor_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_revision_post_id_post")),
        *parts,
    )
    copied = f"INSERT INTO post_revision ({COLUMNS}) SELECT {COLUMNS} FROM post_revision_before"  # noqa: S608
    op.execute(f"{copied} {only} ORDER BY post_id, version")
    op.drop_table("post_revision_before")
    op.create_index("ix_post_revision_renderer", "post_revision", ["renderer"])


def upgrade() -> None:
    _table_anew(
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_revision")),
        sa.UniqueConstraint("post_id", "version", name=op.f("uq_post_revision_post_id_version")),
    )


def downgrade() -> None:
    # The previous code would show what was hidden, so it goes.
    keys = sa.PrimaryKeyConstraint("post_id", "version", name=op.f("pk_post_revision"))
    _table_anew(keys, only="WHERE hidden_at IS NULL")
