"""What a project still lacks before its next step, in whole sentences; facts of one project that need no viewer."""

from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import _
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.projects.models import Project
from forum.projects.models.project import OPEN_STATES


def missing_for_work(project: Project) -> list[str]:
    """Return what is missing before work begins (G-19, G-20, G-33)."""
    missing: list[str] = []
    if not project.goal_links:
        missing.append(_("Es fehlt ein Ziel der Stadt mit einer Aussage zu Vereinbarkeit und Beitrag."))
    if not any(indicator.is_complete for indicator in project.indicators):
        missing.append(_("Es fehlt eine Kennzahl mit Ausgangswert, Zielwert, Einheit, Quelle und Messtagen."))
    missing += [
        _("Für die Daten „%(name)s“ fehlt die Rechtsgrundlage, denn sie sind personenbezogen.", name=data.name)
        for data in project.city_data
        if data.lacks_basis
    ]
    return missing


def missing_for_end(project: Project) -> list[str]:
    """Return what is missing before a project can be held against its goals (G-21)."""
    return [
        _("Für die Kennzahl „%(name)s“ gibt es noch keinen Messwert.", name=indicator.name)
        for indicator in project.indicators
        if not indicator.values
    ]


def open_project(idea: Idea, target: IdeaState) -> str:
    """Return why an idea cannot be closed by hand yet, or nothing: an open project closes it with its result (G-21)."""
    if target != IdeaState.ABGESCHLOSSEN:
        return ""
    states = [state.value for state in OPEN_STATES]
    title = db.session.scalar(select(Project.title).where(Project.idea_id == idea.id, Project.state.in_(states)))
    if title is None:
        return ""
    return _("Das Vorhaben „%(title)s“ ist noch offen. Die Idee wird mit ihm zusammen abgeschlossen.", title=title)
