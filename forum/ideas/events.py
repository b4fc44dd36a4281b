"""What can happen to ideas. Of drafts the log knows only who was asked to write them, who joined and who left."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _IdeaEvent(Event):
    about: ClassVar[str] = "idea"
    idea_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaSubmitted(_IdeaEvent):
    """Somebody handed an idea in; the author gets a receipt (N-21)."""


@dataclass(frozen=True, kw_only=True)
class IdeaImported(_IdeaEvent):
    """An idea came from another source; nobody is told (N-35)."""


@dataclass(frozen=True, kw_only=True)
class IdeaCaptured(_IdeaEvent):
    """The Stabsstelle put an idea down that somebody told it; the person may claim it later (N-16)."""


@dataclass(frozen=True, kw_only=True)
class ClaimCodeIssued(_IdeaEvent):
    """Somebody of the Stabsstelle handed a one-time code for an idea out; an earlier code opens nothing any more."""


@dataclass(frozen=True, kw_only=True)
class IdeaClaimed(_IdeaEvent):
    """The person whose idea it is took it over with a one-time code."""


@dataclass(frozen=True, kw_only=True)
class IdeaEdited(_IdeaEvent):
    """The idea has a new text or new facts; ``version`` is the new one.

    ``text_changed`` says that others had supported the earlier text, which is kept (N-14); ``blackened`` that words were
    taken out of it (M-13).
    """

    version: int
    text_changed: bool
    blackened: bool = False


@dataclass(frozen=True, kw_only=True)
class IdeaSupported(_IdeaEvent):
    """Somebody supports the idea, and the log says not who; ``count`` is the number afterwards."""

    count: int


@dataclass(frozen=True, kw_only=True)
class IdeaSupportWithdrawn(_IdeaEvent):
    """Somebody took their support back."""

    count: int


@dataclass(frozen=True, kw_only=True)
class IdeaThresholdReached(_IdeaEvent):
    """The idea has enough supporters; this happens once (N-10)."""

    count: int
    version: int


@dataclass(frozen=True, kw_only=True)
class SupportRemoved(_IdeaEvent):
    """The Stabsstelle removed supports that were not honest; ``count`` is the number of all supporters afterwards."""

    step_id: int
    number: int
    count: int


@dataclass(frozen=True, kw_only=True)
class PaperEntered(_IdeaEvent):
    """Somebody entered how many signed on sheets of paper; it does not count yet (N-15)."""

    batch_id: int
    figure_id: int


@dataclass(frozen=True, kw_only=True)
class PaperWaits(_IdeaEvent):
    """A figure of a batch still waits for a second person (N-15)."""

    batch_id: int
    figure_id: int


@dataclass(frozen=True, kw_only=True)
class PaperConfirmed(_IdeaEvent):
    """A second person confirmed the figure of a batch; ``count`` is the number of all supporters afterwards."""

    step_id: int
    figure_id: int
    valid: int
    count: int


@dataclass(frozen=True, kw_only=True)
class IdeaAdvanced(_IdeaEvent):
    """The idea took a step of its path; ``told`` names the groups that hear of it (N-22)."""

    step_id: int
    source: str
    target: str
    told: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IdeaStepAdded(_IdeaEvent):
    """The log of the idea has a new line that is no transition."""

    step_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaAnswered(IdeaStepAdded):
    """The administration answered in public."""


@dataclass(frozen=True, kw_only=True)
class IdeaRecommended(IdeaStepAdded):
    """A committee adopted a recommendation on the idea."""


@dataclass(frozen=True, kw_only=True)
class IdeaDecided(IdeaStepAdded):
    """A decision on the idea stands in the register."""


@dataclass(frozen=True, kw_only=True)
class IdeaNoted(IdeaStepAdded):
    """There is news on the idea."""


@dataclass(frozen=True, kw_only=True)
class SolutionDescribed(IdeaStepAdded):
    """Somebody said how mature the solution is, and which cities have done the like (G-23)."""


@dataclass(frozen=True, kw_only=True)
class IdeaReminded(_IdeaEvent):
    """The day of the next step comes near (level 1), is over (2), or has been over for long (3) (N-20, G-36)."""

    level: int


@dataclass(frozen=True, kw_only=True)
class IdeaReleased(_IdeaEvent):
    """Its authors made an idea of the administration public (G-25)."""

    step_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaHidden(_IdeaEvent):
    """The moderation hid the idea."""


@dataclass(frozen=True, kw_only=True)
class IdeaRestored(_IdeaEvent):
    """The moderation shows the idea again."""


@dataclass(frozen=True, kw_only=True)
class TwinsDismissed(_IdeaEvent):
    """Somebody of the Stabsstelle found that two ideas are no duplicates (N-05)."""

    other_id: int


@dataclass(frozen=True, kw_only=True)
class IdeasMerged(_IdeaEvent):
    """Other ideas live on in this one (N-17)."""

    merge_id: int
    merged: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class IdeaMergeUndone(_IdeaEvent):
    """The merge was taken back, and the other ideas stand for themselves again (N-19)."""

    merge_id: int
    merged: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CoAuthorInvited(Event):
    """Somebody was asked to write an idea too; only they hear of it, also where the idea is a draft (N-06)."""

    about: ClassVar[str] = "co_author"
    co_author_id: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorJoined(_IdeaEvent):
    """Somebody is an author of the idea now."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorLeft(_IdeaEvent):
    """Somebody is no author of the idea any more."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaSplit(_IdeaEvent):
    """A part of the idea is an idea of its own now (N-19)."""

    child_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaRetired(_IdeaEvent):
    """The authors point to another idea instead (N-31)."""

    other_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaAdded(_IdeaEvent):
    """An author added something below the text (N-14)."""

    addendum_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaSupportShown(_IdeaEvent):
    """A supporter shows the own pseudonym with the idea, or no longer; only the person may know (N-13)."""
