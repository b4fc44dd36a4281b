"""What can happen to reports."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReportPublished(Event):
    """There is a new report for everybody; ``digest`` proves its text."""

    about: ClassVar[str] = "report"
    report_id: int
    digest: str
