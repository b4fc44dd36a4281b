"""The Stadtbezirke as a way into the forum: what is asked for, decided and done where somebody lives.

It lies on this floor because it reads ideas, decisions, projects and activities, which do not know each other.
"""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from forum.activities.queries import Filter as ActivityFilter
from forum.activities.queries import activities
from forum.core.errors import NotFound
from forum.dossiers.queries import RegisterFilter, decisions
from forum.ideas.lifecycle import IdeaState
from forum.ideas.queries import Filter, ideas, ideas_by_district
from forum.projects.queries import Filter as ProjectFilter
from forum.projects.queries import projects, projects_by_district
from forum.strategy.models import outline, strategy
from forum.web.addresses import number_in
from forum.web.cache import kept_for_anonymous
from forum.web.security import public, viewer

blueprint = Blueprint("districts", __name__)

SHOWN = 6


@blueprint.get("/stadtbezirke")
@public
@kept_for_anonymous
def index() -> Any:
    """Show all Stadtbezirke with how much there is in each, or lead to the one that was chosen."""
    chosen = number_in(request.args.get("bezirk"))
    if chosen in strategy().districts:
        return redirect(url_for("districts.show", number=chosen), 303)
    return render_template(
        "pages/districts.html",
        districts=strategy().districts.values(),
        ideas=ideas_by_district(viewer()),
        projects=projects_by_district(viewer()),
        outline=outline(),
    )


@blueprint.get("/stadtbezirke/<int:number>")
@public
@kept_for_anonymous
def show(number: int) -> Any:
    """Show one Stadtbezirk: ideas that need support, new ones, decisions, projects and activities."""
    who, district = viewer(), strategy().districts.get(number)
    if district is None:
        raise NotFound
    here = Filter(district=number, state=IdeaState.IN_DISKUSSION, sort="unterstuetzung")
    return render_template(
        "pages/district.html",
        district=district,
        districts=strategy().districts.values(),
        outline=outline(),
        close=ideas(who, here, limit=SHOWN).items,
        fresh=ideas(who, Filter(district=number), limit=SHOWN).items,
        decisions=decisions(who, RegisterFilter(district=number), limit=SHOWN).items,
        projects=projects(who, ProjectFilter(district=number), limit=SHOWN).items,
        activities=activities(who, wanted=ActivityFilter(district=number), limit=SHOWN).items,
    )
