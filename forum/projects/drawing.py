"""The time line of projects, computed from data: one row for each project, with its span and its milestones.

The template draws it as SVG without any style of its own, so it follows the theme. Shapes say what a milestone is, not
colours alone, and a table below says the same in words (A-19, A-20).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forum.core.clock import today
from forum.projects.models import Milestone, Project

WIDTH = 960
MARGIN = 12
HEAD = 34
ROW = 58
BAR = 16
LETTERS = 90
# So many years have room for their names.
MOST_YEARS = 12


@dataclass(frozen=True)
class Mark:
    """A milestone in the picture; ``shape`` is done, late or open."""

    x: float
    y: float
    shape: str
    title: str


@dataclass(frozen=True)
class Row:
    """A project in the picture; without a span it has no bar."""

    project: Project
    title: str
    y: int
    begin: float | None
    length: float
    done: float
    marks: list[Mark]


@dataclass(frozen=True)
class Tick:
    """The beginning of a year."""

    x: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """The whole picture, in SVG units."""

    width: int
    height: int
    rows: list[Row]
    ticks: list[Tick]
    now: float | None


@dataclass(frozen=True)
class Scale:
    """From days to places."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Return where a day lies; what lies outside stands at the edge."""
        share = (min(max(day, self.first), self.last) - self.first).days / max(1, (self.last - self.first).days)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def drawing(projects: Sequence[Project]) -> Drawing | None:
    """Return the picture of these projects, or None when none of them knows a day."""
    days = [day for project in projects for day in _days(project)]
    if not days:
        return None
    scale = Scale(min(days).replace(month=1, day=1), max(days).replace(month=12, day=31))
    years = range(scale.first.year, scale.last.year + 1)
    step = -(-len(years) // MOST_YEARS)
    return Drawing(
        width=WIDTH,
        height=HEAD + ROW * len(projects) + MARGIN,
        rows=[_row(project, HEAD + ROW * place, scale) for place, project in enumerate(projects)],
        ticks=[Tick(scale.place(date(year, 1, 1)), str(year)) for year in years[::step]],
        now=scale.place(today()) if scale.first <= today() <= scale.last else None,
    )


def _days(project: Project) -> list[date]:
    known = [project.begins_on, project.ends_on, *(row.due_on or row.done_on for row in project.milestones)]
    return [day for day in known if day is not None]


def _row(project: Project, y: int, scale: Scale) -> Row:
    days = _days(project)
    begin = scale.place(project.begins_on or min(days)) if days else None
    end = scale.place(project.ends_on or max(days)) if days else None
    length = max(2.0, round(end - begin, 1)) if begin is not None and end is not None else 0.0
    title = project.title if len(project.title) <= LETTERS else project.title[: LETTERS - 1].rsplit(" ", 1)[0] + " …"
    return Row(
        project=project,
        title=title,
        y=y,
        begin=begin,
        length=length,
        done=round(length * project.progress / 100, 1),
        marks=[_mark(row, y, scale) for row in project.milestones if row.due_on or row.done_on],
    )


def _mark(row: Milestone, y: int, scale: Scale) -> Mark:
    day = row.done_on or row.due_on or today()
    return Mark(scale.place(day), y + 26 + BAR / 2, shape_of(row), row.title)


def shape_of(row: Milestone) -> str:
    """Return whether a milestone is done, late or still open."""
    return "done" if row.done_on else "late" if row.is_late else "open"
