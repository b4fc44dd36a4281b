"""The strategy page: goals with what came of them, and the picture of the governance.

It lies on this floor because it reads ideas, decisions and projects, which know the strategy but not each other.
"""

from typing import Any

from flask import Blueprint, render_template

from forum.strategy.drawing import drawing, neighbours
from forum.strategy.models import strategy
from forum.web.cache import kept_for_anonymous
from forum.web.security import public

blueprint = Blueprint("strategy", __name__)


@blueprint.get("/strategie")
@public
@kept_for_anonymous
def overview() -> Any:
    """Show the strategic goals and who decides what."""
    plan = strategy()
    offices = [(office, list(neighbours(office, plan.governance))) for office in plan.governance.values()]
    return render_template(
        "strategy/overview.html", strategy=plan, drawing=drawing(plan.governance), offices=offices, results={}
    )
