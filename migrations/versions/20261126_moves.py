"""moves of posts and threads

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "moves"
down_revision = "rooms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("thread", sa.Column("has_moves", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("thread", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("from_thread_id", sa.Integer(), nullable=False),
        sa.Column("to_thread_id", sa.Integer(), nullable=False),
        sa.Column("from_space_id", sa.Integer(), nullable=True),
        sa.Column("to_space_id", sa.Integer(), nullable=True),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(250), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["from_thread_id"], ["thread.id"], name=op.f("fk_move_from_thread_id_thread")),
        sa.ForeignKeyConstraint(["to_thread_id"], ["thread.id"], name=op.f("fk_move_to_thread_id_thread")),
        sa.ForeignKeyConstraint(["from_space_id"], ["space.id"], name=op.f("fk_move_from_space_id_space")),
        sa.ForeignKeyConstraint(["to_space_id"], ["space.id"], name=op.f("fk_move_to_space_id_space")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_move_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    op.create_index("ix_move_from_thread_id", "move", ["from_thread_id"])
    op.create_index("ix_move_to_thread_id", "move", ["to_thread_id"])
    op.create_table(
        "moved_branch",
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(2200), nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_moved_branch_move_id_move")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_moved_branch_post_id_post")),
        sa.PrimaryKeyConstraint("move_id", "post_id", name=op.f("pk_moved_branch")),
    )
    op.create_index("ix_moved_branch_post_id", "moved_branch", ["post_id"])


def downgrade() -> None:
    op.drop_table("moved_branch")
    op.drop_table("move")
    op.drop_column("thread", "merged_into_id")
    op.drop_column("thread", "has_moves")
