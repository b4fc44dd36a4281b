"""Changing meetings: planning them, and everything that happens in a session through one dispatcher."""

from forum.meetings.commands.dispatcher import ACTIONS, Answer, perform
from forum.meetings.commands.planning import PlannedItem, cancel_meeting, plan_meeting

__all__ = ["ACTIONS", "Answer", "PlannedItem", "cancel_meeting", "perform", "plan_meeting"]
