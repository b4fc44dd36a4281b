"""The Stabsstelle's pictures: how long ideas wait, who has how many, which are about to reach their threshold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forum.core.i18n import _, lazy, spoken
from forum.core.permissions import Actor
from forum.ideas.models import Idea
from forum.office.queries import Load, load_by_person, load_by_unit, nearly_there, waiting_times
from forum.web.charts import Bar, BarChart, bars

# How long ideas have stood in their state, in the order of the counts.
SPANS = (lazy("bis 1 Woche"), lazy("bis 1 Monat"), lazy("bis 3 Monate"), lazy("länger"))


@dataclass(frozen=True)
class Pictures:
    """What the page draws."""

    spans: Sequence[int]
    units: Sequence[Load]
    people: Sequence[Load]
    nearly: Sequence[Idea]

    @property
    def waiting(self) -> BarChart:
        """How long ideas have waited where they stand."""
        return bars([Bar(str(label), number) for label, number in zip(SPANS, self.spans, strict=True)])

    @property
    def by_unit(self) -> BarChart:
        """What each unit has."""
        return bars([Bar(spoken(one.name or ""), one.ideas, one.overdue) for one in self.units])

    @property
    def by_person(self) -> BarChart:
        """What each person has."""
        return bars([Bar(one.name or _("niemand"), one.ideas, one.overdue) for one in self.people])

    @property
    def threshold(self) -> BarChart:
        """What lacks the least until its threshold."""
        return bars([Bar(one.title, one.support_count, one.threshold) for one in self.nearly])


def pictures(viewer: Actor) -> Pictures:
    """Count what the page draws, in four statements."""
    return Pictures(waiting_times(viewer), load_by_unit(viewer), load_by_person(viewer), nearly_there(viewer))


def rows_of(found: Pictures) -> Iterator[tuple[str, str, str, Any]]:
    """Yield every figure once; the words of the first and third column never change with the language."""
    names = ("up to a week", "up to a month", "up to three months", "longer")
    yield from (("waiting", name, "ideas", number) for name, number in zip(names, found.spans, strict=True))
    for area, loads in (("unit", found.units), ("person", found.people)):
        for one in loads:
            yield (area, one.name or "", "ideas", one.ideas)
            yield (area, one.name or "", "overdue", one.overdue)
    for idea in found.nearly:
        yield ("nearly", f"#{idea.id}", "support", idea.support_count)
        yield ("nearly", f"#{idea.id}", "threshold", idea.threshold)
