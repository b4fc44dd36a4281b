"""What a project still lacks before its next step, in whole sentences; facts of one project that need no viewer."""

from forum.core.i18n import _
from forum.projects.models import Project


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
