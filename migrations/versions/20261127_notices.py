"""notices reach files and profiles, and keep what the law asks for; files and names can be hidden

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "notices"
down_revision = "complaints"
branch_labels = None
depends_on = None

COLUMNS = {
    "file": (
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_ground", sa.String(120), nullable=True),
    ),
    "person": (sa.Column("withheld", sa.JSON(), nullable=True),),
    "moderation_case": (sa.Column("space_id", sa.Integer(), nullable=True),),
    "notice": (
        sa.Column("legal_ground", sa.String(250), nullable=False, server_default=""),
        sa.Column("address", sa.String(300), nullable=False, server_default=""),
        sa.Column("evidence_files", sa.JSON(), nullable=True),
    ),
    "statement": (
        sa.Column("evidence_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("evidence_files", sa.JSON(), nullable=True),
        sa.Column("content_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_type", sa.String(20), nullable=False, server_default="TEXT"),
        sa.Column("content_language", sa.String(8), nullable=False, server_default="de"),
    ),
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(
                table,
                sa.Column(column.name, column.type, nullable=column.nullable, server_default=column.server_default),
            )
    op.create_index(op.f("ix_moderation_case_space_id"), "moderation_case", ["space_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_moderation_case_space_id"), "moderation_case")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column.name)
