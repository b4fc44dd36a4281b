"""videos in sign language, and texts in Leichte Sprache for rooms and decisions that name one of them

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "sign_videos"
down_revision = "asked_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_video",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_html", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_sign_video_editor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_video")),
    )
    op.create_index(op.f("ix_sign_video_renderer"), "sign_video", ["renderer"])
    op.add_column("file", sa.Column("seconds", sa.Integer(), nullable=True))
    with op.batch_alter_table("page_text") as table:
        # The names of goals and the numbers of decisions are longer than those of pages.
        table.alter_column("page", existing_type=sa.String(30), type_=sa.String(60), existing_nullable=False)
        table.add_column(sa.Column("video_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_page_text_video_id_sign_video", "sign_video", ["video_id"], ["id"])
        table.create_index("ix_page_text_video_id", ["video_id"])


def downgrade() -> None:
    # Words of what is no legal page have no place in the version before.
    op.execute("DELETE FROM page_text WHERE page LIKE 'ziel-%' OR page LIKE 'raum-%' OR page LIKE 'beschluss-%'")
    with op.batch_alter_table("page_text") as table:
        table.drop_index("ix_page_text_video_id")
        table.drop_constraint("fk_page_text_video_id_sign_video", type_="foreignkey")
        table.drop_column("video_id")
        table.alter_column("page", existing_type=sa.String(60), type_=sa.String(30), existing_nullable=False)
    op.drop_column("file", "seconds")
    op.drop_table("sign_video")
