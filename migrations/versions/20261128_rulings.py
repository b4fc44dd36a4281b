"""motions say what they decide about ideas, resolutions name all of theirs, and minutes whom they name to everybody

It runs while the previous code still runs: add first, use later, remove last. What was adopted before reached the first of
its ideas only, so that is the one it is about.
"""

import sqlalchemy as sa
from alembic import op

revision = "rulings"
down_revision = "measures_apart"
branch_labels = None
depends_on = None

_TABLES = ("motion", "circulation")


def upgrade() -> None:
    for name in _TABLES:
        op.add_column(name, sa.Column("ruling", sa.String(20), nullable=True))
        op.add_column(name, sa.Column("next_on", sa.Date(), nullable=True))
    op.add_column("minutes", sa.Column("names_all", sa.Boolean(), nullable=True))
    op.add_column("minutes", sa.Column("named", sa.JSON(), nullable=True))
    op.add_column("motion", sa.Column("duties", sa.Text(), nullable=False, server_default=""))
    op.add_column("decision_duty", sa.Column("withheld_text", sa.String(500), nullable=True))
    op.add_column("decision_duty", sa.Column("withheld_unit", sa.String(120), nullable=True))
    op.add_column("circulation", sa.Column("dossier_id", sa.Integer(), nullable=True))
    op.add_column("resolution", sa.Column("decision_number", sa.String(20), nullable=True))
    op.create_index(op.f("ix_resolution_decision_number"), "resolution", ["decision_number"])
    op.execute(
        "UPDATE resolution SET decision_number = ("
        "SELECT MIN(decision.number) FROM decision WHERE decision.idea_id = resolution.idea_id "
        "AND decision.text = resolution.text AND decision.committee_id = resolution.committee_id "
        "AND COALESCE(decision.meeting_id, 0) = COALESCE(resolution.meeting_id, 0)) "
        "WHERE kind = 'decision' AND audience = 'public' AND idea_id IS NOT NULL"
    )
    op.create_table(
        "resolution_idea",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_resolution_idea_resolution_id_resolution")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_resolution_idea_idea_id_idea")),
        sa.PrimaryKeyConstraint("resolution_id", "position", name=op.f("pk_resolution_idea")),
    )
    op.create_index(op.f("ix_resolution_idea_idea_id"), "resolution_idea", ["idea_id"])
    op.execute(
        "INSERT INTO resolution_idea (resolution_id, position, idea_id) "
        "SELECT id, 1, idea_id FROM resolution WHERE idea_id IN (SELECT id FROM idea)"
    )


def downgrade() -> None:
    op.drop_table("resolution_idea")
    op.drop_index(op.f("ix_resolution_decision_number"), "resolution")
    op.drop_column("resolution", "decision_number")
    op.drop_column("circulation", "dossier_id")
    op.drop_column("decision_duty", "withheld_unit")
    op.drop_column("decision_duty", "withheld_text")
    op.drop_column("motion", "duties")
    op.drop_column("minutes", "named")
    op.drop_column("minutes", "names_all")
    for name in _TABLES:
        op.drop_column(name, "next_on")
        op.drop_column(name, "ruling")
