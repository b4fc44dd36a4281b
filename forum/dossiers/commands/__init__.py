"""Freezing dossiers, recording decisions, and what follows from them."""

from forum.dossiers.commands.deciding import record_decision
from forum.dossiers.commands.drafting import begin_draft, save_draft
from forum.dossiers.commands.duties import fulfil_duty
from forum.dossiers.commands.freezing import freeze_dossier
from forum.dossiers.commands.ruling import SIMPLE_MAJORITY, Duty, Ruling, Session, Subjects, Vote
from forum.dossiers.commands.withholding import withhold_words

__all__ = [
    "SIMPLE_MAJORITY",
    "Duty",
    "Ruling",
    "Session",
    "Subjects",
    "Vote",
    "begin_draft",
    "freeze_dossier",
    "fulfil_duty",
    "record_decision",
    "save_draft",
    "withhold_words",
]
