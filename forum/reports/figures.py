"""The public figures as charts and as rows of one table; all of it can be counted again (D, B-08)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from forum.core.i18n import _
from forum.reports.period import Period
from forum.reports.queries import activity, answers, by_district, by_goal, flow, participation, waits
from forum.reports.queries.figures import WAITS, Activity, Stage
from forum.strategy.models import strategy
from forum.web.charts import Bar, BarChart, FlowChart, Passage, bars, flowing
from forum.web.language import month


@dataclass(frozen=True)
class Figures:
    """What the page of figures tells of a period."""

    participation: dict[str, Any]
    answers: dict[str, Any]
    activity: Sequence[Activity]
    waits: Sequence[int]
    stages: Sequence[Stage]
    goals: Sequence[dict[str, Any]]
    districts: Sequence[dict[str, Any]]

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to draw: nobody handed in, supported, wrote or answered anything."""
        happened = any(self.participation[name] for name in ("ideas", "posts", "supports"))
        return not happened and not any(one.answers for one in self.activity)

    @property
    def ideas_by_month(self) -> BarChart:
        """Ideas month by month, with the first answers beside them."""
        return bars([Bar(name_of(one), one.ideas, one.answers) for one in self.activity])

    @property
    def talk_by_month(self) -> BarChart:
        """Support month by month, with the posts beside it."""
        return bars([Bar(name_of(one), one.supports, one.posts) for one in self.activity])

    @property
    def waiting(self) -> BarChart:
        """How long first answers took."""
        names = [*(str(label) for _limit, label in WAITS), _("noch keine Antwort")]
        return bars([Bar(name, number) for name, number in zip(names, self.waits, strict=True)])

    @property
    def flow(self) -> FlowChart:
        """What became of the ideas."""
        return flowing([Passage(str(one.label), one.went_on, one.there, one.ended) for one in self.stages])

    @property
    def by_goal(self) -> BarChart:
        """Ideas by goal, with those that were answered."""
        labels = {key: goal.label for key, goal in strategy().goals.items()}
        return bars([Bar(labels.get(row["key"], row["title"]), row["ideas"], row["answered"]) for row in self.goals])

    @property
    def by_district(self) -> BarChart:
        """Ideas by district, with those that were answered."""
        return bars([Bar(row["title"], row["ideas"], row["answered"]) for row in self.districts])


def figures(period: Period) -> Figures:
    """Count everything that the page tells, in the same number of statements whatever the period."""
    return Figures(
        participation(period),
        answers(period),
        activity(period),
        waits(period),
        flow(period),
        by_goal(period),
        by_district(period),
    )


def name_of(one: Activity) -> str:
    """Return what a month or a year is called in the reader's language."""
    return str(one.slice.first.year) if one.slice.is_year else month(one.slice.first)


def rows_of(found: Figures) -> Iterator[tuple[str, str, str, Any]]:
    """Yield every figure once; the words of the first and third column never change with the language."""
    for one in found.activity:
        when = one.slice.first.strftime("%Y" if one.slice.is_year else "%Y-%m")
        for name in ("ideas", "answers", "supports", "posts"):
            yield ("activity", when, name, getattr(one, name))
    limits = [f"up to {limit}" if limit else "longer" for limit, _label in WAITS]
    yield from (
        ("days_to_answer", name, "ideas", number) for name, number in zip([*limits, "none"], found.waits, strict=True)
    )
    for one_stage in found.stages:
        for name in ("came", "went_on", "there", "ended"):
            yield ("stages", str(one_stage.label), name, getattr(one_stage, name))
    for area, rows in (("goals", found.goals), ("districts", found.districts)):
        for row in rows:
            yield from ((area, str(row["key"]), name, row[name]) for name in ("ideas", "answered"))
