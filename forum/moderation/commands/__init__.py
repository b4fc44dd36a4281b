"""Changing cases: notices, decisions with a statement, complaints, and what moderators keep at their desk."""

from forum.moderation.commands.bulk import decide_many, undo_many
from forum.moderation.commands.cases import automation_in, dismiss, open_case_for, reason_told
from forum.moderation.commands.claims import claim, hand_over, release, renew
from forum.moderation.commands.complaints import (
    answer_complaint,
    complain,
    complain_of_inaction,
    complain_until,
    open_statement,
)
from forum.moderation.commands.disputes import close_dispute, record_dispute
from forum.moderation.commands.duty import sum_up_queue
from forum.moderation.commands.ending import end_due_measures
from forum.moderation.commands.measures import (
    Decision,
    hide,
    next_step,
    possible_to,
    take_measure,
    warned_at,
)
from forum.moderation.commands.misuse import counts_of, lift_misuse, suspend_for_misuse, warn_of_misuse
from forum.moderation.commands.naming import check_naming, name_notifier
from forum.moderation.commands.notes import add_note
from forum.moderation.commands.notices import Receipt, file_notice
from forum.moderation.commands.publishing import publish_report, remind_of_report
from forum.moderation.commands.queueviews import remove_view, save_view
from forum.moderation.commands.reasons import end_reason, save_reason
from forum.moderation.commands.redoing import taken_back_last
from forum.moderation.commands.reverting import restore, to_take_back
from forum.moderation.commands.sweeping import decide_swept, fall_with_account
from forum.moderation.commands.undoing import can_be_undone, may_undo, undo, undoes_own
from forum.moderation.commands.withdrawing import withdraw_by_link, withdraw_notice

__all__ = [
    "Decision",
    "Receipt",
    "add_note",
    "answer_complaint",
    "automation_in",
    "can_be_undone",
    "check_naming",
    "claim",
    "close_dispute",
    "complain",
    "complain_of_inaction",
    "complain_until",
    "counts_of",
    "decide_many",
    "decide_swept",
    "dismiss",
    "end_due_measures",
    "end_reason",
    "fall_with_account",
    "file_notice",
    "hand_over",
    "hide",
    "lift_misuse",
    "may_undo",
    "name_notifier",
    "next_step",
    "open_case_for",
    "open_statement",
    "possible_to",
    "publish_report",
    "reason_told",
    "record_dispute",
    "release",
    "remind_of_report",
    "remove_view",
    "renew",
    "restore",
    "save_reason",
    "save_view",
    "sum_up_queue",
    "suspend_for_misuse",
    "take_measure",
    "taken_back_last",
    "to_take_back",
    "undo",
    "undo_many",
    "undoes_own",
    "warn_of_misuse",
    "warned_at",
    "withdraw_by_link",
    "withdraw_notice",
]
