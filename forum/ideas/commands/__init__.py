"""Changing ideas: writing and submitting, capturing, supporting, paper, taking steps, merging, hiding, importing."""

from forum.ideas.commands.adding import add_addendum
from forum.ideas.commands.answers import Answer, note_answer
from forum.ideas.commands.auditing import remove_support
from forum.ideas.commands.authors import (
    accept_invitation,
    decline_invitation,
    invite_co_author,
    leave_idea,
    withdraw_invitation,
)
from forum.ideas.commands.claiming import capture_idea, claim_idea, issue_code
from forum.ideas.commands.clock import pause_clock, remind_of_deadlines, resume_clock
from forum.ideas.commands.council import Station, enter_station
from forum.ideas.commands.goals import remap_goals
from forum.ideas.commands.imports import import_idea, import_problems
from forum.ideas.commands.merging import merge_ideas, undo_merge
from forum.ideas.commands.moderation import hide_idea, restore_idea
from forum.ideas.commands.naming import show_support
from forum.ideas.commands.paper import Sheets, confirm_paper, correct_paper, enter_paper
from forum.ideas.commands.splitting import retire_idea, split_idea
from forum.ideas.commands.steps import (
    add_note,
    add_recommendation,
    advance,
    close_missed_deadlines,
    confirm_goals,
    note_decision,
    note_dossier,
    note_project,
    start_work,
    step_problem,
    withdraw_idea,
)
from forum.ideas.commands.support import decline_merge, support, withdraw_support
from forum.ideas.commands.twins import dismiss_twins, find_twins
from forum.ideas.commands.units import entrust, rename_unit
from forum.ideas.commands.writing import Content, discard_draft, edit, save_draft, sort_idea, submit

__all__ = [
    "Answer",
    "Content",
    "Sheets",
    "Station",
    "accept_invitation",
    "add_addendum",
    "add_note",
    "add_recommendation",
    "advance",
    "capture_idea",
    "claim_idea",
    "close_missed_deadlines",
    "confirm_goals",
    "confirm_paper",
    "correct_paper",
    "decline_invitation",
    "decline_merge",
    "discard_draft",
    "dismiss_twins",
    "edit",
    "enter_paper",
    "enter_station",
    "entrust",
    "find_twins",
    "hide_idea",
    "import_idea",
    "import_problems",
    "invite_co_author",
    "issue_code",
    "leave_idea",
    "merge_ideas",
    "note_answer",
    "note_decision",
    "note_dossier",
    "note_project",
    "pause_clock",
    "remap_goals",
    "remind_of_deadlines",
    "remove_support",
    "rename_unit",
    "restore_idea",
    "resume_clock",
    "retire_idea",
    "save_draft",
    "show_support",
    "sort_idea",
    "split_idea",
    "start_work",
    "step_problem",
    "submit",
    "support",
    "undo_merge",
    "withdraw_idea",
    "withdraw_invitation",
    "withdraw_support",
]
