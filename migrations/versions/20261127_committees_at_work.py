"""acts, rules of procedure, calls, applications and interests of committees; recusals also from items of an agenda

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "committees_at_work"
down_revision = "speaking"
branch_labels = None
depends_on = None


def _links(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in targets.items()
    ]


def upgrade() -> None:
    _bodies()
    _rules()
    _calls()
    _interests()
    with op.batch_alter_table("membership") as batch_op:
        batch_op.add_column(sa.Column("told_until", sa.Date(), nullable=True))
    # What was decided on a committee last is the first act that is known of it.
    op.execute(
        "INSERT INTO committee_act (committee_id, act, at, reason, former_title)"
        " SELECT id, CASE state WHEN 'active' THEN 'founded' ELSE state END, decided_at, COALESCE(decision_reason, ''), ''"
        " FROM committee WHERE decided_at IS NOT NULL"
    )


def _bodies() -> None:
    with op.batch_alter_table("committee") as batch_op:
        batch_op.add_column(sa.Column("founded_by", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("contact", sa.String(200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("term_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("places", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "committee_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("former_title", sa.String(120), nullable=False),
        *_links("committee_act", committee_id="committee", actor_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_act")),
    )
    op.create_index("ix_committee_act_committee_id", "committee_act", ["committee_id"])


def _rules() -> None:
    op.create_table(
        "committee_rules",
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.String(20), nullable=False),
        sa.Column("majority", sa.String(20), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("balanced", sa.Boolean(), nullable=False),
        sa.Column("names_all", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        *_links("committee_rules", committee_id="committee", actor_id="person"),
        sa.PrimaryKeyConstraint("committee_id", "number", name=op.f("pk_committee_rules")),
    )


def _calls() -> None:
    op.create_table(
        "member_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        *_links("member_call", committee_id="committee", opened_by="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_call")),
    )
    op.create_index("ix_member_call_committee_id", "member_call", ["committee_id"])
    op.create_index("ix_member_call_renderer", "member_call", ["renderer"])
    people = {"person_id": "person", "named_by": "person", "decided_by": "person"}
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("society_group", sa.String(20), nullable=False),
        sa.Column("organisation", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("interests", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_links("application", committee_id="committee", call_id="member_call", membership_id="membership", **people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("call_id", "person_id", name=op.f("uq_application_call_id_person_id")),
    )
    op.create_index("ix_application_committee", "application", ["committee_id", "state", "id"])
    op.create_index("ix_application_person", "application", ["person_id"])


def _interests() -> None:
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        *_links("interest", committee_id="committee", person_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
    )
    op.create_index("ix_interest_committee_id", "interest", ["committee_id"])
    op.create_index("ix_interest_person_id", "interest", ["person_id"])
    # The key of the table changes, so it is made anew; what is in it waits in a table without names of its own.
    op.execute("CREATE TABLE recusal_kept AS SELECT idea_id, person_id, interest, declared_at FROM recusal")
    op.drop_table("recusal")
    op.create_table(
        "recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.String(500), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        *_links("recusal", idea_id="idea", item_id="agenda_item", person_id="person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("idea_id", "person_id", name=op.f("uq_recusal_idea_id_person_id")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_recusal_item_id_person_id")),
        sa.CheckConstraint("(idea_id IS NULL) <> (item_id IS NULL)", name=op.f("ck_recusal_one_thing")),
    )
    op.create_index("ix_recusal_person_id", "recusal", ["person_id"])
    op.execute(
        "INSERT INTO recusal (idea_id, person_id, interest, declared_at)"
        " SELECT idea_id, person_id, interest, declared_at FROM recusal_kept ORDER BY declared_at, person_id"
    )
    op.drop_table("recusal_kept")


def downgrade() -> None:
    op.execute("CREATE TABLE recusal_kept AS SELECT idea_id, person_id, interest, declared_at FROM recusal")
    op.drop_table("recusal")
    op.create_table(
        "recusal",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("interest", sa.String(500), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        *_links("recusal", idea_id="idea", person_id="person"),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name=op.f("pk_recusal")),
    )
    op.create_index("ix_recusal_person_id", "recusal", ["person_id"])
    op.execute(
        "INSERT INTO recusal (idea_id, person_id, interest, declared_at)"
        " SELECT idea_id, person_id, interest, declared_at FROM recusal_kept WHERE idea_id IS NOT NULL"
    )
    op.drop_table("recusal_kept")
    for table in ("interest", "application", "member_call", "committee_rules", "committee_act"):
        op.drop_table(table)
    # The code before knows no deputy and no sleeping committee.
    op.execute("UPDATE membership SET role = 'member' WHERE role = 'deputy'")
    op.execute("UPDATE committee SET state = 'dissolved' WHERE state = 'suspended'")
    op.drop_column("membership", "told_until")
    for column in ("places", "term_until", "contact", "founded_by"):
        op.drop_column("committee", column)
