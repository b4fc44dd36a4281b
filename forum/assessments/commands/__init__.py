"""Assessing ideas by criteria, and keeping the criteria."""

from forum.assessments.commands.assessing import assess
from forum.assessments.commands.criteria import publish_criteria
from forum.assessments.commands.rounds import assign, declare_interest, open_round, release, take

__all__ = ["assess", "assign", "declare_interest", "open_round", "publish_criteria", "release", "take"]
