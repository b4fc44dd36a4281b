"""who of the desk put somebody on the speakers' list

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "heard_for"
down_revision = "withheld_titles"
branch_labels = None
depends_on = None

NAME = "fk_speaker_entry_noted_by_person"


def upgrade() -> None:
    column = sa.Column("noted_by", sa.Integer(), nullable=True)
    if op.get_bind().dialect.name != "sqlite":
        op.add_column("speaker_entry", column)
        op.create_foreign_key(op.f(NAME), "speaker_entry", "person", ["noted_by"], ["id"])
        return
    # Entries refer to each other, so SQLite cannot make the table anew; it takes a reference within the column, unnamed.
    column.append_foreign_key(sa.ForeignKey("person.id"))
    op.add_column("speaker_entry", column, inline_references=True)


def downgrade() -> None:
    with op.batch_alter_table("speaker_entry") as table:
        table.drop_column("noted_by")
