"""The agenda: arranging its items before and during the session, and calling them."""

from forum.meetings.commands.agenda import arranging, calling
from forum.meetings.commands.agenda.arranging import add_item, narrow
from forum.meetings.commands.agenda.calling import end_item
from forum.meetings.commands.agenda.content import PlannedItem, check
from forum.meetings.commands.agenda.tree import noted_in_calendars, number_anew

ACTIONS = arranging.ACTIONS | calling.ACTIONS

__all__ = ["ACTIONS", "PlannedItem", "add_item", "check", "end_item", "narrow", "noted_in_calendars", "number_anew"]
