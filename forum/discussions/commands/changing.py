"""Changing posts that are there: editing, taking back, hiding and showing again."""

from collections.abc import Sequence

from sqlalchemy import update

from forum.core.blackening import VersionKind
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render
from forum.discussions.commands.branches import check_branch
from forum.discussions.commands.limits import text_problem
from forum.discussions.commands.locks import lock_thread_of
from forum.discussions.commands.mentions import keep_mentions, shown
from forum.discussions.commands.posts import why_closed, with_language
from forum.discussions.commands.redacting import refuse_redacted
from forum.discussions.commands.revisions import keep_version
from forum.discussions.events import PostDeleted, PostEdited, PostHidden, PostRestored
from forum.discussions.languages import checked_language
from forum.discussions.models import Post, PostState, Stance, Thread
from forum.discussions.queries.mentions import people_named
from forum.files import commands as files_of
from forum.files import queries as files_in
from forum.files.queries import Choice
from forum.screening.commands import look_at_change


def edit_post(
    actor: Actor,
    post: Post,
    *,
    text: str,
    version: int,
    reason: str = "",
    language: str | None = None,
    files: Sequence[Choice] | None = None,
    stance: Stance | None = None,
) -> Post:
    """Change a post; ``version`` is the one the author saw, ``reason`` what everybody reads in the history (T-11).

    ``files`` are the ones the post has from now on, ``language`` is the one it is in, ``stance`` its mark for or against
    (N-34); None leaves them. Other files are another version; a mark or the words for a picture that change alone are not.

    Raises Conflict with the stored post when it was changed meanwhile, so that both texts can be shown (T-13).
    """
    _check_edit(actor, post, version)
    text = clean_text(text)
    if complaint := text_problem(text):
        raise Invalid(fields={"text": [complaint]})
    # What a post was written in stays possible for it, also when the settings offer it no longer.
    language = checked_language(language) if language not in {None, post.language} else post.language
    before = files_in.choices_of("post", post.id)
    kept = before if files is None else files
    people = people_named(post.thread.audience, text, post.known_writer)
    html = render(text, files_in.pictures(actor, kept, "post", post.id), shown(people))
    # The thread first and then the post, like everybody who writes; what was looked at before counts only if it still holds.
    lock_thread_of(post)
    _check_edit(actor, post, version)
    reason = clean_line(reason)[:200]
    refuse_redacted(post, {"text": text, "reason": reason})
    has_other_files = {one.key for one in kept} != {one.key for one in before}
    is_version = has_other_files or (text, html, language) != (post.source, post.html, post.language)
    if is_version:
        keep_version(post)
    if files is not None:
        files_of.arrange(actor, "post", post.id, files, audience=post.thread.audience)
    if not is_version:
        if [*kept] != before:
            _look_at(actor, post, kept, before)
        return post if stance in {None, post.stance} else _turn(actor, post, stance)
    if language != post.language:
        db.session.execute(update(Thread).where(Thread.id == post.thread_id).values(languages=with_language(language)))
    post.source, post.html, post.language, post.edited_at = text, html, language, now()
    post.editor_id, post.edit_reason = actor.person_id, reason
    post.edit_kind = VersionKind.WRITTEN
    if stance is not None:
        post.stance = stance
    db.session.flush()
    keep_mentions(post, people)
    _look_at(actor, post, kept, before)
    return _edited(actor, post)


def _look_at(actor: Actor, post: Post, files: Sequence[Choice], before: Sequence[Choice]) -> None:
    """Let the rules look at a post that changed, with its files and the reason that everybody reads (M-11)."""
    known = {choice.key for choice in before}
    look_at_change(
        actor,
        "post",
        post.id,
        post.thread.audience,
        source=post.source,
        beside=[post.edit_reason, *files_in.words_of(actor, files, "post", post.id)],
        files=sum(choice.key not in known for choice in files),
    )


def _turn(actor: Actor, post: Post, stance: Stance | None) -> Post:
    """Change only the mark for or against."""
    post.stance = stance or Stance.NONE
    db.session.flush()
    return _edited(actor, post)


def _edited(actor: Actor, post: Post) -> Post:
    event = PostEdited(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, version=post.version)
    record(actor, event, audience=post.thread.audience)
    return post


def delete_post(actor: Actor, post: Post) -> None:
    """Take the own post back; the tree keeps its shape, and a tombstone stays in its place (T-07)."""
    require(actor, "post.delete", post)
    post.state, post.state_at = PostState.DELETED, now()
    post.state_ground = None
    db.session.flush()
    event = PostDeleted(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id)
    record(actor, event, audience=post.thread.audience)


def hide_post(actor: Actor, post: Post, *, ground: str) -> None:
    """Hide a post; ``ground`` is the short public reason on the tombstone (S-06)."""
    require(actor, "post.hide", post)
    if post.state != PostState.VISIBLE:
        raise Conflict(_("Der Beitrag ist schon entfernt."))
    post.state, post.state_ground, post.state_at = PostState.HIDDEN, clean_line(ground)[:120], now()
    db.session.flush()
    event = PostHidden(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id)
    record(actor, event, audience=post.thread.audience)


def restore_post(actor: Actor, post: Post) -> None:
    """Show a hidden post again; where its text went with its account meanwhile, it is one that was taken back (P-06)."""
    require(actor, "post.hide", post)
    if post.state != PostState.HIDDEN:
        raise Conflict(_("Der Beitrag ist nicht verborgen."))
    is_left = bool(post.source)
    post.state, post.state_ground = PostState.VISIBLE if is_left else PostState.DELETED, None
    post.state_at = None if is_left else now()
    db.session.flush()
    event = PostRestored if is_left else PostDeleted
    told = event(post_id=post.id, thread_id=post.thread_id, parent_id=post.parent_id)
    record(actor, told, audience=post.thread.audience)


def _check_edit(actor: Actor, post: Post, version: int) -> None:
    _require_on_post(actor, "post.edit", post)
    if version != post.version:
        raise Conflict(_("Der Beitrag wurde inzwischen an anderer Stelle geändert."), current=post)


def _require_on_post(actor: Actor, permission: str, post: Post) -> None:
    """Say plainly when the state of things forbids it, before saying that a right is missing."""
    if post.author_id == actor.person_id and actor.person_id is not None:
        if post.state != PostState.VISIBLE:
            raise Conflict(_("Der Beitrag wurde inzwischen entfernt."), current=post)
        if not post.thread.takes_posts:
            raise Conflict(why_closed(post.thread))
        check_branch(post.thread, post.path)
        if post.child_count:
            raise Conflict(_("Auf den Beitrag wurde schon geantwortet. Bitte schreiben Sie einen neuen."), current=post)
    require(actor, permission, post)
