"""Changing committees: founding and ending them, appointing members, keeping seats."""

from forum.committees.commands.founding import approve, decline, dissolve, found, propose
from forum.committees.commands.members import appoint, end_membership
from forum.committees.commands.seats import add_seat, remove_seat

__all__ = [
    "add_seat",
    "appoint",
    "approve",
    "decline",
    "dissolve",
    "end_membership",
    "found",
    "propose",
    "remove_seat",
]
