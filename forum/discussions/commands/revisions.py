"""Keeping what a post said before an edit, hiding it and restoring it (T-11, T-12)."""

from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.discussions.events import RevisionHidden, RevisionRestored
from forum.discussions.models import Post, PostRevision
from forum.files.queries import names_of


def keep_version(post: Post, *, hidden: bool = False, blackened: str = "") -> None:
    """Keep the present version of a post in its history before another text takes its place."""
    db.session.add(
        PostRevision(
            post_id=post.id,
            version=post.version,
            source=post.source,
            html=post.html,
            renderer=post.renderer,
            editor_id=post.editor_id or post.author_id,
            reason=post.edit_reason,
            kind=post.edit_kind,
            at=post.edited_at or post.created_at,
            hidden_at=now() if hidden else None,
            blackened=blackened,
            files=names_of("post", post.id),
        )
    )


def hide_revision(actor: Actor, revision: PostRevision, *, ground: str) -> None:
    """Hide an earlier version: its words leave the history and every quote; the ground stands in the statement."""
    _turn(actor, revision, hidden=True)


def restore_revision(actor: Actor, revision: PostRevision) -> None:
    """Show an earlier version again."""
    _turn(actor, revision, hidden=False)


def _turn(actor: Actor, revision: PostRevision, *, hidden: bool) -> None:
    post = db.session.get_one(Post, revision.post_id)
    require(actor, "post.hide", post)
    is_so = PostRevision.hidden_at.is_not(None)
    turned = update(PostRevision).where(PostRevision.id == revision.id, ~is_so if hidden else is_so)
    if not changed(turned.values(hidden_at=now() if hidden else None)):
        raise Conflict(
            _("Diese Fassung ist schon verborgen.") if hidden else _("Diese Fassung ist nicht verborgen."),
        )
    event = RevisionHidden if hidden else RevisionRestored
    record(
        actor,
        event(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, version=revision.version),
        audience=post.thread.audience,
    )
