"""What happened to the strategy. Any event about it lets every process read the strategy anew (``models.strategy``)."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutTheStrategy(Event):
    about: ClassVar[str] = "strategy"
    # There is one strategy.
    strategy_id: int = 1


@dataclass(frozen=True, kw_only=True)
class GoalsPublished(_AboutTheStrategy):
    """A new version of the goals applies."""

    version: int


@dataclass(frozen=True, kw_only=True)
class GoalsRemapped(_AboutTheStrategy):
    """Ideas were brought from an older version of the goals to the one that applies."""

    version: int


@dataclass(frozen=True, kw_only=True)
class OfficeChanged(_AboutTheStrategy):
    """A body or office was added, changed or ended; ``office`` is its key."""

    office: str


@dataclass(frozen=True, kw_only=True)
class OfficeHolderChanged(_AboutTheStrategy):
    """An office has another holder, or none, from a day on."""

    office: str
    since: str
