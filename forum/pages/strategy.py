"""The strategy page: goals with what came of them, and the picture of the governance.

It lies on this floor because it reads ideas, decisions and projects, which know the strategy but not each other.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from forum.committees.models import Kind
from forum.committees.queries import committees
from forum.core.permissions import can
from forum.dossiers.queries import decisions_by_goal
from forum.ideas.queries import ideas_by_framework, ideas_by_goal, ideas_by_isek_field, ideas_by_isek_goal
from forum.projects.queries import projects_by_goal
from forum.strategy.drawing import Node, drawing, neighbours
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
    nodes = _nodes()
    return render_template(
        "strategy/overview.html",
        strategy=plan,
        drawing=drawing(nodes),
        offices=[(node, list(neighbours(node, nodes))) for node in nodes.values()],
        results=_results(),
        may_edit=can(viewer(), "strategy.edit"),
    )


@blueprint.get("/strategie/isek")
@public
@kept_for_anonymous
def isek() -> Any:
    """Show how many ideas serve each part of the urban development concept (G-18)."""
    who = viewer()
    return render_template(
        "strategy/isek.html",
        fields=ideas_by_isek_field(who),
        goals=ideas_by_isek_goal(who),
        frameworks=ideas_by_framework(who),
    )


def _nodes() -> dict[str, Node]:
    """Return bodies and offices; where committees take the place of one, they lend it their names (G-15)."""
    active = committees(viewer())
    nodes: dict[str, Node] = {}
    for key, office in strategy().governance.items():
        bodies = [(one.title, one.url) for one in active if one.kind == office.body]
        if office.body == Kind.BOARD and bodies:
            (label, url), groups = bodies[0], bodies[1:]
            nodes[key] = Node(office, label, url, groups)
        else:
            nodes[key] = Node(office, office.label, groups=bodies)
    return nodes


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
