"""disputes, misuse, published reports, active accounts of a month, named notifiers, reasons in Leichte Sprache

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "due_process"
down_revision = "hold_reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "active_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("bits", sa.LargeBinary(), nullable=True),
        sa.Column("accounts", sa.Integer(), nullable=True),
        sa.Column("page_views", sa.Integer(), nullable=False, server_default="0"),
        sa.CheckConstraint("(key IS NULL) = (bits IS NULL)", name=op.f("ck_active_month_sketch")),
        sa.CheckConstraint("(key IS NULL) = (accounts IS NOT NULL)", name=op.f("ck_active_month_counted")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_active_month")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(200), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=True),
        sa.Column("carried_out", sa.Boolean(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", name=op.f("ck_dispute_outcome")),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_dispute_days")),
        sa.CheckConstraint("(outcome IS NULL) = (carried_out IS NULL)", name=op.f("ck_dispute_carried_out")),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_dispute_case_id_moderation_case")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_dispute_recorded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index("ix_dispute_case_id", "dispute", ["case_id"])
    op.create_table(
        "misuse_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("in_all", sa.Integer(), nullable=False),
        sa.Column("gravity", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("warning_sent_at", UtcDateTime(), nullable=False),
        sa.Column("warned_by", sa.Integer(), nullable=True),
        sa.Column("suspended_from", UtcDateTime(), nullable=True),
        sa.Column("suspended_until", UtcDateTime(), nullable=True),
        sa.Column("suspended_by", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False, server_default=""),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("number <= in_all", name=op.f("ck_misuse_case_counts")),
        sa.CheckConstraint(
            "(suspended_from IS NULL) = (suspended_until IS NULL)", name=op.f("ck_misuse_case_suspended")
        ),
        sa.CheckConstraint(
            "suspended_from IS NULL OR suspended_from >= warning_sent_at", name=op.f("ck_misuse_case_warned")
        ),
        sa.CheckConstraint("suspended_from IS NULL OR reasons <> ''", name=op.f("ck_misuse_case_reasons")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_misuse_case_person_id_person")),
        sa.ForeignKeyConstraint(["warned_by"], ["person.id"], name=op.f("fk_misuse_case_warned_by_person")),
        sa.ForeignKeyConstraint(["suspended_by"], ["person.id"], name=op.f("fk_misuse_case_suspended_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_case")),
    )
    op.create_index("ix_misuse_case_person", "misuse_case", ["person_id", "kind"])
    op.create_table(
        "published_report",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_published_report_published_by_person")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_published_report")),
    )
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("named_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("named_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("named_because", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_notice_named_by_person"), "person", ["named_by"], ["id"])
    with op.batch_alter_table("canned_reason") as table:
        table.add_column(sa.Column("text_plain", sa.Text(), nullable=False, server_default=""))
    op.add_column("thread", sa.Column("withheld_title", sa.String(250), nullable=True))
    op.add_column("watched_word", sa.Column("keeps_case", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("activity", sa.Column("withheld", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("activity", "withheld")
    op.drop_column("watched_word", "keeps_case")
    # The code before shows what stands in the row, so the titles come back before the column goes.
    op.execute("UPDATE thread SET title = withheld_title WHERE withheld_title IS NOT NULL")
    op.drop_column("thread", "withheld_title")
    with op.batch_alter_table("canned_reason") as table:
        table.drop_column("text_plain")
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("fk_notice_named_by_person"), type_="foreignkey")
        table.drop_column("named_because")
        table.drop_column("named_by")
        table.drop_column("named_at")
    op.drop_table("published_report")
    op.drop_index("ix_misuse_case_person", table_name="misuse_case")
    op.drop_table("misuse_case")
    op.drop_index("ix_dispute_case_id", table_name="dispute")
    op.drop_table("dispute")
    op.drop_table("active_month")
