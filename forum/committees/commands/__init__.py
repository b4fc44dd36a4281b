"""Changing committees: founding and ending them, calling and appointing members, keeping seats, rules and interests."""

from forum.committees.commands.acts import dissolve, rename, resume, suspend
from forum.committees.commands.calls import accept, apply, end_call, name_somebody, open_call, turn_down, withdraw
from forum.committees.commands.founding import Frame, approve, decline, found, propose
from forum.committees.commands.interests import declare_tie, end_recusal, end_tie, keep_recusal
from forum.committees.commands.members import appoint, end_membership, remind_of_terms
from forum.committees.commands.procedure import Procedure, set_rules
from forum.committees.commands.seats import add_seat, remove_seat

__all__ = [
    "Frame",
    "Procedure",
    "accept",
    "add_seat",
    "apply",
    "appoint",
    "approve",
    "declare_tie",
    "decline",
    "dissolve",
    "end_call",
    "end_membership",
    "end_recusal",
    "end_tie",
    "found",
    "keep_recusal",
    "name_somebody",
    "open_call",
    "propose",
    "remind_of_terms",
    "remove_seat",
    "rename",
    "resume",
    "set_rules",
    "suspend",
    "turn_down",
    "withdraw",
]
