"""Changing the strategy."""

from forum.strategy.commands.goals import (
    Wording,
    discard_goals,
    drop_goal,
    move_goal,
    publish_goals,
    write_goal,
)
from forum.strategy.commands.offices import OfficePlan, appoint_holder, end_office, vacate_office, write_office

__all__ = [
    "OfficePlan",
    "Wording",
    "appoint_holder",
    "discard_goals",
    "drop_goal",
    "end_office",
    "move_goal",
    "publish_goals",
    "vacate_office",
    "write_goal",
    "write_office",
]
