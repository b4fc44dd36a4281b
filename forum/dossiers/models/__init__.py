"""The tables of dossiers and decisions, and of the numbers they carry."""

from forum.dossiers.models.decisions import Decision, DecisionDistrict, DecisionGoal
from forum.dossiers.models.numbers import NumberSeries
from forum.dossiers.models.papers import Dossier
from forum.dossiers.models.results import RESULTS, UNANIMITIES, Result, Unanimity

__all__ = [
    "RESULTS",
    "UNANIMITIES",
    "Decision",
    "DecisionDistrict",
    "DecisionGoal",
    "Dossier",
    "NumberSeries",
    "Result",
    "Unanimity",
]
