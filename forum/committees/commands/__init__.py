"""Changing committees: founding and ending them, calling and appointing members, keeping seats, rules and interests."""

from forum.committees.commands.acts import dissolve, rename, resume, suspend
from forum.committees.commands.board import confirm_entry, drop_entry, propose_applicant, propose_for_board
from forum.committees.commands.calls import accept, apply, end_call, name_somebody, open_call, turn_down, withdraw
from forum.committees.commands.founding import Frame, approve, decline, found, propose
from forum.committees.commands.interests import declare_tie, end_recusal, end_tie, keep_recusal
from forum.committees.commands.members import Appointment, appoint, end_membership, remind_of_terms
from forum.committees.commands.procedure import Procedure, set_rules
from forum.committees.commands.seats import add_seat, remove_seat

__all__ = [
    "Appointment",
    "Frame",
    "Procedure",
    "accept",
    "add_seat",
    "apply",
    "appoint",
    "approve",
    "confirm_entry",
    "declare_tie",
    "decline",
    "dissolve",
    "drop_entry",
    "end_call",
    "end_membership",
    "end_recusal",
    "end_tie",
    "found",
    "keep_recusal",
    "name_somebody",
    "open_call",
    "propose",
    "propose_applicant",
    "propose_for_board",
    "remind_of_terms",
    "remove_seat",
    "rename",
    "resume",
    "set_rules",
    "suspend",
    "turn_down",
    "withdraw",
]
