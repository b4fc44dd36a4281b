"""an account is hidden only where the deciding moderator reads, and posts that were taken back are found quickly

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "traces"
down_revision = "reading"
branch_labels = None
depends_on = None

# A sweep that was begun before this goes on in the rooms that every moderator reads.
_READ_BY_ALL = '["public", "members"]'
_OF_DELETED = {"ix_post_deleted": ["thread_id", "parent_id"], "ix_post_deleted_answers": ["parent_id"]}


def upgrade() -> None:
    op.add_column("post_sweep", sa.Column("audiences", sa.JSON(), nullable=False, server_default=_READ_BY_ALL))
    for name, columns in _OF_DELETED.items():
        where = sa.text("state = 'deleted'")
        op.create_index(name, "post", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in _OF_DELETED:
        op.drop_index(name, "post")
    op.drop_column("post_sweep", "audiences")
