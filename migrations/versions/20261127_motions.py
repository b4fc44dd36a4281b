"""motions have a course, versions, amendments and supporters

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "motions"
down_revision = "questions"
branch_labels = None
depends_on = None

COLUMNS = (
    ("kind", sa.String(16), "motion"),
    ("version", sa.Integer(), "1"),
    ("against", sa.Text(), ""),
    ("against_html", sa.Text(), ""),
    ("addressee", sa.String(160), ""),
    ("before", sa.Text(), ""),
)


def upgrade() -> None:
    for name, kind, default in COLUMNS:
        op.add_column("motion", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("motion", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("motion", sa.Column("paragraph", sa.Integer(), nullable=True))
    with op.batch_alter_table("motion") as table:
        table.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_motion_parent_id_motion"), "motion", ["parent_id"], ["id"])
    op.create_index(op.f("ix_motion_parent_id"), "motion", ["parent_id"])
    # What lay on the table could be voted on at once; and what is being voted on is in its vote.
    op.execute(sa.text("UPDATE motion SET state = 'admitted' WHERE state = 'submitted'"))
    voted = "SELECT motion_id FROM poll WHERE state = 'open' AND motion_id IS NOT NULL"
    op.execute(sa.text(f"UPDATE motion SET state = 'voted' WHERE id IN ({voted})"))  # noqa: S608
    op.create_table(
        "motion_version",
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_motion_version_motion_id_motion")),
        sa.ForeignKeyConstraint(["amendment_id"], ["motion.id"], name=op.f("fk_motion_version_amendment_id_motion")),
        sa.PrimaryKeyConstraint("motion_id", "version", name=op.f("pk_motion_version")),
    )
    op.create_table(
        "motion_support",
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_motion_support_motion_id_motion")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_motion_support_person_id_person")),
        sa.PrimaryKeyConstraint("motion_id", "person_id", name=op.f("pk_motion_support")),
    )


def downgrade() -> None:
    op.drop_table("motion_support")
    op.drop_table("motion_version")
    op.execute(
        sa.text("UPDATE motion SET state = 'submitted' WHERE state IN ('draft', 'admitted', 'debated', 'voted')")
    )
    op.execute(sa.text("UPDATE motion SET state = 'void' WHERE state IN ('referred', 'withdrawn')"))
    op.drop_index(op.f("ix_motion_parent_id"), "motion")
    with op.batch_alter_table("motion") as table:
        table.drop_constraint(op.f("fk_motion_parent_id_motion"), type_="foreignkey")
        for name in ("parent_id", "paragraph", "due_on", *(name for name, _kind, _default in reversed(COLUMNS))):
            table.drop_column(name)
