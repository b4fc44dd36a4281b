"""What makes a space a process of participation: its influence, its phases, and the call that it may be."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.core.clock import now
from forum.core.i18n import lazy


class Influence(enum.StrEnum):
    """How far people's words reach in a process (B-12, G-37)."""

    INFORMATION = "information"
    CONSULTATION = "consultation"
    INVOLVEMENT = "involvement"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _INFLUENCES[self][0]

    @property
    def meaning(self) -> Any:
        """What people can expect of it."""
        return _INFLUENCES[self][1]


_INFLUENCES = {
    Influence.INFORMATION: (
        lazy("Information"),
        lazy("Die Stadt berichtet, was geplant ist. Entschieden ist es schon oder wird es anderswo."),
    ),
    Influence.CONSULTATION: (
        lazy("Konsultation"),
        lazy(
            "Die Stadt fragt nach Meinungen und sagt am Ende, was daraus wurde. Beteiligung ist keine Mitentscheidung."
        ),
    ),
    Influence.INVOLVEMENT: (
        lazy("Mitwirkung"),
        lazy("Sie arbeiten am Ergebnis mit; entscheiden werden die Gremien. Beteiligung ist keine Mitentscheidung."),
    ),
}


class Phase(enum.StrEnum):
    """A stretch of a process; it says who may begin threads and who may answer (B-21)."""

    OPEN = "open"
    DISCUSSION = "discussion"
    CHECK = "check"
    DECISION = "decision"
    FOLLOW_UP = "follow_up"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _PHASES[self][0]

    @property
    def meaning(self) -> Any:
        """What people can do in it."""
        return _PHASES[self][1]

    @property
    def takes_threads(self) -> bool:
        """Tell whether people may begin threads."""
        return self == Phase.OPEN

    @property
    def takes_posts(self) -> bool:
        """Tell whether people may answer."""
        return self in {Phase.OPEN, Phase.DISCUSSION, Phase.FOLLOW_UP}


_PHASES = {
    Phase.OPEN: (lazy("Sammeln"), lazy("Sie können Themen beginnen und antworten.")),
    Phase.DISCUSSION: (lazy("Diskussion"), lazy("Sie können antworten; neue Themen gibt es nicht mehr.")),
    Phase.CHECK: (lazy("Prüfung"), lazy("Die Verwaltung prüft, was gesagt wurde. Schreiben kann zurzeit niemand.")),
    Phase.DECISION: (lazy("Entscheidung"), lazy("Die Gremien entscheiden. Schreiben kann zurzeit niemand.")),
    Phase.FOLLOW_UP: (lazy("Umsetzung"), lazy("Sie lesen, was daraus wird, und können dazu antworten.")),
}


class CallKind(enum.StrEnum):
    """What sort of call of the research location a space is (G-31)."""

    REALLABOR = "reallabor"
    TESTLABOR = "testlabor"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _CALLS[self]


_CALLS = {CallKind.REALLABOR: lazy("Reallabor"), CallKind.TESTLABOR: lazy("Testlabor")}


@dataclass(frozen=True)
class Begin:
    """The moment at which a phase begins; it lasts until the next one begins."""

    phase: Phase
    at: datetime


class Course:
    """The phases of a space in the order of time, and where it stands at this moment."""

    def __init__(self, begins: Sequence[Begin]) -> None:
        self.begins = sorted(begins, key=lambda one: one.at)

    @classmethod
    def stored(cls, moments: dict[str, Any] | None) -> "Course":
        """Return the course that a space keeps as moments by phase."""
        return cls([Begin(Phase(name), datetime.fromisoformat(at)) for name, at in (moments or {}).items()])

    def __bool__(self) -> bool:
        return bool(self.begins)

    @property
    def present(self) -> Phase | None:
        """The phase at this moment; none before the first."""
        begun = [one.phase for one in self.begins if one.at <= now()]
        return begun[-1] if begun else None

    @property
    def next(self) -> Begin | None:
        """The change that comes next, if there is one."""
        return next((one for one in self.begins if one.at > now()), None)

    def stretch(self, phase: Phase) -> tuple[datetime, datetime | None] | None:
        """Return when a phase begins and when the next one does, if any; None for a phase that the space has not."""
        for place, one in enumerate(self.begins):
            if one.phase == phase:
                return one.at, self.begins[place + 1].at if place + 1 < len(self.begins) else None
        return None

    @property
    def takes_threads(self) -> bool:
        """Tell whether people may begin threads at this moment; without phases nothing stands against it."""
        return not self.begins or (self.present is not None and self.present.takes_threads)

    @property
    def takes_posts(self) -> bool:
        """Tell whether people may answer at this moment."""
        return not self.begins or (self.present is not None and self.present.takes_posts)
