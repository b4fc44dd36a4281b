"""the words of legal pages in versions, written by the administration

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "page_texts"
down_revision = "space_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("english_html", sa.Text(), nullable=False),
        sa.Column("note", sa.String(250), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_page_text_editor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_text")),
        sa.UniqueConstraint("page", "version", name=op.f("uq_page_text_page_version")),
    )
    op.create_index(op.f("ix_page_text_renderer"), "page_text", ["renderer"])


def downgrade() -> None:
    op.drop_table("page_text")
