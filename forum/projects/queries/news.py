"""What projects tell: their news and the public history of their changes."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from forum.core.db import db
from forum.core.permissions import Actor
from forum.projects.models import Change, News, Project
from forum.web.paging import Order, Page, number

NEWS_PER_PAGE = 20
NEWEST_FIRST = Order(((News.step_id, True),), (number,))


def _news(viewer: Actor) -> Select[News]:
    return (
        select(News)
        .join(News.step)
        .join(Project, Project.id == News.project_id)
        .where(Project.audience.in_(viewer.words))
        .options(contains_eager(News.step))
    )


def news(viewer: Actor, project: Project, after: str | None = None, limit: int = NEWS_PER_PAGE) -> Page[News]:
    """Return a page of a project's news, the newest first."""
    statement = NEWEST_FIRST.apply(_news(viewer).where(News.project_id == project.id), after, limit)
    return NEWEST_FIRST.page(db.session.scalars(statement).all(), limit)


def newest_news(viewer: Actor, after: str | None = None) -> Page[News]:
    """Return a page of the news of all projects that the viewer may see, the newest first."""
    rows = db.session.scalars(NEWEST_FIRST.apply(_news(viewer), after, NEWS_PER_PAGE)).all()
    return NEWEST_FIRST.page(rows, NEWS_PER_PAGE)


def history(_viewer: Actor, project: Project) -> Sequence[Change]:
    """Return the changes of a project with their reasons, the newest first. The viewer was asked for it before."""
    return db.session.scalars(
        select(Change).where(Change.project_id == project.id).order_by(Change.id.desc()).limit(100)
    ).all()
