"""Who may do what in discussions."""

from datetime import timedelta
from typing import Any

from forum.accounts.units import units_of
from forum.core.clock import now
from forum.core.permissions import Actor, allow, is_member, is_moderator, is_staff, is_system
from forum.discussions.models import PostState

NEWCOMERS_EDIT = timedelta(minutes=60)


def may_read(actor: Actor, thing: Any) -> bool:
    """May, if the space or thread is for people with a word the person holds."""
    return thing.audience in actor.words


def has_account(actor: Actor, _thing: Any) -> bool:
    """May, if it is a person with an account; also one who may not write at the moment."""
    return actor.person_id is not None


def may_write_there(actor: Actor, thing: Any) -> bool:
    """May, if the person holds the word that it takes to write in the space or thread."""
    return thing.writers in actor.words


def may_start_there(actor: Actor, space: Any) -> bool:
    """May, if the person holds the word that it takes to begin a thread in the space."""
    return space.starters in actor.words


def takes_applications(_actor: Actor, space: Any) -> bool:
    """May, if people can ask to be let into the space."""
    return bool(space.applications)


def is_outside(actor: Actor, space: Any) -> bool:
    """May, if the person does not take part in the space yet."""
    return space.audience not in actor.words


def space_is_open(_actor: Actor, space: Any) -> bool:
    """May, if the space is not archived."""
    return space.archived_at is None


def thread_is_open(_actor: Actor, thread: Any) -> bool:
    """May, if the thread is open at this moment."""
    return bool(thread.takes_posts)


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
    """May, if the thread of the post is open at this moment."""
    return bool(post.thread.takes_posts)


def is_not_author(actor: Actor, post: Any) -> bool:
    """May, if somebody else wrote it."""
    return actor.person_id != post.author_id


def moderates_space_of_thread(actor: Actor, thread: Any) -> bool:
    """May, if the person moderates the space of the thread (M-25)."""
    return thread.space_id is not None and f"space:{thread.space_id}:moderator" in actor.words


def moderates_space_of_post(actor: Actor, post: Any) -> bool:
    """May, if the person moderates the space in which the post stands (M-25)."""
    return post is not None and moderates_space_of_thread(actor, post.thread)


def moderates_it(actor: Actor, space: Any) -> bool:
    """May, if the person moderates the space (M-25)."""
    return f"space:{space.id}:moderator" in actor.words


def may_read_post(actor: Actor, post: Any) -> bool:
    """May, if the thread of the post is for people with a word the person holds."""
    return post.thread.audience in actor.words


def marks_of(actor: Actor) -> list[str]:
    """Return the marks that a person may put on a post at this moment, a unit by its word (T-29, G-27)."""
    held: list[str] = [word for word in ("staff", "moderator") if word in actor.words]
    held += [f"unit:{number}" for number in units_of(actor)]
    return [*held, "expert"] if any(word.startswith("committee:") for word in actor.words) else held


def holds_the_office(actor: Actor, mark: Any) -> bool:
    """May, if the person has the task that the mark names at this moment."""
    return mark in marks_of(actor)


RULES = [
    # The Stabsstelle opens and arranges the spaces.
    allow("space.manage", [is_staff], [is_system]),
    # People ask to be let in where the Stabsstelle takes such questions, and leave when they wish.
    allow("space.apply", [is_member, takes_applications, is_outside, space_is_open]),
    allow("space.leave", [is_member, may_read]),
    # People start threads where they may.
    allow("thread.start", [is_member, may_read, may_start_there, space_is_open]),
    # Announcements are for moderation and Stabsstelle.
    allow("thread.announce", [is_moderator, may_read, space_is_open], [is_staff, may_read, space_is_open], [is_system]),
    # They also pin, slow down, schedule, archive and sum up.
    allow(
        "thread.arrange",
        [is_moderator, may_read],
        [is_staff, may_read],
        [moderates_space_of_thread, may_read],
        [is_system],
    ),
    allow("thread.summarise", [is_moderator, may_read], [is_staff, may_read]),
    # Everybody with an account may ask that a summary be corrected (G-28).
    allow("thread.ask_correction", [is_member, may_read]),
    # They split, merge and move, where they may read.
    allow("thread.curate", [is_moderator, may_read], [is_staff, may_read]),
    # Only the Stabsstelle names the official answer to a question.
    allow("thread.answer", [is_staff, may_read]),
    # Moderation and Stabsstelle close threads with a reason, and open them again.
    allow("thread.close", [is_moderator], [is_staff], [moderates_space_of_thread], [is_system]),
    # They stop the talk in a thread or space for some hours, each where they moderate (M-31).
    allow("thread.brake", [is_moderator, may_read], [is_staff, may_read], [moderates_space_of_thread, may_read]),
    allow("space.brake", [is_moderator, may_read], [is_staff, may_read], [moderates_it, may_read]),
    # They do the same to one branch of a thread that they may read; a closed thread stays closed.
    allow(
        "branch.close",
        [is_moderator, may_read_post],
        [is_staff, may_read_post],
        [moderates_space_of_post, may_read_post],
        [is_system],
    ),
    # People write where they may, as long as the thread is open.
    allow("post.publish", [is_member, may_read, may_write_there, thread_is_open]),
    # Everybody with an account keeps how they like to read.
    allow("reading.remember", [is_member]),
    # Whoever has a task may speak in it, with a mark that everybody reads; without a mark one speaks for oneself (G-27).
    allow("post.mark", [holds_the_office]),
    # Readers see the office and not who wrote for it; Stabsstelle and moderation see both (I-17).
    allow("post.see_writer", [is_staff, may_read], [is_moderator, may_read]),
    # The forum keeps for everybody how far they have read what they may read (T-27).
    allow("reading.mark", [has_account, may_read]),
    # Everybody with an account keeps for later what they may read.
    allow("bookmark.set", [has_account, may_read]),
    # People react to what they may read; to their own posts they cannot.
    allow("post.react", [is_member, may_read_post, is_visible, is_not_author]),
    # Authors change their own posts, as long as these stand unanswered and the thread is open.
    allow("post.edit", [is_member, is_author, is_visible, may_read_post, thread_of_post_is_open, may_still_edit]),
    # Authors take their own posts back at any time.
    allow("post.delete", [is_author, is_visible]),
    # They begin with what stands in a thread, each where they moderate (M-25).
    allow("thread.moderate", [is_moderator], [moderates_space_of_thread]),
    # The moderation hides and restores; a statement of reasons goes with it (package moderation).
    allow("thread.hide_title", [is_moderator], [moderates_space_of_thread], [is_system]),
    allow("post.hide", [is_moderator], [moderates_space_of_post], [is_system]),
    # What was hidden is evidence for those who decide, and for its author, who may complain (P-09).
    allow("post.see_evidence", [is_moderator, may_read_post], [moderates_space_of_post, may_read_post], [is_author]),
]
