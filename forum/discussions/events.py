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
    """A space has new settings, a new process or another place in the order; ``parts`` names what."""

    parts: tuple[str, ...] = ()


class SpaceArchived(SpaceChanged):
    """A space is closed for writing and stands in the archive."""


class SpaceReopened(SpaceChanged):
    """A space came back from the archive."""


@dataclass(frozen=True, kw_only=True)
class SpacePhaseBegan(SpaceOpened):
    """A process has come to its next phase."""

    phase: str


@dataclass(frozen=True, kw_only=True)
class SpaceAudienceChanged(SpaceChanged):
    """A space and all its threads are for other people now."""


@dataclass(frozen=True, kw_only=True)
class SpaceMemberAdded(SpaceOpened):
    """Somebody may take part in a space."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class SpaceMemberRemoved(SpaceMemberAdded):
    """Somebody takes part in a space no longer; ``reason`` is empty for those who left by themselves."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SpaceApplied(SpaceOpened):
    """Somebody asks to be let into a space."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class SpaceApplicationDecided(SpaceApplied):
    """The Stabsstelle let somebody in who asked, or said no."""

    person_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class ThreadStarted(Event):
    """Somebody started a discussion."""

    about: ClassVar[str] = "thread"
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(ThreadStarted):
    """Nobody can answer in the thread any more."""


@dataclass(frozen=True, kw_only=True)
class ThreadBraked(ThreadStarted):
    """The moderation stopped a thread for so many hours (M-31)."""

    hours: int


@dataclass(frozen=True, kw_only=True)
class ThreadReleased(ThreadStarted):
    """The talk in a thread goes on before its time."""


@dataclass(frozen=True, kw_only=True)
class SpaceBraked(SpaceOpened):
    """The moderation stopped all talk in a space for so many hours (M-31)."""

    hours: int


@dataclass(frozen=True, kw_only=True)
class SpaceReleased(SpaceOpened):
    """The talk in a space goes on before its time."""


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(ThreadStarted):
    """People can answer in the thread again."""


@dataclass(frozen=True, kw_only=True)
class ThreadTitleHidden(ThreadStarted):
    """The moderation took the title of a thread out of sight."""


@dataclass(frozen=True, kw_only=True)
class ThreadTitleRestored(ThreadStarted):
    """The title of a thread is shown again."""


@dataclass(frozen=True, kw_only=True)
class ThreadArranged(ThreadStarted):
    """A thread was pinned, slowed down or scheduled, or a pin was taken off."""


@dataclass(frozen=True, kw_only=True)
class ThreadArchived(ThreadArranged):
    """A thread came to its end and stays readable."""


@dataclass(frozen=True, kw_only=True)
class ThreadSummarised(ThreadStarted):
    """There is a new summary above the thread."""

    version: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(ThreadStarted):
    """Somebody asks that the summary above the thread be corrected."""

    correction_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(ThreadStarted):
    """A post was named the official answer to the question, or no longer is."""

    post_id: int
    on: bool


@dataclass(frozen=True, kw_only=True)
class BranchClosed(ThreadStarted):
    """Nobody can answer to the post any more, nor to what stands below it."""

    post_id: int


@dataclass(frozen=True, kw_only=True)
class BranchReopened(BranchClosed):
    """People can answer in the branch again."""


@dataclass(frozen=True, kw_only=True)
class PostsMoved(ThreadStarted):
    """Posts went from one thread to another, with everything below them."""

    to_thread_id: int
    move_id: int
    kind: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ThreadMoved(ThreadStarted):
    """A thread went to another space."""

    move_id: int
    space_id: int


@dataclass(frozen=True, kw_only=True)
class MoveUndone(ThreadStarted):
    """What was moved is back where it was."""

    move_id: int
    from_thread_id: int


@dataclass(frozen=True, kw_only=True)
class PostPublished(Event):
    """Somebody wrote a post."""

    about: ClassVar[str] = "post"
    post_id: int
    thread_id: int
    parent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PostEdited(PostPublished):
    """The post has a new text; ``version`` is the new one. ``blackened`` says that words were taken out of it (M-13)."""

    version: int
    blackened: bool = False


@dataclass(frozen=True, kw_only=True)
class PostNamesChanged(PostPublished):
    """The post names somebody by another handle than before; nothing else changed."""


@dataclass(frozen=True, kw_only=True)
class MentionsOutdated(Event):
    """There are more texts that name somebody by a handle that is no longer the person's."""

    about: ClassVar[str] = "person"
    person_id: int


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
class RevisionHidden(PostPublished):
    """The moderation hid what a post said before; ``version`` is the one that vanished."""

    version: int


@dataclass(frozen=True, kw_only=True)
class RevisionRestored(RevisionHidden):
    """The moderation shows again what a post said before."""


@dataclass(frozen=True, kw_only=True)
class PostsOfAccountHidden(Event):
    """The moderation hides everything that a person has written; each post has its own event when its turn comes."""

    about: ClassVar[str] = "person"
    person_id: int
    sweep_id: int


@dataclass(frozen=True, kw_only=True)
class PostsOfAccountRestored(PostsOfAccountHidden):
    """The moderation shows again what it hid with an account."""


@dataclass(frozen=True, kw_only=True)
class PostReacted(Event):
    """Somebody said something about a post with one click; the log says not who."""

    about: ClassVar[str] = "post"
    post_id: int
    thread_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class PostReactionWithdrawn(PostReacted):
    """Somebody took a reaction back."""
