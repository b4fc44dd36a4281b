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
class NoticeWithdrawn(CaseEvent):
    """Somebody took a report back."""

    notice_id: int


@dataclass(frozen=True, kw_only=True)
class QueueSummed(Event):
    """A day began with cases that waited; ``queue_id`` is the number of the day, counted from the year 1."""

    about: ClassVar[str] = "queue"
    queue_id: int


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
    # Whether it was undone at once, so that the case waits again.
    at_once: bool = False


@dataclass(frozen=True, kw_only=True)
class ComplaintFiled(CaseEvent):
    """Somebody objects to a decision."""

    complaint_id: int


@dataclass(frozen=True, kw_only=True)
class ComplaintAnswered(CaseEvent):
    """Another person looked at the decision."""

    complaint_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseClaimed(CaseEvent):
    """A moderator works on a case, perhaps instead of another one."""

    taken_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseReleased(CaseEvent):
    """Nobody works on a case any more."""


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(CaseEvent):
    """A moderator gave a case to another one."""

    to_id: int


@dataclass(frozen=True, kw_only=True)
class CaseNoted(CaseEvent):
    """A moderator said something to the others."""

    note_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class DecisionUndone(CaseEvent):
    """A decision was taken back at once, and the case is open again."""


@dataclass(frozen=True, kw_only=True)
class MeasureEnded(CaseEvent):
    """What was decided for a time is over."""

    statement_id: int
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class NotifierNamed(CaseEvent):
    """The author of reported content may read who reported it, because a law cannot be applied otherwise."""

    notice_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeRecorded(CaseEvent):
    """A dispute about a case began before a body outside of the forum."""

    dispute_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeClosed(CaseEvent):
    """A dispute ended, or what came out was carried out."""

    dispute_id: int
    outcome: str
    carried_out: bool


@dataclass(frozen=True, kw_only=True)
class MisuseEvent(Event):
    """Something was decided about somebody who often reports or complains without ground."""

    about: ClassVar[str] = "person"
    person_id: int
    misuse_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MisuseWarned(MisuseEvent):
    """Somebody was warned."""


@dataclass(frozen=True, kw_only=True)
class MisuseSuspended(MisuseEvent):
    """Nothing of that kind is taken in from somebody for a time."""


@dataclass(frozen=True, kw_only=True)
class MisuseLifted(MisuseEvent):
    """A warning or a pause was taken back."""


@dataclass(frozen=True, kw_only=True)
class YearlyReportDue(Event):
    """The report of a year has to be published soon; ``yearly_report_id`` is the year."""

    about: ClassVar[str] = "yearly_report"
    yearly_report_id: int


@dataclass(frozen=True, kw_only=True)
class YearlyReportPublished(Event):
    """The report of a year is public and kept; ``yearly_report_id`` is the year."""

    about: ClassVar[str] = "yearly_report"
    yearly_report_id: int
