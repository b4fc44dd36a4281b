"""measures beyond hiding: what they need to end, and what keeps people from writing for a while

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "measures"
down_revision = "screening"
branch_labels = None
depends_on = None

STANDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "restriction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind <> 'suspended' OR warned_at IS NOT NULL", name=op.f("ck_restriction_warned")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_restriction_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_index("ix_restriction_person", "restriction", ["person_id", "ended_at"])
    op.create_index(
        "ix_restriction_standing",
        "restriction",
        ["person_id", "kind"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.add_column("statement", sa.Column("source", sa.String(40), nullable=False, server_default="SOURCE_VOLUNTARY"))
    op.add_column("statement", sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("statement", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("statement", sa.Column("detail", sa.JSON(), nullable=True))
    op.create_index(op.f("ix_statement_until"), "statement", ["until"])


def downgrade() -> None:
    op.drop_index(op.f("ix_statement_until"), "statement")
    for name in ("detail", "ended_at", "until", "source"):
        op.drop_column("statement", name)
    op.drop_table("restriction")
