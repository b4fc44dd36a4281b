"""Reading assessments. The first argument is the viewer, but for what goes into papers and records without names."""

from forum.assessments.queries.comparing import Compared, Comparison, comparison
from forum.assessments.queries.results import Results, results
from forum.assessments.queries.rounds import (
    Round,
    anonymous_copy,
    assessments_of,
    completed,
    demanded_assessments,
    is_recused,
    recused,
    rounds,
    rounds_of,
)
from forum.assessments.queries.tasks import Task, Way, assessors, free_ideas, tasks, way_through

__all__ = [
    "Compared",
    "Comparison",
    "Results",
    "Round",
    "Task",
    "Way",
    "anonymous_copy",
    "assessments_of",
    "assessors",
    "comparison",
    "completed",
    "demanded_assessments",
    "free_ideas",
    "is_recused",
    "recused",
    "results",
    "rounds",
    "rounds_of",
    "tasks",
    "way_through",
]
