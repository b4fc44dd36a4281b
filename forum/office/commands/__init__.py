"""Changing what the staff office keeps: who works on what, notes, answers, texts, views, and many ideas at once."""

from forum.office.commands.answers import (
    Words,
    change_answer,
    discard_answer,
    publish_due_answers,
    release_answers,
    send_back,
    write_answer,
)
from forum.office.commands.assigning import claim, hand_over, note, release
from forum.office.commands.blocks import change_block, put_block_away, write_block
from forum.office.commands.bulk import Act, Plan, effects, treat_ideas
from forum.office.commands.outcomes import Effect
from forum.office.commands.sponsoring import note_review, sponsor
from forum.office.commands.views import remove_view, save_view

__all__ = [
    "Act",
    "Effect",
    "Plan",
    "Words",
    "change_answer",
    "change_block",
    "claim",
    "discard_answer",
    "effects",
    "hand_over",
    "note",
    "note_review",
    "publish_due_answers",
    "put_block_away",
    "release",
    "release_answers",
    "remove_view",
    "save_view",
    "send_back",
    "sponsor",
    "treat_ideas",
    "write_answer",
    "write_block",
]
