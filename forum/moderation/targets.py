"""What can be moderated, as a table: how a kind of thing is found, shown, hidden and restored.

A new kind of content is one line here; the queue, the notices and the statements need no change (M-27).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from forum.accounts.models import Person
from forum.core.db import get_or_404
from forum.core.errors import NotFound
from forum.core.i18n import german, lazy
from forum.core.permissions import Actor, can
from forum.core.text import excerpt, plain
from forum.discussions import commands as discussions
from forum.discussions import queries as discussion_queries
from forum.discussions.models import Post, PostState
from forum.ideas import commands as ideas
from forum.ideas import queries as idea_queries

# Of an account, a case shows so many of the newest posts; the statement of reasons keeps them.
MOST_SHOWN = 100
# In rooms for these every moderator reads; words from other rooms go into no paper that all moderators read.
READ_BY_ALL = frozenset({"public", "members"})
_CLOSED_ROOMS = lazy("Dazu kommen Beiträge in Räumen, die nicht alle lesen. Ihr Wortlaut steht deshalb nicht hier.")


@dataclass(frozen=True)
class Target:
    """A thing as the moderation sees it."""

    kind: str
    id: int
    author_id: int | None
    title: str
    text: str
    version: int
    url: str
    is_hidden: bool
    thing: Any
    notifiers: frozenset[int] = frozenset()
    # What notices and statements keep of it, where that is less than the text that this viewer reads.
    kept: str | None = None

    @property
    def evidence(self) -> str:
        """What notices and statements keep; everybody reads it who reads those."""
        return self.text if self.kept is None else self.kept

    @property
    def involved(self) -> frozenset[int]:
        """Who must not decide about the thing: its author and those who reported it."""
        return self.notifiers | ({self.author_id} if self.author_id is not None else frozenset())


@dataclass(frozen=True)
class Kind:
    """One kind of content and the commands that hide and restore it."""

    label: Any
    load: Callable[[Actor, int], Target]
    hide: Callable[..., object]
    restore: Callable[..., object]


def _post(viewer: Actor, post_id: int) -> Target:
    post: Post = discussion_queries.post(viewer, post_id)
    if post.state == PostState.DELETED:
        raise NotFound
    return Target(
        kind="post",
        id=post.id,
        author_id=post.author_id,
        title=excerpt(plain(post.source), 80),
        text=post.source,
        version=post.version,
        url=url_for("discussions.permalink", post_id=post.id, _external=False),
        is_hidden=post.state == PostState.HIDDEN,
        thing=post,
    )


def _revision(viewer: Actor, revision_id: int) -> Target:
    revision, post = discussion_queries.revision(viewer, revision_id)
    if post.state == PostState.DELETED:
        raise NotFound
    return Target(
        kind="revision",
        id=revision.id,
        author_id=post.author_id,
        title=excerpt(plain(revision.source), 80),
        text=revision.source,
        version=revision.version,
        url=url_for("discussions.history", post_id=post.id, _external=False),
        is_hidden=revision.hidden_at is not None or post.state == PostState.HIDDEN,
        thing=revision,
    )


def _idea(viewer: Actor, idea_id: int) -> Target:
    idea = idea_queries.idea(viewer, idea_id)
    if idea.is_draft:
        raise NotFound
    return Target(
        kind="idea",
        id=idea.id,
        author_id=idea.author_id,
        title=idea.title,
        text=f"{idea.title}\n\n{idea.source}",
        version=idea.version,
        url=idea.url,
        is_hidden=idea.hidden_at is not None,
        thing=idea,
    )


def _account(viewer: Actor, person_id: int) -> Target:
    """Return an account as the one thing that its posts are which the viewer may read; only the moderation knows it so."""
    if not can(viewer, "case.read"):
        raise NotFound
    person = get_or_404(Person, person_id)
    newest = discussion_queries.newest_posts_of(viewer, person_id, MOST_SHOWN)
    common = [post for post in newest if post.thread.audience in READ_BY_ALL]
    kept = _listed(common)
    if len(common) < len(newest):
        kept = f"{kept}\n\n{german(_CLOSED_ROOMS)}".strip()
    return Target(
        kind="account",
        id=person.id,
        author_id=person.id,
        title=person.handle,
        text=_listed(newest),
        kept=kept,
        version=0,
        url=url_for("accounts.profile", handle=person.handle, _external=False),
        is_hidden=discussions.covered_by_sweep(viewer, person_id),
        thing=person,
    )


def _listed(posts: Iterable[Post]) -> str:
    return "\n".join(f"{post.url}  {excerpt(plain(post.source), 160)}" for post in posts)


KINDS = {
    "account": Kind(
        lazy("Alle Beiträge eines Kontos"), _account, discussions.hide_posts_of, discussions.restore_posts_of
    ),
    "idea": Kind(lazy("Idee"), _idea, ideas.hide_idea, ideas.restore_idea),
    "post": Kind(lazy("Beitrag"), _post, discussions.hide_post, discussions.restore_post),
    "revision": Kind(
        lazy("Frühere Fassung eines Beitrags"), _revision, discussions.hide_revision, discussions.restore_revision
    ),
}


def load(viewer: Actor, kind: str, target_id: int) -> Target:
    """Return the thing. Raises NotFound when there is none, or the viewer may not know of it."""
    if kind not in KINDS:
        raise NotFound
    return KINDS[kind].load(viewer, target_id)
