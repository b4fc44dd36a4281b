"""The tables of projects, by topic."""

from forum.projects.models.data import CityData, Protection
from forum.projects.models.measuring import Indicator, MeasuredValue, MeasuringDate
from forum.projects.models.money import Cost, CostKind
from forum.projects.models.news import FINISHED, STOPPED, Change, News, Topic
from forum.projects.models.project import (
    OPEN_STATES,
    PROJECT_STATES,
    Project,
    ProjectDistrict,
    ProjectGoal,
    ProjectState,
)
from forum.projects.models.schedule import Milestone

__all__ = [
    "FINISHED",
    "OPEN_STATES",
    "PROJECT_STATES",
    "STOPPED",
    "Change",
    "CityData",
    "Cost",
    "CostKind",
    "Indicator",
    "MeasuredValue",
    "MeasuringDate",
    "Milestone",
    "News",
    "Project",
    "ProjectDistrict",
    "ProjectGoal",
    "ProjectState",
    "Protection",
    "Topic",
]
