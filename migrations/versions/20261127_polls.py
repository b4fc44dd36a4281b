"""votes with a name and votes without one stand in tables of their own

Today's votes keep everything: they were announced as votes whose names stand in the minutes, so they become roll calls.
It runs while the previous code still runs only as far as nobody votes meanwhile: update between sessions.
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "polls"
down_revision = "recommendations"
branch_labels = None
depends_on = None

poll = sa.table(
    "poll",
    *(sa.column(name) for name in ("id", "meeting_id", "item_id", "motion_id", "question", "state", "rule", "present")),
    *(sa.column(name) for name in ("yes", "no", "abstain", "verdict", "configuration_hash", "void_reason")),
    sa.column("configuration", sa.JSON),
    sa.column("result", sa.JSON),
)
votes = sa.table("named_vote", sa.column("poll_id"), sa.column("voter_id"), sa.column("payload", sa.JSON))


def upgrade() -> None:
    op.create_table(
        "named_vote",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("noted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["acting_id"], ["person.id"], name=op.f("fk_named_vote_acting_id_person")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_named_vote_poll_id_poll")),
        sa.ForeignKeyConstraint(["voter_id"], ["person.id"], name=op.f("fk_named_vote_voter_id_person")),
        sa.PrimaryKeyConstraint("poll_id", "voter_id", name=op.f("pk_named_vote")),
    )
    connection = op.get_bind()
    old = sa.table("ballot", sa.column("poll_id"), sa.column("person_id"), sa.column("choice"))
    named = sa.table(
        "named_vote",
        *(sa.column(name) for name in ("poll_id", "voter_id", "acting_id")),
        sa.column("payload", sa.JSON),
    )
    for row in connection.execute(sa.select(old)).all():
        values = {"poll_id": row.poll_id, "voter_id": row.person_id, "acting_id": row.person_id}
        connection.execute(sa.insert(named).values(**values, payload={"choice": row.choice}))
    op.drop_table("ballot")
    op.create_table(
        "turnout",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("acting_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["acting_id"], ["person.id"], name=op.f("fk_turnout_acting_id_person")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_turnout_poll_id_poll")),
        sa.ForeignKeyConstraint(["voter_id"], ["person.id"], name=op.f("fk_turnout_voter_id_person")),
        sa.PrimaryKeyConstraint("poll_id", "voter_id", name=op.f("pk_turnout")),
    )
    op.create_table(
        "ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_ballot_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "id", name=op.f("pk_ballot")),
    )
    op.create_table(
        "poll_officer",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_officer_person_id_person")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_officer_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_poll_officer")),
    )
    empty = sa.text("'[]'")
    # Column by column: a table that is copied would lose what refers to it.
    op.add_column("poll", sa.Column("options", sa.JSON(), server_default=empty, nullable=False))
    op.add_column("poll", sa.Column("kind", sa.String(length=10), server_default="yes_no", nullable=False))
    op.add_column("poll", sa.Column("level", sa.String(length=10), server_default="roll_call", nullable=False))
    op.add_column("poll", sa.Column("minuted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("poll", sa.Column("configuration", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("poll", sa.Column("configuration_hash", sa.String(length=64), server_default="", nullable=False))
    op.add_column("poll", sa.Column("told", sa.Integer(), server_default="0", nullable=False))
    op.add_column("poll", sa.Column("ends_at", UtcDateTime(), nullable=True))
    op.add_column("poll", sa.Column("result", sa.JSON(), nullable=True))
    op.add_column("poll", sa.Column("receipts", sa.JSON(), server_default=empty, nullable=False))
    op.add_column("poll", sa.Column("envelopes", sa.JSON(), server_default=empty, nullable=False))
    op.add_column("poll", sa.Column("void_reason", sa.String(length=500), server_default="", nullable=False))
    op.execute("UPDATE poll SET minuted = true")
    for row in connection.execute(sa.select(poll)).all():
        _complete(connection, row)


def _complete(connection: sa.Connection, row: sa.Row) -> None:
    """Write down what an old vote was held by, so that it can be counted anew like any other."""
    found = connection.execute(sa.select(votes).where(votes.c.poll_id == row.id)).all()
    voters = sorted(vote.voter_id for vote in found)
    frozen = {
        "format": "smart-city-forum/poll/1", "meeting_id": row.meeting_id, "item_id": row.item_id, "poll_id": row.id,
        "motion_id": row.motion_id, "question": row.question, "options": [], "kind": "yes_no", "level": "roll_call",
        "rule": row.rule, "least": 0, "most": 1, "scale": 0, "seats": 1, "straw": False, "grace": 0,
        "present": row.present, "members": row.present, "entitled": voters, "quorum": 0, "quorum_state": "none", "keys": [],
    }  # fmt: skip
    written = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    values = {"configuration": frozen, "configuration_hash": hashlib.sha256(written.encode()).hexdigest()}
    if row.state == "closed":
        figures = {"yes": row.yes, "no": row.no, "abstain": row.abstain, "blank": 0, "invalid": 0}
        values["result"] = {**figures, "options": [], "ballots": len(found)}
    connection.execute(sa.update(poll).where(poll.c.id == row.id).values(**values))


def downgrade() -> None:
    """Give the votes with names their old table back; votes of other kinds and without names have no place in it."""
    for name in ("options", "kind", "level", "minuted", "configuration", "configuration_hash", "told", "ends_at"):
        op.drop_column("poll", name)
    for name in ("result", "receipts", "envelopes", "void_reason"):
        op.drop_column("poll", name)
    for name in ("poll_officer", "ballot", "turnout"):
        op.drop_table(name)
    op.create_table(
        "ballot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.CheckConstraint("choice IN ('yes', 'no', 'abstain')", name=op.f("ck_ballot_choice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ballot_person_id_person")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_ballot_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_ballot")),
    )
    connection = op.get_bind()
    old = sa.table("ballot", sa.column("poll_id"), sa.column("person_id"), sa.column("choice"))
    for row in connection.execute(sa.select(votes)).all():
        if choice := row.payload.get("choice"):
            connection.execute(sa.insert(old).values(poll_id=row.poll_id, person_id=row.voter_id, choice=choice))
    op.drop_table("named_vote")
