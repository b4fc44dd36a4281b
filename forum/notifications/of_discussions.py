"""Who is told of posts, of threads that were closed or moved, and of spaces."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from forum.accounts.queries import holders
from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.core.i18n import german
from forum.discussions.commands import people_to_tell
from forum.discussions.events import (
    BranchClosed,
    BranchReopened,
    MoveUndone,
    PostEdited,
    PostPublished,
    PostRestored,
    PostsMoved,
    SpaceApplicationDecided,
    SpaceApplied,
    SpaceMemberAdded,
    SpaceMemberRemoved,
    ThreadArchived,
    ThreadClosed,
    ThreadMoved,
    ThreadReopened,
)
from forum.discussions.models import OFFICIAL, Move, MoveKind, Parting, Post, PostState, Space, Thread
from forum.discussions.queries import authors_in_branch, authors_of_move, reason_of_undoing
from forum.discussions.tree import word
from forum.ideas.models import Idea
from forum.notifications.commands import follow_by_taking_part, follow_on, tell
from forum.notifications.handling import each
from forum.notifications.placing import listeners, place_of


def _post_published(event: LoggedEvent) -> None:
    """Tell whom the post answers, then who listens; whoever writes hears of answers from then on (T-17)."""
    post = _visible_post(event)
    if post is None:
        return
    thread = db.session.get_one(Thread, post.thread_id)
    kind, thing = ("idea", thread.idea_id) if thread.idea_id is not None else ("thread", thread.id)
    if post.author_id is not None:
        follow_by_taking_part(post.author_id, kind, thing)
    if thread.idea_id is None and post.path == word(1):
        _tell_mentioned(event, post)
        tell(event, listeners(place_of(event), "thread"), "thread", thread.url, by=_voice(post), title=thread.title)
        return
    answered, how = (_author_of(post.parent), "reply") if post.parent is not None else (_began(thread), "answer")
    tell(event, answered, how, post.url, by=_voice(post), title=thread.title)
    _tell_mentioned(event, post)
    tell(event, listeners(place_of(event), "post"), "post", post.url, by=_voice(post), title=thread.title)


def _author_of(post: Post) -> Iterable[int]:
    return [post.author_id] if post.author_id is not None else []


def _began(thread: Thread) -> Iterable[int]:
    """Return who began a thread: under an idea these are all its authors (N-06)."""
    if thread.idea_id is not None:
        return db.session.get_one(Idea, thread.idea_id).author_ids
    return [thread.author_id] if thread.author_id is not None else []


def _post_changed(event: LoggedEvent) -> None:
    """Tell whom a post names since it was changed, or since it can be read again (T-15)."""
    post = _visible_post(event)
    if post is not None:
        _tell_mentioned(event, post)


def _visible_post(event: LoggedEvent) -> Post | None:
    post = db.session.get(Post, event.data["post_id"])
    return post if post is not None and post.state == PostState.VISIBLE else None


def _tell_mentioned(event: LoggedEvent, post: Post) -> None:
    people = [number for number in people_to_tell(post) if number != post.author_id]
    tell(event, people, "mention", post.url, by=_voice(post), title=post.thread.title)


def _voice(post: Post) -> int | None:
    """Return whose voice a post is; what somebody says in office is heard also by those who ignore the person (T-37)."""
    return None if post.mark in OFFICIAL else post.author_id


_THREAD_KINDS = {
    ThreadClosed.__name__: "thread_closed",
    ThreadArchived.__name__: "thread_archived",
    ThreadReopened.__name__: "thread_reopened",
}


def _thread_closed(event: LoggedEvent) -> None:
    """Tell who follows a thread that nobody can write there any more."""
    thread = db.session.get_one(Thread, event.data["thread_id"])
    tell(event, listeners(place_of(event), "step"), _THREAD_KINDS[event.type], thread.url, title=thread.title)


def _posts_moved(event: LoggedEvent) -> None:
    """Tell whose posts went to another thread, once each, and let them follow it (T-20, T-21)."""
    move = db.session.get_one(Move, event.data["move_id"])
    target, authors = move.to_thread, authors_of_move(move)
    if move.kind == MoveKind.MERGE:
        follow_on(_followed(move.from_thread), _followed(target))
    elif move.kind == MoveKind.SPLIT:
        follow_on(_followed(move.from_thread), _followed(target), only=authors)
    tell(event, authors, "posts_moved", target.url, at=target, title=target.title)
    _tell_outsiders(event, authors, move, at=target, old=move.from_thread, reason=move.reason)


def _thread_moved(event: LoggedEvent) -> None:
    """Tell who began a thread, and who wrote in it, that it lies in another space now (T-22)."""
    move = db.session.get_one(Move, event.data["move_id"])
    thread, authors = move.to_thread, authors_of_move(move)
    if thread.author_id is not None:
        tell(event, [thread.author_id], "thread_moved", thread.url, at=thread, title=thread.title)
        authors = authors | {thread.author_id}
    tell(event, authors, "talk_moved", thread.url, at=thread, title=thread.title)
    _tell_outsiders(event, authors, move, at=thread, old=thread, reason=move.reason)


def _move_undone(event: LoggedEvent) -> None:
    """Tell those whom the move was told that it was taken back (T-23)."""
    move = db.session.get_one(Move, event.data["move_id"])
    thread, authors, reason = move.from_thread, authors_of_move(move), reason_of_undoing(move)
    if move.kind == MoveKind.THREAD and thread.author_id is not None:
        authors = authors | {thread.author_id}
    told: dict[str, Any] = {"title": thread.title, "reason_given": reason, "whole": move.kind == MoveKind.THREAD}
    tell(event, authors, "move_undone", thread.url, at=thread, **told)
    _tell_outsiders(event, authors, move, at=thread, old=move.to_thread, reason=reason)


def _tell_outsiders(
    event: LoggedEvent, authors: Iterable[int], move: Move, *, at: Thread, old: Thread, reason: str
) -> None:
    """Tell whose words went where they cannot read them, by the place where they were and not by the one where they are."""
    url = old.url if at is not old and old.merged_into_id is None else url_for("discussions.spaces", _external=False)
    told: dict[str, Any] = {"title": old.title, "reason_given": reason, "whole": move.kind == MoveKind.THREAD}
    tell(event, authors, "words_closed_off", url, at=at, outsiders=True, **told)


def _followed(thread: Thread) -> tuple[str, int]:
    """Return the thing that people follow: the thread, or the idea to which it belongs."""
    return ("idea", thread.idea_id) if thread.idea_id is not None else ("thread", thread.id)


def _branch_closed(event: LoggedEvent) -> None:
    """Tell the authors in a branch that it was closed, or that it is open again; each hears of it once."""
    post = db.session.get_one(Post, event.data["post_id"])
    kind = "branch_closed" if event.type == BranchClosed.__name__ else "branch_reopened"
    tell(event, authors_in_branch(post), kind, post.url, title=post.thread.title)


def _space_joined(event: LoggedEvent) -> None:
    """Tell a person that a space is open to them now."""
    space = db.session.get_one(Space, event.data["space_id"])
    tell(event, [event.data["person_id"]], "space_joined", space.url, title=space.title)


def _space_left(event: LoggedEvent) -> None:
    """Tell a person that the Stabsstelle ended their part in a space, why, and to whom to object."""
    who, reason = event.data["person_id"], event.data.get("reason", "")
    if reason:
        space, url = db.session.get_one(Space, event.data["space_id"]), url_for("legal.contact", _external=False)
        why = german(Parting(reason).label)
        tell(event, [who], "space_left", url, may_know=lambda one: one.id == who, title=space.title, why=why)


def _space_applied(event: LoggedEvent) -> None:
    """Tell the Stabsstelle that somebody asks to be let in."""
    space = db.session.get_one(Space, event.data["space_id"])
    tell(event, holders("staff"), "space_applied", space.door_url, title=space.title)


def _application_decided(event: LoggedEvent) -> None:
    """Tell who asked in vain; whoever was let in hears of that."""
    if not event.data["accepted"]:
        space = db.session.get_one(Space, event.data["space_id"])
        tell(event, [event.data["person_id"]], "space_declined", space.url, title=space.title)


SUBSCRIBERS = [
    Subscriber("notifications.posts", (PostPublished,), each(_post_published)),
    Subscriber("notifications.threads", (ThreadClosed, ThreadArchived, ThreadReopened), each(_thread_closed)),
    Subscriber("notifications.mentions", (PostEdited, PostRestored), each(_post_changed)),
    Subscriber("notifications.moves", (PostsMoved,), each(_posts_moved)),
    Subscriber("notifications.branches", (BranchClosed, BranchReopened), each(_branch_closed)),
    Subscriber("notifications.thread_moved", (ThreadMoved,), each(_thread_moved)),
    Subscriber("notifications.move_undone", (MoveUndone,), each(_move_undone)),
    Subscriber("notifications.space_joined", (SpaceMemberAdded,), each(_space_joined)),
    Subscriber("notifications.space_left", (SpaceMemberRemoved,), each(_space_left)),
    Subscriber("notifications.space_applied", (SpaceApplied,), each(_space_applied)),
    Subscriber("notifications.applications", (SpaceApplicationDecided,), each(_application_decided)),
]
