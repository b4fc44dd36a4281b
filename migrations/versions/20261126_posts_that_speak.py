"""places of the tree, reactions, stances, quotes and mentions

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "speak"
down_revision = "idea"
branch_labels = None
depends_on = None

COUNTS = ("places", "helpful", "agree", "disagree", "objection")
INDEXES = {
    "ix_post_branch": ["parent_id", "path"],
    "ix_post_top_time": ["thread_id", "depth", "created_at", "id"],
    "ix_post_top_helpful": ["thread_id", "depth", "helpful", "id"],
    "ix_post_top_answers": ["thread_id", "depth", "descendant_count", "id"],
    "ix_post_flat": ["thread_id", "created_at", "id"],
}


def upgrade() -> None:
    op.add_column("thread", sa.Column("places", sa.Integer(), nullable=False, server_default="0"))
    for name in COUNTS:
        op.add_column("post", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("person", sa.Column("reading", sa.JSON(), nullable=True))
    op.add_column("post", sa.Column("stance", sa.String(10), nullable=False, server_default=""))
    op.add_column("post", sa.Column("editor_id", sa.Integer(), nullable=True))
    op.add_column("post", sa.Column("edit_reason", sa.String(200), nullable=False, server_default=""))
    op.add_column("post_revision", sa.Column("reason", sa.String(200), nullable=False, server_default=""))
    # Until now nothing was ever moved, so the counts are the numbers of the places given out.
    op.execute("UPDATE thread SET places = top_count")
    op.execute("UPDATE post SET places = child_count")
    for name, columns in INDEXES.items():
        op.create_index(name, "post", columns)
    op.drop_index("ix_post_parent_id", "post")
    op.create_table(
        "post_quote",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("quoted_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_quote_post_id_post")),
        sa.ForeignKeyConstraint(["quoted_id"], ["post.id"], name=op.f("fk_post_quote_quoted_id_post")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_quote")),
    )
    op.create_index("ix_post_quote_quoted_id", "post_quote", ["quoted_id"])
    op.create_table(
        "mention",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_mention_post_id_post")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_person_id_person")),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_mention")),
    )
    op.create_index("ix_mention_person_id", "mention", ["person_id"])
    op.create_table(
        "reaction",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_reaction_post_id_post")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reaction_person_id_person")),
        sa.PrimaryKeyConstraint("post_id", "person_id", "kind", name=op.f("pk_reaction")),
    )
    op.create_index("ix_reaction_person_time", "reaction", ["person_id", "at"])


def downgrade() -> None:
    for table in ("reaction", "mention", "post_quote"):
        op.drop_table(table)
    op.create_index("ix_post_parent_id", "post", ["parent_id"])
    for name in INDEXES:
        op.drop_index(name, "post")
    for name in (*COUNTS, "stance", "editor_id", "edit_reason"):
        op.drop_column("post", name)
    op.drop_column("post_revision", "reason")
    op.drop_column("thread", "places")
    op.drop_column("person", "reading")
