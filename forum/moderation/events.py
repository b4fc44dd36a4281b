"""What can happen in the moderation."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """Something happened in a case."""

    about: ClassVar[str] = "case"
    case_id: int


@dataclass(frozen=True, kw_only=True)
class NoticeFiled(CaseEvent):
    """Somebody reported something."""

    notice_id: int


@dataclass(frozen=True, kw_only=True)
class CaseDismissed(CaseEvent):
    """The moderation found nothing to do."""


@dataclass(frozen=True, kw_only=True)
class StatementIssued(CaseEvent):
    """Something was hidden, and its author is told why."""

    statement_id: int
    rule: str
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class StatementReverted(CaseEvent):
    """What was hidden is shown again, and its author is told."""

    statement_id: int
    author_id: int | None
