"""decisions name what they decide on, the rule, who was there, conditions with a day, and what they replace

Results become the fixed list of words; older records keep their digest and the fields it covers (``digest_version``).
It runs while the previous code still runs only as long as nobody decides: that code does not know the new words.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "decision_record"
down_revision = "removed_support"
branch_labels = None
depends_on = None

RULE = "Einfache Mehrheit: mehr Ja- als Nein-Stimmen, Enthaltungen zählen nicht mit (§ 66 Abs. 1 NKomVG)."
# Written out, because SQLite takes a foreign key only together with its column.
REFERRING = {
    "committee_id": "INTEGER CONSTRAINT fk_decision_committee_id_committee REFERENCES committee (id)",
    "replaces": "VARCHAR(20) CONSTRAINT fk_decision_replaces_decision REFERENCES decision (number)",
}


def upgrade() -> None:
    _may_be_without_idea(nullable=True)
    for column in _columns():
        op.add_column("decision", column)
    for name, kind in REFERRING.items():
        op.execute(f"ALTER TABLE decision ADD COLUMN {name} {kind}")
    op.create_index("ix_decision_committee_id", "decision", ["committee_id"])
    op.create_index("ix_decision_replaces", "decision", ["replaces"])
    op.execute("UPDATE decision SET result = 'ungeaendert' WHERE result = 'beschlossen'")
    op.execute("UPDATE decision SET present = yes + no + abstain, entitled = yes + no + abstain")
    op.create_table(
        "decision_subject",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("resolution_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(250), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_subject_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_decision_subject_idea_id_idea")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_decision_subject_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_decision_subject")),
    )
    for name in ("idea_id", "project_id", "resolution_id"):
        op.create_index(f"ix_decision_subject_{name}", "decision_subject", [name])
    op.execute(
        "INSERT INTO decision_subject (decision_id, position, idea_id, dossier_id, title) "
        "SELECT id, 1, idea_id, dossier_id, title FROM decision"
    )
    op.create_table(
        "decision_duty",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("unit", sa.String(120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_duty_decision_id_decision")),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_decision_duty")),
    )
    op.create_table(
        "duty_fulfilment",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fulfilled_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id", "position"],
            ["decision_duty.decision_id", "decision_duty.position"],
            name=op.f("fk_duty_fulfilment_decision_id_position_decision_duty"),
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_duty_fulfilment_noted_by_person")),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_duty_fulfilment")),
    )


def _columns() -> list[sa.Column]:
    return [
        sa.Column("body", sa.String(120), nullable=False, server_default="Smart City-Board"),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("minutes_seq", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(300), nullable=False, server_default=RULE),
        sa.Column("present", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("entitled", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("recused", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("binding", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("digest_version", sa.Integer(), nullable=False, server_default="1"),
    ]


def downgrade() -> None:
    for name in ("duty_fulfilment", "decision_duty", "decision_subject"):
        op.drop_table(name)
    op.execute("UPDATE decision SET result = 'beschlossen' WHERE result IN ('ungeaendert', 'geaendert')")
    op.drop_index("ix_decision_committee_id", "decision")
    op.drop_index("ix_decision_replaces", "decision")
    for name in (*REFERRING, *(column.name for column in _columns())):
        op.drop_column("decision", name)
    # What was decided without an idea has no place in the older register; a register is never shortened silently.
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM decision WHERE idea_id IS NULL")):
        raise RuntimeError("there are decisions without an idea, which the older register cannot hold")
    _may_be_without_idea(nullable=False)


def _may_be_without_idea(*, nullable: bool) -> None:
    """Let idea and dossier be empty, or not.

    For SQLite this is the way that its own documentation gives for constraints of this kind (ALTER TABLE, section 7): the
    table is not made anew, so that nothing that refers to it is touched.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("decision", "idea_id", existing_type=sa.Integer(), nullable=nullable)
        op.alter_column("decision", "dossier_id", existing_type=sa.Integer(), nullable=nullable)
        return
    before, after = ("INTEGER NOT NULL", "INTEGER") if nullable else ("INTEGER", "INTEGER NOT NULL")
    version = op.get_bind().scalar(sa.text("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema=ON")
    for name in ("idea_id", "dossier_id"):
        op.execute(
            f"UPDATE sqlite_master SET sql = replace(sql, '{name} {before},', '{name} {after},') "  # noqa: S608
            "WHERE type = 'table' AND name = 'decision'"
        )
    op.execute(f"PRAGMA schema_version={int(version or 0) + 1}")
    op.execute("PRAGMA writable_schema=OFF")
