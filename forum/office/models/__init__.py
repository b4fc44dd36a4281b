"""The tables of the staff office."""

from forum.office.models.answers import AnswerDraft, DraftState
from forum.office.models.blocks import BlockKind, TextBlock, TextBlockVersion
from forum.office.models.files import Assignment, FileNote, NoteKind, Sponsorship
from forum.office.models.views import SavedView

__all__ = [
    "AnswerDraft",
    "Assignment",
    "BlockKind",
    "DraftState",
    "FileNote",
    "NoteKind",
    "SavedView",
    "Sponsorship",
    "TextBlock",
    "TextBlockVersion",
]
