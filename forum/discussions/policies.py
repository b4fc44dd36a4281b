"""Who may do what in discussions."""

from datetime import timedelta
from typing import Any

from forum.core.clock import now
from forum.core.permissions import Actor, allow, is_member, is_moderator, is_staff, is_system
from forum.discussions.models import PostState

NEWCOMERS_EDIT = timedelta(minutes=60)


def may_read(actor: Actor, thing: Any) -> bool:
    """May, if the space or thread is for people with a word the person holds."""
    return thing.audience in actor.words


def may_write_there(actor: Actor, thing: Any) -> bool:
    """May, if the person holds the word that it takes to write in the space or thread."""
    return thing.writers in actor.words


def space_is_open(_actor: Actor, space: Any) -> bool:
    """May, if the space is not archived."""
    return space.archived_at is None


def thread_is_open(_actor: Actor, thread: Any) -> bool:
    """May, if the thread is not closed."""
    return thread.closed_at is None


def is_author(actor: Actor, thing: Any) -> bool:
    """May, if the person wrote it."""
    return actor.person_id is not None and actor.person_id == thing.author_id


def is_visible(_actor: Actor, post: Any) -> bool:
    """May, if the post was not removed."""
    return post.state == PostState.VISIBLE


def may_still_edit(_actor: Actor, post: Any) -> bool:
    """May, if nobody has answered yet; newcomers only within the first hour (T-11)."""
    if post.child_count:
        return False
    newcomer = post.author is not None and post.author.is_newcomer
    return not newcomer or now() - post.created_at < NEWCOMERS_EDIT


def thread_of_post_is_open(_actor: Actor, post: Any) -> bool:
    """May, if the thread of the post is not closed."""
    return post.thread.closed_at is None


def is_not_author(actor: Actor, post: Any) -> bool:
    """May, if somebody else wrote it."""
    return actor.person_id != post.author_id


def may_read_post(actor: Actor, post: Any) -> bool:
    """May, if the thread of the post is for people with a word the person holds."""
    return post.thread.audience in actor.words


RULES = [
    # The Stabsstelle opens and arranges the spaces.
    allow("space.manage", [is_staff], [is_system]),
    # People start threads where they may write.
    allow("thread.start", [is_member, may_read, may_write_there, space_is_open]),
    # Moderation and Stabsstelle close threads with a reason, and open them again.
    allow("thread.close", [is_moderator], [is_staff], [is_system]),
    # People write where they may, as long as the thread is open.
    allow("post.publish", [is_member, may_read, may_write_there, thread_is_open]),
    # Everybody with an account keeps how they like to read.
    allow("reading.remember", [is_member]),
    # People react to what they may read; to their own posts they cannot.
    allow("post.react", [is_member, may_read_post, is_visible, is_not_author]),
    # Authors change their own posts, as long as these stand unanswered and the thread is open.
    allow("post.edit", [is_member, is_author, is_visible, may_read_post, thread_of_post_is_open, may_still_edit]),
    # Authors take their own posts back at any time.
    allow("post.delete", [is_author, is_visible]),
    # The moderation hides and restores; a statement of reasons goes with it (package moderation).
    allow("post.hide", [is_moderator], [is_system]),
]
