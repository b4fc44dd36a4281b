"""The time of a speech: its start, and for how long it stood still. Nothing ticks; whoever looks computes (L-13)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Clock:
    """A running, halted or stopped clock of one speech."""

    started_at: datetime
    halted_at: datetime | None = None
    stood_still: timedelta = timedelta()
    stopped_at: datetime | None = None

    def halt(self, at: datetime) -> "Clock":
        """Stand still from now on; a clock that stands still already goes on standing still."""
        return self if self.halted_at is not None else replace(self, halted_at=at)

    def go_on(self, at: datetime) -> "Clock":
        """Run again; the time in between does not count (L-12)."""
        if self.halted_at is None:
            return self
        between = max(timedelta(), at - self.halted_at)
        return replace(self, halted_at=None, stood_still=self.stood_still + between)

    def stop(self, at: datetime) -> "Clock":
        """Stop for good; a halted clock stops where it was halted."""
        return replace(self.go_on(at), stopped_at=at)

    def used(self, at: datetime) -> timedelta:
        """Return how long the speech has lasted at a moment, halts left out."""
        until = self.halted_at or self.stopped_at or at
        return max(timedelta(), until - self.started_at - self.stood_still)

    def left(self, limit: timedelta | None, at: datetime) -> timedelta | None:
        """Return what is left of the limit; below zero is overtime, nothing means no limit."""
        return None if limit is None else limit - self.used(at)
