"""Blackening passages of a post, and giving them back; the words themselves are ``forum.core.blackening`` (M-13)."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from forum.core import blackening
from forum.core.blackening import VersionKind
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import render
from forum.discussions.commands.locks import lock_thread_of
from forum.discussions.commands.mentions import keep_mentions, shown
from forum.discussions.commands.revisions import keep_version
from forum.discussions.events import PostEdited, RevisionHidden, RevisionRestored
from forum.discussions.models import Post, PostRevision, PostState
from forum.discussions.queries.history import kept_versions
from forum.discussions.queries.mentions import people_named
from forum.files import queries as files_in


def redact_post(actor: Actor, post: Post, passages: Sequence[str]) -> list[int]:
    """Blacken passages of a post and return the versions that hold them still; those are hidden, and kept as evidence.

    The first is the one that was current, the others are what the author wrote before it: the passages would stand in the
    history and in quotes otherwise. Those that are hidden already are held by this as well. What stands in earlier versions
    alone changes nothing of the present one. Raises Invalid, Conflict.
    """
    require(actor, "post.hide", post)
    lock_thread_of(post)
    if post.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag ist schon entfernt."))
    present, versions = {"text": post.source, "reason": post.edit_reason}, kept_versions(post)
    wanted = blackening.passages_in({**present, **blackening.said_before(versions)}, passages)
    only_before = blackening.said_only_before(present.values(), versions, wanted)
    earlier = blackening.that_say(versions, wanted)
    _tell(actor, post, blackening.turn(versions, earlier, hidden_at=now()), hidden=True)
    if only_before is not None:
        blackening.keep(only_before, wanted)
        return sorted(earlier, key=lambda version: version != only_before.version)
    before = post.version
    keep_version(post, hidden=True, blackened="\n".join(wanted))
    _store(actor, post, blackening.blackened(post.source, wanted), VersionKind.BLACKENED)
    return [before, *earlier]


def unredact_post(
    actor: Actor, post: Post, versions: Sequence[int], passages: Sequence[str], *, held: Collection[int] = ()
) -> bool:
    """Give back the passages that one blackening took; return whether they can be read now.

    ``versions`` are those of ``redact_post``; versions that something else holds, ``held``, stay hidden. Where the author
    wrote something else since, the earlier words are read in the history. What was deleted stays so.
    """
    require(actor, "post.hide", post)
    lock_thread_of(post)
    rows, words = kept_versions(post), blackening.words_of(passages)
    first = next((row for row in rows if row.version == versions[0]), None)
    falling = (first, words) if first is not None else None
    texts, is_whole = blackening.given_back(post.edit_kind, {"text": post.source}, {}, rows, falling)
    if first is not None:
        blackening.release(first, words)
    _tell(actor, post, blackening.turn(rows, set(versions) - {*held}, hidden_at=None), hidden=False)
    if not is_whole or post.state == PostState.DELETED:
        return False
    text = texts.get("text", post.source)
    # Where only its reason had bars, the text is the same, and nothing in it is blackened any more.
    is_free = post.edit_kind == VersionKind.BLACKENED and not any(row.blackened for row in rows)
    if is_free or text != post.source:
        keep_version(post)
        _store(actor, post, text, VersionKind.GIVEN_BACK)
    return True


def _tell(actor: Actor, post: Post, versions: Sequence[int], *, hidden: bool) -> None:
    """Say in the log that earlier versions were hidden, or are shown again."""
    event = RevisionHidden if hidden else RevisionRestored
    for version in versions:
        told = event(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, version=version)
        record(actor, told, audience=post.thread.audience)


def refuse_redacted(post: Post, texts: Mapping[str, str]) -> None:
    """Refuse texts, by their fields, in which something stands again that is blackened in a post (M-13). Raises Invalid."""
    if post.version == 1:
        return
    about = (PostRevision.post_id == post.id, PostRevision.blackened != "")
    gone = db.session.scalars(select(PostRevision.blackened).where(*about).order_by(PostRevision.id)).all()
    blackening.refuse_words(texts, gone)


def _store(actor: Actor, post: Post, text: str, kind: VersionKind) -> None:
    people = people_named(post.thread.audience, text, post.known_writer)
    choices = files_in.choices_of("post", post.id)
    author = post.author if post.author is not None else actor
    post.source, post.html = text, render(text, files_in.pictures(author, choices, "post", post.id), shown(people))
    post.edited_at, post.editor_id, post.edit_reason, post.edit_kind = now(), actor.person_id, "", kind
    db.session.flush()
    keep_mentions(post, people)
    event = PostEdited(
        post_id=post.id,
        thread_id=post.thread_id,
        parent_id=post.parent_id,
        version=post.version,
        blackened=kind is VersionKind.BLACKENED,
    )
    record(actor, event, audience=post.thread.audience)
