"""The strategy page: goals with what came of them, and the picture of the governance.

It lies on this floor because it reads ideas, decisions and projects, which know the strategy but not each other.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from forum.dossiers.queries import decisions_by_goal
from forum.ideas.queries import ideas_by_goal
from forum.projects.queries import projects_by_goal
from forum.strategy.drawing import drawing, neighbours
from forum.strategy.models import strategy
from forum.web.cache import kept_for_anonymous
from forum.web.security import public, viewer

blueprint = Blueprint("strategy", __name__)


@blueprint.get("/strategie")
@public
@kept_for_anonymous
def overview() -> Any:
    """Show the strategic goals and who decides what."""
    plan = strategy()
    offices = [(office, list(neighbours(office, plan.governance))) for office in plan.governance.values()]
    return render_template(
        "strategy/overview.html", strategy=plan, drawing=drawing(plan.governance), offices=offices, results=_results()
    )


@dataclass(frozen=True)
class Result:
    """What came of a goal, and where to read on."""

    key: str
    ideas: int
    decisions: int
    projects: int

    @property
    def ideas_url(self) -> str:
        """The list of the goal's ideas."""
        return url_for("ideas.index", ziel=self.key)

    @property
    def decisions_url(self) -> str:
        """The register, narrowed to the goal."""
        return url_for("decisions.index", ziel=self.key)

    @property
    def projects_url(self) -> str:
        """The list of the goal's projects."""
        return url_for("projects.index", ziel=self.key, stand="alle")


def _results() -> dict[str, Result]:
    who = viewer()
    of_ideas, of_decisions, of_projects = ideas_by_goal(who), decisions_by_goal(who), projects_by_goal(who)
    return {
        key: Result(key, of_ideas.get(key, 0), of_decisions.get(key, 0), of_projects.get(key, 0))
        for key in strategy().goals
    }
