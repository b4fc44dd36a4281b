"""bodies and offices, and who held them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "offices"
down_revision = "goals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("title_en", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("rights_en", sa.JSON(), nullable=False),
        sa.Column("reports_to", sa.JSON(), nullable=False),
        sa.Column("exchanges_with", sa.JSON(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(20), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("key", name=op.f("uq_office_key")),
    )
    op.create_table(
        "office_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(250), nullable=False),
        sa.Column("note_en", sa.String(250), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_term_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_term")),
    )
    op.create_index("ix_office_term_office_id", "office_term", ["office_id"])


def downgrade() -> None:
    op.drop_table("office_term")
    op.drop_table("office")
