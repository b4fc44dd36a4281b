"""Freezing dossiers and recording decisions."""

from forum.dossiers.commands.deciding import record_decision
from forum.dossiers.commands.freezing import freeze_dossier

__all__ = ["freeze_dossier", "record_decision"]
