"""The news of projects as Atom feeds: those of all, and those of one."""

from typing import Any

from flask import Blueprint, request, url_for

from forum.core.i18n import _, spoken
from forum.projects import queries
from forum.projects.models import News
from forum.web.cache import kept_for_anonymous, tagged
from forum.web.feeds import FIRST_DAY, Entry, feed, tag
from forum.web.paging import Page
from forum.web.security import public, viewer

blueprint = Blueprint("project_feeds", __name__)


@blueprint.get("/vorhaben.atom")
@public
@tagged
@kept_for_anonymous
def everything() -> Any:
    """Tell the newest news of all projects."""
    page = queries.newest_news(viewer(), request.args.get("after"))
    name = tag("projects", 0, FIRST_DAY.year)
    return feed(_entries(page), name, _("Neuigkeiten aus allen Vorhaben"), url_for("projects.index"))


@blueprint.get("/vorhaben/<int:project_id>.atom")
@public
@tagged
@kept_for_anonymous
def one(project_id: int) -> Any:
    """Tell the newest news of a project."""
    found = queries.project(viewer(), project_id)
    page = queries.news(viewer(), found, request.args.get("after"))
    name = tag("project-news", found.id, found.created_at.year)
    return feed(_entries(page), name, found.title, found.url, found.created_at)


def _entries(page: Page[News]) -> Page[Entry]:
    return Page([_entry(row) for row in page.items], page.after)


def _entry(row: News) -> Entry:
    step = row.step
    return Entry(
        kind="news",
        number=step.id,
        title=str(step.headline),
        path=f"{url_for('projects.show', project_id=row.project_id)}#neuigkeit-{step.id}",
        html=step.html,
        language="de",
        author=spoken(step.unit),
        created_at=step.at,
        updated_at=step.at,
    )
