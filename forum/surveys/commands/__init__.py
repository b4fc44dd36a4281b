"""What can be done with surveys, by topic."""

from forum.surveys.commands.answering import answer_survey
from forum.surveys.commands.arranging import (
    Plan,
    change_survey,
    discard_survey,
    draft_survey,
    extend_survey,
    publish_survey,
)
from forum.surveys.commands.ending import check_text, keep_time, withdraw_survey
from forum.surveys.commands.questions import Asked, add_question, change_question, move_question, remove_question

__all__ = [
    "Asked",
    "Plan",
    "add_question",
    "answer_survey",
    "change_question",
    "change_survey",
    "check_text",
    "discard_survey",
    "draft_survey",
    "extend_survey",
    "keep_time",
    "move_question",
    "publish_survey",
    "remove_question",
    "withdraw_survey",
]
