"""projects say more: goals with statements, costs, city data, references, indicators with values, news, history

The new tables and columns can be there while the previous code still runs. The columns of one goal and one indicator
that they replace go away at the end of this step: whoever upgrades stops the previous code before it.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "projects"
down_revision = "idea_lineage"
branch_labels = None
depends_on = None

TEXTS = (
    ("contact", sa.String(300)),
    ("started_by", sa.String(200)),
    ("area", sa.String(300)),
    ("participation_form", sa.String(500)),
    ("maturity", sa.String(40)),
    ("sponsor", sa.String(200)),
    ("benefit", sa.Text()),
    ("budget_effect", sa.Text()),
    ("next_step", sa.Text()),
    ("staff_need", sa.String(500)),
    ("resource_use", sa.String(500)),
    ("state_reason", sa.String(1000)),
)
OTHERS = (
    ("owner_id", sa.Integer()),
    ("begins_on", sa.Date()),
    ("ends_on", sa.Date()),
    ("first_reading_on", sa.Date()),
    ("participation", sa.Boolean()),
    ("lighthouse_number", sa.String(20)),
    ("sponsor_review_on", sa.Date()),
    ("running_cost", sa.Integer()),
    ("news_at", UtcDateTime()),
    ("remind_on", sa.Date()),
)
# What stood in one column before; the statement of compatibility was not asked for then.
COMPATIBLE = "Vereinbar mit diesem Ziel; die Aussage stammt aus der Zeit vor den getrennten Feldern."


def upgrade() -> None:
    _create_parts()
    _create_measuring()
    _create_news()
    _carry_over()
    _change_tables()


def _key(table: str, *, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _part(table: str, *columns: sa.Column) -> None:
    """Create a table of lines of a project, each with its place."""
    op.create_table(
        table,
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        _key(table, column="project_id", to="project"),
        sa.PrimaryKeyConstraint("project_id", "position", name=op.f(f"pk_{table}")),
    )


def _create_parts() -> None:
    op.create_table(
        "project_goal",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("compatibility", sa.Text(), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        _key("project_goal", column="project_id", to="project"),
        sa.PrimaryKeyConstraint("project_id", "goal", name=op.f("pk_project_goal")),
    )
    op.create_index("ix_project_goal_goal", "project_goal", ["goal"])
    op.create_table(
        "project_district",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("district", sa.Integer(), nullable=False),
        _key("project_district", column="project_id", to="project"),
        sa.PrimaryKeyConstraint("project_id", "district", name=op.f("pk_project_district")),
    )
    op.create_index("ix_project_district_district", "project_district", ["district"])
    _part(
        "project_cost",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("planned", sa.Integer(), nullable=True),
        sa.Column("spent", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
    )
    _part(
        "project_data",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(500), nullable=False),
        sa.Column("is_produced", sa.Boolean(), nullable=False),
        sa.Column("protection", sa.String(20), nullable=False),
        sa.Column("legal_basis", sa.String(300), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("catalogue_url", sa.String(500), nullable=False),
    )
    _part(
        "project_reference",
        sa.Column("city", sa.String(120), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("lesson", sa.String(1000), nullable=False),
    )


def _create_measuring() -> None:
    op.create_table(
        "project_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        _key("project_indicator", column="project_id", to="project"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_indicator")),
    )
    op.create_index("ix_project_indicator_project_id", "project_indicator", ["project_id"])
    op.create_table(
        "measuring_date",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _key("measuring_date", column="indicator_id", to="project_indicator"),
        sa.PrimaryKeyConstraint("indicator_id", "due_on", name=op.f("pk_measuring_date")),
    )
    op.create_index("ix_measuring_date_due_on", "measuring_date", ["due_on"])
    op.create_table(
        "measured_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        _key("measured_value", column="indicator_id", to="project_indicator"),
        _key("measured_value", column="corrects_id", to="measured_value"),
        _key("measured_value", column="person_id", to="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measured_value")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_measured_value_corrects_id")),
    )
    op.create_index("ix_measured_value_day", "measured_value", ["indicator_id", "due_on"])


def _create_news() -> None:
    op.create_table(
        "project_news",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        _key("project_news", column="step_id", to="idea_step"),
        _key("project_news", column="project_id", to="project"),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_project_news")),
    )
    op.create_index("ix_project_news_newest", "project_news", ["project_id", "step_id"])
    op.create_table(
        "project_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("unit", sa.String(120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        _key("project_change", column="project_id", to="project"),
        _key("project_change", column="person_id", to="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_change")),
    )
    op.create_index("ix_project_change_project_id", "project_change", ["project_id"])


def _carry_over() -> None:
    """Let the one goal, the one indicator and the news of each project stand in the tables for several."""
    bind = op.get_bind()
    bind.execute(
        sa.text(
            "INSERT INTO project_goal (project_id, goal, position, compatibility, contribution)"
            " SELECT id, goal, 1, :compatible, contribution FROM project"
        ),
        {"compatible": COMPATIBLE},
    )
    bind.execute(
        sa.text(
            "INSERT INTO project_indicator (project_id, position, name, unit, source)"
            " SELECT id, 1, indicator, '', '' FROM project"
        )
    )
    # The lines of the log with the address of the project were its news.
    bind.execute(
        sa.text(
            "INSERT INTO project_news (step_id, project_id) SELECT idea_step.id, project.id FROM idea_step"
            " JOIN project ON project.idea_id = idea_step.idea_id"
            " WHERE idea_step.url LIKE '/vorhaben/' || project.id || '-%'"
        )
    )


def _change_tables() -> None:
    with op.batch_alter_table("milestone") as batch:
        batch.add_column(sa.Column("text", sa.String(1000), nullable=False, server_default=""))
        batch.add_column(sa.Column("unit", sa.String(120), nullable=False, server_default=""))
        batch.add_column(sa.Column("told_late_of", sa.Date(), nullable=True))
        batch.create_index("ix_milestone_due", ["due_on", "done_on"])
    op.execute("UPDATE milestone SET unit = (SELECT unit FROM project WHERE project.id = milestone.project_id)")
    with op.batch_alter_table("project") as batch:
        for name, kind in TEXTS:
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        for name, kind in OTHERS:
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.create_foreign_key(op.f("fk_project_owner_id_person"), "person", ["owner_id"], ["id"])
        batch.create_check_constraint(op.f("ck_project_has_a_unit"), "unit <> ''")
        batch.create_check_constraint(
            op.f("ck_project_lighthouse_by_decision"), "lighthouse_number IS NULL OR lighthouse_number <> ''"
        )
        batch.drop_index("ix_project_goal")
        batch.drop_column("goal")
        batch.drop_column("contribution")
        batch.drop_column("indicator")
        batch.create_index("ix_project_owner_id", ["owner_id"])
        batch.create_index("ix_project_next_update_on", ["next_update_on"])
        batch.create_index("ix_project_remind_on", ["remind_on"])
    with op.batch_alter_table("milestone") as batch:
        batch.alter_column("text", server_default=None)
        batch.alter_column("unit", server_default=None)
    with op.batch_alter_table("project") as batch:
        for name, _kind in TEXTS:
            batch.alter_column(name, server_default=None)
    # Those who promised nothing owe their news after the usual time, counted from their last change.
    days = "interval '90 days'" if op.get_bind().dialect.name == "postgresql" else ""
    late = f"CAST(changed_at + {days} AS date)" if days else "date(changed_at, '+90 days')"
    op.execute(
        f"UPDATE project SET next_update_on = {late}"  # noqa: S608  Both words stand above.
        " WHERE next_update_on IS NULL AND state <> 'abgeschlossen'"
    )
    op.execute("UPDATE project SET remind_on = next_update_on WHERE state <> 'abgeschlossen'")


def downgrade() -> None:
    with op.batch_alter_table("project") as batch:
        batch.add_column(sa.Column("goal", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("contribution", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("indicator", sa.String(500), nullable=False, server_default=""))
    first = "FROM project_{0} WHERE project_{0}.project_id = project.id AND project_{0}.position = 1"
    for column, source in (("goal", "goal"), ("contribution", "goal")):
        part = first.format(source)
        op.execute(f"UPDATE project SET {column} = COALESCE((SELECT {column} {part}), '')")  # noqa: S608
    part = first.format("indicator")
    op.execute(f"UPDATE project SET indicator = COALESCE((SELECT name {part}), '')")  # noqa: S608
    op.execute("UPDATE project SET state = 'laufend' WHERE state = 'pausiert'")
    op.execute("UPDATE project SET state = 'abgeschlossen' WHERE state = 'gestoppt'")
    with op.batch_alter_table("project") as batch:
        for name in ("ix_project_remind_on", "ix_project_next_update_on", "ix_project_owner_id"):
            batch.drop_index(name)
        batch.drop_constraint(op.f("ck_project_lighthouse_by_decision"), type_="check")
        batch.drop_constraint(op.f("ck_project_has_a_unit"), type_="check")
        batch.drop_constraint(op.f("fk_project_owner_id_person"), type_="foreignkey")
        for name, _kind in (*OTHERS, *TEXTS):
            batch.drop_column(name)
        for name in ("goal", "contribution", "indicator"):
            batch.alter_column(name, server_default=None)
        batch.create_index("ix_project_goal", ["goal"])
    with op.batch_alter_table("milestone") as batch:
        batch.drop_index("ix_milestone_due")
        for name in ("told_late_of", "unit", "text"):
            batch.drop_column(name)
    for table in (
        "project_change", "project_news", "measured_value", "measuring_date", "project_indicator", "project_reference",
        "project_data", "project_cost", "project_district", "project_goal",
    ):  # fmt: skip
        op.drop_table(table)
