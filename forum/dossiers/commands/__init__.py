"""Assessing ideas, freezing dossiers, recording decisions, keeping projects."""

from forum.dossiers.commands.assessing import assess
from forum.dossiers.commands.deciding import record_decision
from forum.dossiers.commands.freezing import freeze_dossier
from forum.dossiers.commands.projects import Plan, Stage, start_project, update_project

__all__ = ["Plan", "Stage", "assess", "freeze_dossier", "record_decision", "start_project", "update_project"]
