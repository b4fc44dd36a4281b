"""people belong to several parts of urban society

It runs while the previous code still runs: add first, use later, remove last.
"""

import sqlalchemy as sa
from alembic import op

revision = "affiliations"
down_revision = "voices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("affiliations", sa.String(120), nullable=True))
    op.execute("UPDATE person SET affiliations = affiliation WHERE affiliation IS NOT NULL")
    op.drop_column("person", "affiliation")


def downgrade() -> None:
    op.add_column("person", sa.Column("affiliation", sa.String(30), nullable=True))
    # The code before knows one part only: the first of them stays.
    people = sa.table("person", sa.column("id"), sa.column("affiliations"), sa.column("affiliation"))
    connection = op.get_bind()
    for number, words in connection.execute(
        sa.select(people.c.id, people.c.affiliations).where(people.c.affiliations.is_not(None))
    ).all():
        connection.execute(sa.update(people).where(people.c.id == number).values(affiliation=words.partition(" ")[0]))
    op.drop_column("person", "affiliations")
