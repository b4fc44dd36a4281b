"""Blackening passages of a post: what stands there is taken out and nothing else is changed (M-13)."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.difference import Change, difference
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _, marked
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, render
from forum.discussions.commands.locks import lock_thread_of
from forum.discussions.commands.mentions import keep_mentions, shown
from forum.discussions.events import PostEdited
from forum.discussions.models import Post, PostRevision, PostState
from forum.discussions.queries.mentions import people_named
from forum.files import queries as files_in

BLACK = "█████"
REASON = marked("Die Moderation hat Stellen geschwärzt.")


def redact_post(actor: Actor, post: Post, passages: Sequence[str]) -> int:
    """Blacken passages of a post and return the version that kept them; it is hidden, and moderators read it as evidence.

    Only what stands in the post can be named, so no word changes but those. Raises Invalid, Conflict.
    """
    require(actor, "post.hide", post)
    wanted = [word for passage in passages if (word := clean_line(passage))]
    lock_thread_of(post)
    if post.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag ist schon entfernt."))
    if not wanted or any(word not in post.source for word in wanted):
        raise Invalid(fields={"passages": [_("Bitte nennen Sie Stellen, die genau so im Beitrag stehen.")]})
    before = post.version
    db.session.add(
        PostRevision(
            post_id=post.id,
            version=before,
            source=post.source,
            html=post.html,
            renderer=post.renderer,
            editor_id=post.editor_id or post.author_id,
            reason=post.edit_reason,
            at=post.edited_at or post.created_at,
            hidden_at=now(),
        )
    )
    text = post.source
    for word in sorted(wanted, key=len, reverse=True):
        text = text.replace(word, BLACK)
    _store(actor, post, text, REASON)
    return before


def unredact_post(actor: Actor, post: Post, version: int) -> None:
    """Put back what a version said before passages were blackened. Raises Conflict when the author changed it since."""
    require(actor, "post.hide", post)
    lock_thread_of(post)
    kept = db.session.scalar(
        select(PostRevision).where(PostRevision.post_id == post.id, PostRevision.version == version)
    )
    if kept is None or post.version != version + 1:
        raise Conflict(_("Der Beitrag wurde seitdem geändert. Die früheren Worte kommen nicht von selbst zurück."))
    text = kept.source
    kept.hidden_at = None
    _store(actor, post, text, "")


def refuse_redacted(post: Post, text: str) -> None:
    """Refuse a text in which something stands again that was blackened in this post (M-13). Raises Invalid."""
    if post.version == 1:
        return
    rows = db.session.execute(
        select(PostRevision.version, PostRevision.source, PostRevision.hidden_at, PostRevision.reason)
        .where(PostRevision.post_id == post.id)
        .order_by(PostRevision.version)
    ).all()
    after = {row.version: (row.source, row.reason) for row in rows} | {post.version: (post.source, post.edit_reason)}
    for row in rows:
        source, reason = after.get(row.version + 1, ("", ""))
        if row.hidden_at is None or reason != REASON:
            continue
        gone = [piece.text.strip() for piece in difference(row.source, source) if piece.change == Change.REMOVED]
        # A letter or two that stood beside a passage say nothing.
        if any(len(words) > 2 and words in text for words in gone):
            raise Invalid(fields={"text": [_("Hier steht wieder etwas, das die Moderation geschwärzt hat.")]})


def _store(actor: Actor, post: Post, text: str, reason: str) -> None:
    people = people_named(post.thread.audience, text, post.author_id)
    choices = files_in.choices_of("post", post.id)
    author = post.author if post.author is not None else actor
    post.source, post.html = text, render(text, files_in.pictures(author, choices, "post", post.id), shown(people))
    post.edited_at, post.editor_id, post.edit_reason = now(), actor.person_id, reason
    db.session.flush()
    keep_mentions(post, people)
    event = PostEdited(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, version=post.version)
    record(actor, event, audience=post.thread.audience)
