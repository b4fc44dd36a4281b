"""The tables of dossiers and decisions, and of the numbers they carry."""

from forum.dossiers.models.decisions import (
    Decision,
    DecisionDistrict,
    DecisionDuty,
    DecisionGoal,
    DecisionSubject,
    DutyFulfilment,
)
from forum.dossiers.models.drafts import PARTS, DossierDraft, DossierDraftIdea, Part
from forum.dossiers.models.papers import Dossier, DossierIdea
from forum.ideas.results import PLAINLY, RESULTS, UNANIMITIES, Result, Unanimity

__all__ = [
    "PARTS",
    "PLAINLY",
    "RESULTS",
    "UNANIMITIES",
    "Decision",
    "DecisionDistrict",
    "DecisionDuty",
    "DecisionGoal",
    "DecisionSubject",
    "Dossier",
    "DossierDraft",
    "DossierDraftIdea",
    "DossierIdea",
    "DutyFulfilment",
    "Part",
    "Result",
    "Unanimity",
]
