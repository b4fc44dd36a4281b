"""Lists of projects: filtered, sorted and cut into pages by the database; they never load texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import load_only, selectinload

from forum.core.clock import today
from forum.core.db import db
from forum.core.permissions import Actor, require
from forum.core.text import excerpt
from forum.ideas.models import Idea
from forum.projects.models import (
    OPEN_STATES,
    Indicator,
    MeasuredValue,
    MeasuringDate,
    Milestone,
    Project,
    ProjectDistrict,
    ProjectGoal,
    ProjectState,
)
from forum.projects.queries.single import whole_projects
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.paging import Order, Page, moment, number

PROJECTS_PER_PAGE = 18
# So much of a text is enough to find its first words in.
FIRST_WORDS = 400

BY_CHANGE = Order(((Project.changed_at, True), (Project.id, True)), (moment, number))
# What a list needs of a project; never its texts.
LISTED_COLUMNS = (
    Project.idea_id, Project.title, Project.excerpt, Project.unit, Project.area, Project.state, Project.progress,
    Project.next_update_on, Project.changed_at, Project.created_at, Project.audience, Project.begins_on, Project.ends_on,
    Project.first_reading_on, Project.participation, Project.participation_form, Project.contact,
    Project.lighthouse_number,
)  # fmt: skip

IS_OPEN: ColumnElement[bool] = Project.state.in_([state.value for state in OPEN_STATES])


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a reader wants to see; unknown words were dropped before. Without a state it is what is not over (B-09)."""

    state: ProjectState | None = None
    everything: bool = False
    goal: str = ""
    district: int | None = None
    category: str = ""
    lighthouse: bool = False
    overdue: bool = False
    text: str = ""


def filter_from(args: Any) -> Filter:
    """Read a filter from the words of an address; only known keys get through (E-21)."""
    known, state = strategy(), args.get("stand", "")
    district = number_in(args.get("bezirk"))
    return Filter(
        state=ProjectState(state) if state in set(ProjectState) else None,
        everything=state == "alle",
        goal=args.get("ziel", "") if args.get("ziel", "") in known.goals else "",
        district=district if district in known.districts else None,
        category=args.get("thema", "") if args.get("thema", "") in known.categories else "",
        lighthouse=args.get("leuchtturm") == "1",
        overdue=args.get("ueberfaellig") == "1",
        text=args.get("q", "").strip()[:100],
    )


def lacks_update() -> ColumnElement[bool]:
    """Return the condition that news are owed (N-28, G-34)."""
    return and_(IS_OPEN, Project.next_update_on < today())


def misses_milestone() -> ColumnElement[bool]:
    """Return the condition that the day of a milestone has passed without it."""
    late = exists().where(Milestone.project_id == Project.id, Milestone.done_on.is_(None), Milestone.due_on < today())
    return and_(IS_OPEN, late)


def misses_measuring() -> ColumnElement[bool]:
    """Return the condition that an indicator was not measured on its day (G-21)."""
    measured = exists().where(
        MeasuredValue.indicator_id == MeasuringDate.indicator_id, MeasuredValue.due_on == MeasuringDate.due_on
    )
    missed = (
        exists()
        .where(
            Indicator.project_id == Project.id,
            MeasuringDate.indicator_id == Indicator.id,
            MeasuringDate.due_on < today(),
            ~measured,
        )
        .correlate(Project)
    )
    return and_(IS_OPEN, missed)


def _narrowed(viewer: Actor, wanted: Filter) -> Select[Project]:
    statement = select(Project).where(Project.audience.in_(viewer.words))
    if wanted.state:
        statement = statement.where(Project.state == wanted.state.value)
    elif not wanted.everything:
        statement = statement.where(IS_OPEN)
    if wanted.goal:
        of_goal = select(ProjectGoal.project_id).where(ProjectGoal.goal == wanted.goal)
        statement = statement.where(Project.id.in_(of_goal))
    if wanted.district:
        of_district = select(ProjectDistrict.project_id).where(ProjectDistrict.district == wanted.district)
        statement = statement.where(Project.id.in_(of_district))
    if wanted.category:
        statement = statement.where(Project.idea_id.in_(select(Idea.id).where(Idea.category == wanted.category)))
    if wanted.lighthouse:
        statement = statement.where(Project.lighthouse_number.is_not(None))
    if wanted.overdue:
        statement = statement.where(or_(lacks_update(), misses_milestone(), misses_measuring()))
    for word in wanted.text.split()[:6]:
        statement = statement.where((Project.title + " " + Project.summary).icontains(word, autoescape=True))
    return statement


