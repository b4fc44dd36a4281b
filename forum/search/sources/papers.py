"""Frozen papers of the Board and the news of projects for the search."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased, joinedload

from forum.core.db import db
from forum.core.events import LoggedEvent
from forum.core.i18n import _, lazy
from forum.core.permissions import Actor
from forum.core.text import plain
from forum.dossiers.events import DossierFrozen, DossierReleased
from forum.dossiers.models import Dossier, DossierIdea
from forum.ideas.events import IdeaEdited, IdeaHidden, IdeaRestored
from forum.ideas.models import Idea, IdeaStep
from forum.projects.events import ProjectNewsPublished, ProjectReleased
from forum.projects.models import News, Project
from forum.search.engines import Document
from forum.search.sources.source import Shown, Source, matching, named


def _versions_of(event: LoggedEvent) -> Iterable[int]:
    """Return all versions of the paper, because only the newest one is found."""
    number = select(Dossier.number).where(Dossier.id == event.data["dossier_id"])
    return db.session.scalars(select(Dossier.id).where(Dossier.number.in_(number)))


def _papers_of_idea(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(DossierIdea.dossier_id).where(DossierIdea.idea_id == event.data["idea_id"]))


def _newest(ids: Sequence[int], viewer: Actor | None = None) -> Iterable[Dossier]:
    """Return the newest version of each paper; whoever may not read one of its ideas may not read it (E-18)."""
    later = aliased(Dossier)
    is_outdated = select(later.id).where(later.number == Dossier.number, later.version > Dossier.version).exists()
    is_closed: ColumnElement[bool] = Idea.hidden_at.is_not(None)
    if viewer is not None:
        is_closed = or_(is_closed, Idea.audience.not_in(viewer.words))
    names_closed = Dossier.idea_links.any(DossierIdea.idea.has(is_closed))
    return db.session.scalars(select(Dossier).where(Dossier.id.in_(ids), ~is_outdated, ~names_closed))


def _news_of_idea(event: LoggedEvent) -> Iterable[int]:
    steps = select(IdeaStep.id).where(IdeaStep.idea_id == event.data["idea_id"])
    return db.session.scalars(select(News.step_id).where(News.step_id.in_(steps)))


def _written(paper: Dossier) -> str:
    """Return what people wrote in a paper; what was copied into it is found where it stands."""
    return plain("\n\n".join(str(text) for text in paper.data.get("parts", {}).values()))


def _papers(ids: Sequence[int]) -> Iterable[Document]:
    for row in _newest(ids):
        yield Document(
            key=f"dossier:{row.id}",
            kind="dossier",
            audience=row.audience,
            created=row.frozen_at,
            title=f"{row.number} {row.title}",
            official=_written(row),
        )


def _shown_papers(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {
        row.id: Shown("dossier", row.id, row.title, row.url, _written(row), row.frozen_at, context=row.number)
        for row in _newest(ids, viewer)
        if row.audience in viewer.words
    }


def _plain_papers(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    statement = select(Dossier.id).where(Dossier.audience.in_(viewer.words), matching(words, Dossier.title))
    return db.session.scalars(statement.order_by(Dossier.id.desc()).limit(limit)).all()


def _news_of_project(event: LoggedEvent) -> Iterable[int]:
    return db.session.scalars(select(News.step_id).where(News.project_id == event.data["project_id"]))


def _news(ids: Sequence[int]) -> Iterable[tuple[News, Project]]:
    rows = db.session.execute(
        select(News, Project)
        .join(Project, Project.id == News.project_id)
        .join(Idea, Idea.id == Project.idea_id)
        .where(News.step_id.in_(ids), Idea.hidden_at.is_(None))
        .options(joinedload(News.step))
    )
    return ((*row,) for row in rows)


def _news_documents(ids: Sequence[int]) -> Iterable[Document]:
    for row, project in _news(ids):
        yield Document(
            key=f"news:{row.step_id}",
            kind="news",
            audience=project.audience,
            created=row.step.at,
            official=plain(row.step.source),
        )


def _shown_news(viewer: Actor, ids: Sequence[int]) -> Mapping[int, Shown]:
    return {
        row.step_id: Shown(
            kind="news",
            id=row.step_id,
            title=_("Neuigkeit: %(project)s", project=project.title),
            url=f"{project.url}#news-title",
            text=plain(row.step.source),
            at=row.step.at,
            context=project.unit,
        )
        for row, project in _news(ids)
        if project.audience in viewer.words
    }


def _plain_news(viewer: Actor, words: Sequence[str], limit: int) -> Sequence[int]:
    statement = (
        select(News.step_id)
        .join(Project, Project.id == News.project_id)
        .join(IdeaStep, IdeaStep.id == News.step_id)
        .where(Project.audience.in_(viewer.words), matching(words, IdeaStep.source))
    )
    return db.session.scalars(statement.order_by(News.step_id.desc()).limit(limit)).all()


SOURCES = (
    Source(
        kind="dossier",
        label=lazy("Vorlagen"),
        touched=dict.fromkeys((DossierFrozen, DossierReleased), _versions_of)
        | dict.fromkeys((IdeaHidden, IdeaRestored, IdeaEdited), _papers_of_idea),
        documents=_papers,
        shown=_shown_papers,
        every_id=lambda: db.session.scalars(select(Dossier.id)),
        plainly=_plain_papers,
    ),
    Source(
        kind="news",
        label=lazy("Neuigkeiten"),
        touched={
            ProjectNewsPublished: named("step_id"),
            ProjectReleased: _news_of_project,
            IdeaHidden: _news_of_idea,
            IdeaRestored: _news_of_idea,
        },
        documents=_news_documents,
        shown=_shown_news,
        every_id=lambda: db.session.scalars(select(News.step_id)),
        plainly=_plain_news,
    ),
)
