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
from forum.ideas.commands.beginning import begin_idea, claim_begun_idea, forget_begun_ideas
from forum.ideas.commands.claiming import capture_idea, claim_idea, issue_code
from forum.ideas.commands.clock import pause_clock, remind_of_deadlines, resume_clock
from forum.ideas.commands.council import Station, enter_station
from forum.ideas.commands.facts import mark_of_facts, sort_idea
from forum.ideas.commands.goals import remap_goals
from forum.ideas.commands.imports import import_idea, import_problems
from forum.ideas.commands.merging import merge_ideas, undo_merge
from forum.ideas.commands.moderation import hide_idea, restore_idea
from forum.ideas.commands.naming import show_support
from forum.ideas.commands.outcomes import (
    add_minority_vote,
    add_note,
    add_recommendation,
    blank_decision,
    blank_minority_vote,
    blank_recommendation,
    confirm_goals,
    note_decision,
    note_dossier,
    note_project,
    reword_recommendation,
    show_minority_vote,
    start_work,
)
from forum.ideas.commands.paper import Sheets, confirm_paper, correct_paper, enter_paper, remind_of_lists
from forum.ideas.commands.redacting import lock_idea, redact_idea, unredact_idea
from forum.ideas.commands.sending import HELD_PLACES, send_idea
from forum.ideas.commands.solution import ReferenceLine, describe_solution
from forum.ideas.commands.splitting import retire_idea, split_idea
from forum.ideas.commands.steps import (
    advance,
    close_missed_deadlines,
    step_problem,
    withdraw_idea,
)
from forum.ideas.commands.support import decline_merge, support, withdraw_support
from forum.ideas.commands.twins import dismiss_twins, find_twins
from forum.ideas.commands.units import entrust, rename_unit
from forum.ideas.commands.writing import Content, discard_draft, edit, release_idea, save_draft, submit

__all__ = [
    "HELD_PLACES",
    "Answer",
    "Content",
    "ReferenceLine",
    "Sheets",
    "Station",
    "accept_invitation",
    "add_addendum",
    "add_minority_vote",
    "add_note",
    "add_recommendation",
    "advance",
    "begin_idea",
    "blank_decision",
    "blank_minority_vote",
    "blank_recommendation",
    "capture_idea",
    "claim_begun_idea",
    "claim_idea",
    "close_missed_deadlines",
    "confirm_goals",
    "confirm_paper",
    "correct_paper",
    "decline_invitation",
    "decline_merge",
    "describe_solution",
    "discard_draft",
    "dismiss_twins",
    "edit",
    "enter_paper",
    "enter_station",
    "entrust",
    "find_twins",
    "forget_begun_ideas",
    "hide_idea",
    "import_idea",
    "import_problems",
    "invite_co_author",
    "issue_code",
    "leave_idea",
    "lock_idea",
    "mark_of_facts",
    "merge_ideas",
    "note_answer",
    "note_decision",
    "note_dossier",
    "note_project",
    "pause_clock",
    "redact_idea",
    "release_idea",
    "remap_goals",
    "remind_of_deadlines",
    "remind_of_lists",
    "remove_support",
    "rename_unit",
    "restore_idea",
    "resume_clock",
    "retire_idea",
    "reword_recommendation",
    "save_draft",
    "send_idea",
    "show_minority_vote",
    "show_support",
    "sort_idea",
    "split_idea",
    "start_work",
    "step_problem",
    "submit",
    "support",
    "undo_merge",
    "unredact_idea",
    "withdraw_idea",
    "withdraw_invitation",
    "withdraw_support",
]
