"""versions of posts say whether the moderation made them, and which words it took out of them

It runs while the previous code still runs: add first, use later, remove last. What that code blackens in the meantime keeps
its sentence as a reason, and its words are read in the history when it is taken back.
"""

import sqlalchemy as sa
from alembic import op

revision = "blackened_words"
down_revision = "ordered_holds"
branch_labels = None
depends_on = None

_SENTENCE = "Die Moderation hat Stellen geschwärzt."
_POST = sa.table("post", *map(sa.column, ("id", "author_id", "editor_id", "edit_reason", "edit_kind")))
_VERSION = sa.table(
    "post_revision", *map(sa.column, ("id", "post_id", "version", "editor_id", "reason", "kind", "blackened"))
)
_CASE = sa.table("moderation_case", *map(sa.column, ("id", "kind", "target_id")))
_STATEMENT = sa.table(
    "statement",
    *map(sa.column, ("case_id", "measure", "reverted_at", "ended_at")),
    sa.column("detail", sa.JSON()),
)


def upgrade() -> None:
    kind = {"type_": sa.String(12), "nullable": False, "server_default": "written"}
    op.add_column("post", sa.Column("edit_kind", **kind))
    op.add_column("post_revision", sa.Column("kind", **kind))
    op.add_column("post_revision", sa.Column("blackened", sa.Text(), nullable=False, server_default=""))
    author = sa.select(_POST.c.author_id).where(_POST.c.id == _VERSION.c.post_id).scalar_subquery()
    _mark(_POST, _POST.c.edit_reason, _POST.c.edit_kind, _POST.c.author_id)
    _mark(_VERSION, _VERSION.c.reason, _VERSION.c.kind, author)
    _words_that_stand()


def _mark(table, reason, kind, author) -> None:
    """Nobody but its author changes a post, and the moderation, which gave this sentence or none as a reason."""
    by_others = sa.func.coalesce(table.c.editor_id, 0) != sa.func.coalesce(author, 0)
    by_others = sa.and_(by_others, table.c.editor_id.is_not(None))
    op.execute(table.update().where(by_others, reason == _SENTENCE).values({kind.name: "blackened", reason.name: ""}))
    op.execute(table.update().where(by_others, reason == "", kind == "written").values({kind.name: "given_back"}))


def _words_that_stand() -> None:
    standing = (
        sa.select(_CASE.c.target_id, _STATEMENT.c.detail)
        .join_from(_STATEMENT, _CASE, _CASE.c.id == _STATEMENT.c.case_id)
        .where(_CASE.c.kind == "post", _STATEMENT.c.measure == "redact")
        .where(_STATEMENT.c.reverted_at.is_(None), _STATEMENT.c.ended_at.is_(None))
    )
    for post_id, detail in op.get_bind().execute(standing).all():
        words = "\n".join(" ".join(line.split()) for line in detail.get("passages", "").splitlines() if line.strip())
        about = (_VERSION.c.post_id == post_id, _VERSION.c.version == detail["version"])
        op.execute(_VERSION.update().where(*about).values(blackened=words))


def downgrade() -> None:
    for table, reason, kind in ((_POST, "edit_reason", "edit_kind"), (_VERSION, "reason", "kind")):
        op.execute(table.update().where(table.c[kind] == "blackened").values({reason: _SENTENCE}))
    op.drop_column("post_revision", "blackened")
    op.drop_column("post_revision", "kind")
    op.drop_column("post", "edit_kind")
