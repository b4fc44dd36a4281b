"""What can happen in discussions."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SpaceOpened(Event):
    """There is a new place for discussion."""

    about: ClassVar[str] = "space"
    space_id: int


@dataclass(frozen=True, kw_only=True)
class SpaceChanged(SpaceOpened):
    """A space has a new description, audience or order."""


@dataclass(frozen=True, kw_only=True)
class ThreadStarted(Event):
    """Somebody started a discussion."""

    about: ClassVar[str] = "thread"
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(ThreadStarted):
    """Nobody can answer in the thread any more."""


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(ThreadStarted):
    """People can answer in the thread again."""


@dataclass(frozen=True, kw_only=True)
class PostPublished(Event):
    """Somebody wrote a post."""

    about: ClassVar[str] = "post"
    post_id: int
    thread_id: int
    parent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PostEdited(PostPublished):
    """The author changed the post; ``version`` is the new one."""

    version: int


@dataclass(frozen=True, kw_only=True)
class PostDeleted(PostPublished):
    """The author took the post back."""


@dataclass(frozen=True, kw_only=True)
class PostHidden(PostPublished):
    """The moderation hid the post."""


@dataclass(frozen=True, kw_only=True)
class PostRestored(PostPublished):
    """The moderation shows the post again."""


@dataclass(frozen=True, kw_only=True)
class PostReacted(Event):
    """Somebody said something about a post with one click."""

    about: ClassVar[str] = "post"
    post_id: int
    thread_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class PostReactionWithdrawn(PostReacted):
    """Somebody took a reaction back."""
