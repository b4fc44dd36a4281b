"""Things as they are kept for evidence: out of sight, in rooms of others, and what they said before (S-16, S-18)."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Actor
from forum.discussions import queries as discussions
from forum.discussions.models import Post, PostRevision, Thread
from forum.files.models import File
from forum.ideas.models import Idea
from forum.ideas.texts import texts_of
from forum.ideas.titles import versions_of
from forum.meetings.models import Contribution, Question
from forum.moderation.target import Target, joined
from forum.moderation.targets import load, of_held, of_idea, of_post, of_profile
from forum.moderation.targets_files import of_file, origin_of
from forum.moderation.targets_recommended import of_board_answer, of_minority_vote
from forum.moderation.targets_sessions import of_contribution, of_question
from forum.moderation.targets_titles import of_thread
from forum.recommendations.models import FollowUp, MinorityVote
from forum.screening.models import HeldState, HeldText


def _holder(file: File) -> tuple[Target, str]:
    """Return the thing on which a file hangs or hung, and for whom it is. Raises NotFound for what hangs on no content."""
    return load_sealed(origin_of(file), file.thing_id or 0)


def _of_file(file: File) -> Target:
    return of_file(file, _holder(file)[0])


# What can be secured in rooms where nobody who keeps evidence reads: how it is seen, and for whom it is.
_SEALED: Mapping[str, tuple[Any, Callable[[Any], Target], Callable[[Any], str]]] = {
    "file": (File, _of_file, lambda file: _holder(file)[1]),
    "post": (Post, of_post, lambda post: post.thread.audience),
    "profile": (Person, of_profile, lambda _person: ""),
    "idea": (Idea, of_idea, lambda idea: idea.hidden_from or idea.audience),
    "contribution": (Contribution, of_contribution, lambda one: one.audience),
    "question": (Question, of_question, lambda one: one.audience),
    "thread": (Thread, of_thread, lambda thread: thread.audience),
    "minority_vote": (MinorityVote, of_minority_vote, lambda vote: vote.audience),
    "board_answer": (FollowUp, of_board_answer, lambda one: one.resolution.audience),
    "held": (HeldText, of_held, lambda held: held.audience),
}


def _is_content(thing: Any) -> bool:
    """Tell whether a thing is content of the forum, or will be: drafts and answers that are owed are none yet."""
    if isinstance(thing, Thread):
        return thing.idea_id is None and thing.merged_into_id is None
    if isinstance(thing, HeldText):
        return thing.state in {HeldState.WAITING, HeldState.REFUSED}
    if isinstance(thing, MinorityVote):
        return thing.published_at is not None
    if isinstance(thing, FollowUp):
        return bool(thing.source)
    return not (isinstance(thing, Idea) and thing.is_draft)


def load_kept(viewer: Actor, kind: str, target_id: int) -> Target:
    """Return a thing as it is kept, also one that was hidden or that its author took back: it is evidence still (S-16).

    Raises NotFound where the viewer does not read the room in which it stood.
    """
    if kind == "post":
        return of_post(discussions.post(viewer, target_id))
    file = db.session.get(File, target_id) if kind == "file" else None
    if file is not None and origin_of(file) == "post":
        return of_file(file, load_kept(viewer, "post", file.thing_id or 0))
    idea = db.session.get(Idea, target_id) if kind == "idea" else None
    return of_idea(idea) if idea is not None and idea.hidden_from in viewer.words else load(viewer, kind, target_id)


def load_sealed(kind: str, target_id: int) -> tuple[Target, str]:
    """Return a thing wherever it stands, and for whom it is; its words are for nobody else. Raises NotFound.

    Drafts are no content of the forum yet.
    """
    table, of, audience = _SEALED.get(kind, (None, None, None))
    thing = db.session.get(table, target_id) if table is not None else None
    if thing is None or of is None or audience is None or not _is_content(thing):
        raise NotFound
    return of(thing), audience(thing)


def earlier_texts(target: Target) -> list[tuple[int, str]]:
    """Return what a thing said before, with the number of each version, the oldest first; also what is hidden of it."""
    if target.kind == "post":
        columns = (PostRevision.version, PostRevision.source, PostRevision.reason)
        rows = select(*columns).where(PostRevision.post_id == target.id).order_by(PostRevision.version)
        return [(version, joined(source, reason)) for version, source, reason in db.session.execute(rows)]
    if target.kind == "idea":
        kept = versions_of(target.thing)
        return [(row.version, joined(*row.texts.values(), *row.beside.values(), row.reason)) for row in kept]
    return []


def present_text(target: Target) -> str:
    """Return all that a thing says at this moment: also what was said on its log (S-16)."""
    return joined(*texts_of(target.thing).values()) if target.kind == "idea" else target.text
