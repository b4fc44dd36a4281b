"""The tables of dossiers and decisions, and of the numbers they carry."""

from forum.dossiers.models.decisions import (
    Decision,
    DecisionDistrict,
    DecisionDuty,
    DecisionGoal,
    DecisionSubject,
    DutyFulfilment,
)
from forum.dossiers.models.numbers import NumberSeries
from forum.dossiers.models.papers import Dossier
from forum.dossiers.models.results import PLAINLY, RESULTS, UNANIMITIES, Result, Unanimity

__all__ = [
    "PLAINLY",
    "RESULTS",
    "UNANIMITIES",
    "Decision",
    "DecisionDistrict",
    "DecisionDuty",
    "DecisionGoal",
    "DecisionSubject",
    "Dossier",
    "DutyFulfilment",
    "NumberSeries",
    "Result",
    "Unanimity",
]
