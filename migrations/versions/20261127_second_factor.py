"""an app with codes, codes on paper, passkeys, and the kind of device of a sign-in

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

from forum.core.db import UtcDateTime

revision = "second_factor"
down_revision = "log_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in", sa.Column("device", sa.String(80), nullable=False, server_default=""))
    op.create_table(
        "known_device",
        _person(primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("seen_on", sa.Date(), nullable=False),
    )
    op.create_index("ix_known_device_seen_on", "known_device", ["seen_on"])
    op.create_table(
        "authenticator",
        _person(primary_key=True),
        sa.Column("secret", sa.String(250), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime()),
        sa.Column("last_step", sa.Integer(), nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.String(64), primary_key=True),
        _person(nullable=False),
        sa.Column("used_at", UtcDateTime()),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), primary_key=True),
        _person(nullable=False),
        sa.Column("credential", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_on", sa.Date()),
        sa.UniqueConstraint("credential", name="uq_passkey_credential"),
    )
    op.create_index("ix_passkey_person_id", "passkey", ["person_id"])
    op.create_table(
        "challenge",
        sa.Column("digest", sa.String(64), primary_key=True),
        _person(nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_challenge_person_id", "challenge", ["person_id"])
    op.create_index("ix_challenge_expires_at", "challenge", ["expires_at"])


def downgrade() -> None:
    for name in ("challenge", "passkey", "recovery_code", "authenticator", "known_device"):
        op.drop_table(name)
    op.drop_column("sign_in", "device")


def _person(**further: bool) -> sa.Column[int]:
    return sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), **further)
