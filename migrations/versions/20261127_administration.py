"""looks at mail addresses are kept, and roles wait for a second person

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "administration"
down_revision = "publication_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(250), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_look_person_id_person")),
        sa.ForeignKeyConstraint(["viewer_id"], ["person.id"], name=op.f("fk_address_look_viewer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_look")),
    )
    op.create_index(op.f("ix_address_look_person_id"), "address_look", ["person_id"])
    op.create_index(op.f("ix_address_look_viewer_id"), "address_look", ["viewer_id"])
    op.create_index(op.f("ix_address_look_at"), "address_look", ["at"])
    op.create_table(
        "role_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(250), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name=op.f("ck_role_proposal_decided")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'confirmed' OR decided_by <> proposed_by",
            name=op.f("ck_role_proposal_second_person"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_role_proposal_decided_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_proposal_person_id_person")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_role_proposal_proposed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_proposal")),
    )
    op.create_index("ix_role_proposal_open", "role_proposal", ["decided_at", "id"])
    op.create_index(op.f("ix_role_proposal_person_id"), "role_proposal", ["person_id"])


def downgrade() -> None:
    op.drop_table("role_proposal")
    op.drop_table("address_look")
