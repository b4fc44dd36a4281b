"""Changing what the staff office keeps: who works on an idea, notes, views, and acts on many ideas at once."""

from forum.office.commands.assigning import claim, hand_over, note, release
from forum.office.commands.bulk import Act, Effect, Plan, effects, treat_ideas
from forum.office.commands.views import remove_view, save_view

__all__ = [
    "Act",
    "Effect",
    "Plan",
    "claim",
    "effects",
    "hand_over",
    "note",
    "release",
    "remove_view",
    "save_view",
    "treat_ideas",
]
