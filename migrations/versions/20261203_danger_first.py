"""danger and trusted flaggers stand before the rest in the queue, however long others wait

It runs while the previous code still runs: a case that this one changes meanwhile stands by its points alone until the
next notice. Both ways move the place of a case by whole decades, as `forum/moderation/score.py` counts it.
"""

import sqlalchemy as sa
from alembic import op

revision = "danger_first"
down_revision = "file_looks"
branch_labels = None
depends_on = None

DECADE = 10 * 365 * 86_400
DANGER = 30

_case = sa.table(
    "moderation_case", sa.column("id", sa.Integer), sa.column("rank", sa.BigInteger), sa.column("points", sa.JSON)
)


def upgrade() -> None:
    _move(-DECADE)


def downgrade() -> None:
    _move(DECADE)


def _move(distance: int) -> None:
    for number, points in op.get_bind().execute(sa.select(_case.c.id, _case.c.points)).all():
        ahead = 2 if (points or {}).get("rule", 0) >= DANGER else 1 if (points or {}).get("trusted", 0) else 0
        if ahead:
            op.execute(sa.update(_case).where(_case.c.id == number).values(rank=_case.c.rank + distance * ahead))
