"""ideas know their stations in council and committees

It runs while the previous code still runs: a table is only added. What steps out of the council said of their paper so far
becomes a station of its own.
"""

import json

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "council"
down_revision = "dossier_drafts"
branch_labels = None
depends_on = None

# The result that led to each state.
RESULTS = {"beschlossen": "ungeaendert", "abgelehnt": "abgelehnt", "vertagt": "vertagt"}


def upgrade() -> None:
    op.create_table(
        "council_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(12), nullable=False),
        sa.Column("committee", sa.String(160), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(20), nullable=True),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_council_paper_idea_id_idea")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_council_paper_entered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_paper")),
    )
    op.create_index("ix_council_paper_idea", "council_paper", ["idea_id", "meets_on", "id"])
    steps = op.get_bind().execute(
        sa.text("SELECT idea_id, to_state, at, actor_id, data FROM idea_step WHERE from_state = 'gremium'")
    )
    for step in steps.all():
        data = json.loads(step.data) if isinstance(step.data, str) else step.data
        if data.get("paper") and step.to_state in RESULTS:
            op.get_bind().execute(
                sa.text(
                    "INSERT INTO council_paper (idea_id, number, committee, meets_on, result, url, entered_at, entered_by) "
                    "VALUES (:idea_id, :number, 'Rat der Stadt Braunschweig', :meets_on, :result, '', :at, :by)"
                ),
                {
                    "idea_id": step.idea_id,
                    "number": data["paper"][:12],
                    "meets_on": data["paper_date"],
                    "result": RESULTS[step.to_state],
                    "at": step.at,
                    "by": step.actor_id,
                },
            )


def downgrade() -> None:
    op.drop_table("council_paper")
