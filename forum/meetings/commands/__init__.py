"""Changing meetings: planning them, and everything that happens in a session through one dispatcher."""

from forum.meetings.commands.agenda import PlannedItem
from forum.meetings.commands.announcing import announce
from forum.meetings.commands.circulation import (
    Matter,
    answer_circulation,
    close_due_circulations,
    remind_of_circulations,
    start_circulation,
    withdraw_circulation,
)
from forum.meetings.commands.contributions import hide_contribution, restore_contribution
from forum.meetings.commands.dispatcher import ACTIONS, Answer, perform
from forum.meetings.commands.inviting import invite, remind_invited, renew_calendar
from forum.meetings.commands.minutes import publish_due_minutes
from forum.meetings.commands.papers import add_paper, remove_paper
from forum.meetings.commands.planning import Plan, cancel_meeting, change_meeting, plan_meeting
from forum.meetings.commands.polls import cast
from forum.meetings.commands.polls import go_on as go_on_with_polls
from forum.meetings.commands.presence import leave_with_the_term
from forum.meetings.commands.questions import ask_anonymously, clear_question, hide_question, restore_question
from forum.meetings.commands.redaction import forget_closed_talk
from forum.meetings.commands.redaction_in_writing import redact_circulation

__all__ = [
    "ACTIONS",
    "Answer",
    "Matter",
    "Plan",
    "PlannedItem",
    "add_paper",
    "announce",
    "answer_circulation",
    "ask_anonymously",
    "cancel_meeting",
    "cast",
    "change_meeting",
    "clear_question",
    "close_due_circulations",
    "forget_closed_talk",
    "go_on_with_polls",
    "hide_contribution",
    "hide_question",
    "invite",
    "leave_with_the_term",
    "perform",
    "plan_meeting",
    "publish_due_minutes",
    "redact_circulation",
    "remind_invited",
    "remind_of_circulations",
    "remove_paper",
    "renew_calendar",
    "restore_contribution",
    "restore_question",
    "start_circulation",
    "withdraw_circulation",
]
