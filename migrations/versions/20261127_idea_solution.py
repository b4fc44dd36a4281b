"""maturity and references belong to the idea, no longer to its project

Every project comes from exactly one idea, so each statement has one place to go, and the way back is the same. What ideas
without a project say is lost on the way back, because there is no place for it. Whoever upgrades stops the previous code
before this step: it reads the column and the table that go away.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "idea_solution"
down_revision = "surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idea_solution",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("maturity", sa.String(40), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_solution_idea_id_idea")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_solution")),
    )
    _lines("idea_reference", "idea_id", "idea_solution", "idea_id")
    op.execute(
        "INSERT INTO idea_solution (idea_id, maturity, changed_at, version)"
        " SELECT idea_id, maturity, changed_at, 1 FROM project"
        " WHERE maturity <> '' OR EXISTS (SELECT 1 FROM project_reference WHERE project_id = project.id)"
    )
    op.execute(
        "INSERT INTO idea_reference (idea_id, position, city, url, lesson)"
        " SELECT project.idea_id, line.position, line.city, line.url, line.lesson"
        " FROM project_reference AS line JOIN project ON project.id = line.project_id"
    )
    op.drop_table("project_reference")
    op.drop_column("project", "maturity")


def downgrade() -> None:
    with op.batch_alter_table("project") as batch:
        batch.add_column(sa.Column("maturity", sa.String(40), nullable=False, server_default=""))
    with op.batch_alter_table("project") as batch:
        batch.alter_column("maturity", server_default=None)
    _lines("project_reference", "project_id", "project", "id")
    op.execute(
        "UPDATE project SET maturity = COALESCE("
        "(SELECT maturity FROM idea_solution WHERE idea_solution.idea_id = project.idea_id), '')"
    )
    op.execute(
        "INSERT INTO project_reference (project_id, position, city, url, lesson)"
        " SELECT project.id, line.position, line.city, line.url, line.lesson"
        " FROM idea_reference AS line JOIN project ON project.idea_id = line.idea_id"
    )
    op.drop_table("idea_reference")
    op.drop_table("idea_solution")


def _lines(table: str, key: str, owner: str, column: str) -> None:
    """Create a table of references, each with its place."""
    op.create_table(
        table,
        sa.Column(key, sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("city", sa.String(120), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("lesson", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint([key], [f"{owner}.{column}"], name=op.f(f"fk_{table}_{key}_{owner}")),
        sa.PrimaryKeyConstraint(key, "position", name=op.f(f"pk_{table}")),
    )