def projects(
    viewer: Actor, wanted: Filter | None = None, after: str | None = None, *, limit: int = PROJECTS_PER_PAGE
) -> Page[Project]:
    """Return a page of projects, the one changed last first."""
    statement = _narrowed(viewer, wanted or Filter()).options(
        load_only(*LISTED_COLUMNS),
        selectinload(Project.goal_links).load_only(ProjectGoal.goal),
        selectinload(Project.district_links),
        selectinload(Project.costs),
        selectinload(Project.milestones).load_only(Milestone.title, Milestone.due_on, Milestone.done_on),
    )
    rows = db.session.scalars(BY_CHANGE.apply(statement, after, limit)).all()
    return BY_CHANGE.page(rows, limit)


def for_export(viewer: Actor, wanted: Filter) -> Sequence[Project]:
    """Return all projects of a filter with their texts and parts, oldest first."""
    return whole_projects(_narrowed(viewer, wanted).order_by(Project.id))


def promises_of(_viewer: Actor, found: Sequence[Project]) -> dict[int, tuple[str, str]]:
    """Return the first words of benefit and next step by project. The viewer was asked for the projects before."""
    columns = (Project.id, func.substr(Project.benefit, 1, FIRST_WORDS), func.substr(Project.next_step, 1, FIRST_WORDS))
    rows = db.session.execute(select(*columns).where(Project.id.in_([project.id for project in found])))
    return {number: (excerpt(benefit, 160), excerpt(step, 160)) for number, benefit, step in rows}


def projects_by_goal(viewer: Actor) -> dict[str, int]:
    """Return how many projects serve each goal."""
    rows = db.session.execute(
        select(ProjectGoal.goal, func.count())
        .join(Project, Project.id == ProjectGoal.project_id)
        .where(Project.audience.in_(viewer.words))
        .group_by(ProjectGoal.goal)
    )
    return {goal: number for goal, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.


def projects_by_district(viewer: Actor) -> dict[int, int]:
    """Return how many projects there are in each Stadtbezirk."""
    rows = db.session.execute(
        select(ProjectDistrict.district, func.count())
        .join(Project, Project.id == ProjectDistrict.project_id)
        .where(Project.audience.in_(viewer.words))
        .group_by(ProjectDistrict.district)
    )
    return {district: number for district, number in rows}  # noqa: C416  Rows are no plain pairs to the type checker.


# --------------------------------------------------------------------------------------------------------
# For the desk of the Stabsstelle
# --------------------------------------------------------------------------------------------------------


def _at_the_desk(viewer: Actor, condition: ColumnElement[bool], limit: int) -> Sequence[Project]:
    require(viewer, "office.open")
    statement = select(Project).where(condition, Project.audience.in_(viewer.words)).options(load_only(*LISTED_COLUMNS))
    return db.session.scalars(statement.order_by(Project.next_update_on, Project.id).limit(limit)).all()


@dataclass(frozen=True)
class DeskFigures:
    """How many projects wait for the Stabsstelle, by what they wait for."""

    without_update: int
    late: int
    sponsor_reviews: int


def needs_sponsor_review() -> ColumnElement[bool]:
    """Return the condition that the sponsor of a project is to be looked at again since a day that has passed (G-26)."""
    return and_(IS_OPEN, Project.sponsor_review_on < today())


def desk_figures(viewer: Actor) -> DeskFigures:
    """Count the projects that wait, in one question (G-12)."""
    require(viewer, "office.open")
    conditions = (lacks_update(), or_(misses_milestone(), misses_measuring()), needs_sponsor_review())
    sums = [func.count(case((condition, 1))) for condition in conditions]
    counted = db.session.execute(select(*sums).where(Project.audience.in_(viewer.words))).one()
    return DeskFigures(without_update=counted[0], late=counted[1], sponsor_reviews=counted[2])


def without_update(viewer: Actor, limit: int = 50) -> Sequence[Project]:
    """Return the projects that owe news, the one that owes them longest first (G-34)."""
    return _at_the_desk(viewer, lacks_update(), limit)


def late(viewer: Actor, limit: int = 50) -> Sequence[Project]:
    """Return the projects with a missed milestone or a missed day of measuring (N-28, G-21)."""
    return _at_the_desk(viewer, or_(misses_milestone(), misses_measuring()), limit)


def sponsor_reviews(viewer: Actor, limit: int = 50) -> Sequence[Project]:
    """Return the projects whose sponsor is to be looked at again since a day that has passed (G-26)."""
    return _at_the_desk(viewer, needs_sponsor_review(), limit)
