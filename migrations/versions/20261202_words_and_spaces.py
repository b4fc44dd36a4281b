"""watched words that send a text back, and spaces in which every text waits

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "words_and_spaces"
down_revision = "misuse_statements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("space", sa.Column("holds_texts", sa.Boolean(), nullable=False, server_default="0"))
    with op.batch_alter_table("watched_word") as table:
        table.add_column(sa.Column("replacement", sa.String(100), nullable=False, server_default=""))
        table.drop_constraint(op.f("ck_watched_word_action"), type_="check")
        table.create_check_constraint(op.f("ck_watched_word_action"), "action IN ('hold', 'label', 'block', 'replace')")
        table.create_check_constraint(op.f("ck_watched_word_replacement"), "(action = 'replace') = (replacement <> '')")


def downgrade() -> None:
    # The version before knows two lists.
    op.execute("DELETE FROM watched_word WHERE action IN ('block', 'replace')")
    with op.batch_alter_table("watched_word") as table:
        table.drop_constraint(op.f("ck_watched_word_replacement"), type_="check")
        table.drop_constraint(op.f("ck_watched_word_action"), type_="check")
        table.create_check_constraint(op.f("ck_watched_word_action"), "action IN ('hold', 'label')")
        table.drop_column("replacement")
    op.drop_column("space", "holds_texts")
