"""The speakers' list: asking for the floor, giving it, and the rules for both."""

from forum.meetings.commands.speakers import floor, requests, rules
from forum.meetings.commands.speakers.floor import end_list, leave_list, leave_list_of

__all__ = ["ACTIONS", "end_list", "leave_list", "leave_list_of"]

ACTIONS = requests.ACTIONS | floor.ACTIONS | rules.ACTIONS
