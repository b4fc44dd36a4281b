"""sign-in services open accounts and say how surely they know somebody

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "sign_in_services"
down_revision = "second_factor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("resident", sa.Boolean(), nullable=True),
        sa.Column("resident_on", sa.Date(), nullable=True),
        sa.Column("district", sa.String(80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_provider_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint("subject", name=op.f("uq_provider_identity_subject")),
    )
    op.create_index(op.f("ix_provider_identity_person_id"), "provider_identity", ["person_id"])
    op.create_table(
        "provider_visit",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(250), nullable=False),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("proof", sa.JSON(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_provider_visit_person_id_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_provider_visit")),
    )
    op.create_index(op.f("ix_provider_visit_person_id"), "provider_visit", ["person_id"])
    op.create_index(op.f("ix_provider_visit_expires_at"), "provider_visit", ["expires_at"])


def downgrade() -> None:
    op.drop_table("provider_visit")
    op.drop_table("provider_identity")
