"""What can happen to people's data."""

from dataclasses import dataclass
from typing import ClassVar

from forum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ExportEvent(Event):
    """Something happened to an export of somebody's data."""

    about: ClassVar[str] = "data_export"
    data_export_id: int


class ExportAsked(ExportEvent):
    """A person asked for all data about them."""
