"""all posts of an account can be hidden, and shown again, in many short transactions

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "sweeps"
down_revision = "hidden_revisions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.String(120), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_sweep_person_id_person")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_post_sweep_actor_id_person")),
        sa.ForeignKeyConstraint(["undoes_id"], ["post_sweep.id"], name=op.f("fk_post_sweep_undoes_id_post_sweep")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_sweep")),
    )
    op.create_index("ix_post_sweep_person_id", "post_sweep", ["person_id"])
    op.create_index("ix_post_sweep_done_at", "post_sweep", ["done_at"])
    op.create_table(
        "swept_post",
        sa.Column("sweep_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sweep_id"], ["post_sweep.id"], name=op.f("fk_swept_post_sweep_id_post_sweep")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_swept_post_post_id_post")),
        sa.PrimaryKeyConstraint("sweep_id", "post_id", name=op.f("pk_swept_post")),
    )
    op.create_index("ix_swept_post_post_id", "swept_post", ["post_id"])


def downgrade() -> None:
    op.drop_table("swept_post")
    op.drop_table("post_sweep")
