"""Changing discussions: spaces, threads, posts and reactions, and curation that moves what is there."""

from forum.discussions.commands.bookmarks import bookmark, take_bookmark_back
from forum.discussions.commands.brakes import brake_space, brake_thread, release_space, release_thread, why_braked
from forum.discussions.commands.branches import check_branch, close_branch, reopen_branch
from forum.discussions.commands.bulk import Act, Outcome, Treatment, treat_threads
from forum.discussions.commands.changing import delete_post, edit_post, hide_post, restore_post
from forum.discussions.commands.curation import merge_threads, move_posts, move_thread, split_thread
from forum.discussions.commands.locks import lock_thread_of
from forum.discussions.commands.mentions import people_to_tell, shown
from forum.discussions.commands.posts import Quoted, publish_post, why_closed
from forum.discussions.commands.processes import CallPlan, ProcessPlan, arrange_process
from forum.discussions.commands.reactions import react, take_reaction_back
from forum.discussions.commands.reading import (
    MOST_SHOWN,
    forget_old_marks,
    mark_posts_read,
    mark_space_read,
    mark_thread_read,
    remember_reading,
)
from forum.discussions.commands.redacting import redact_post, unredact_post
from forum.discussions.commands.restraining import lock_thread_row, restrain_thread
from forum.discussions.commands.revisions import hide_revision, restore_revision
from forum.discussions.commands.sending import HELD_PLACES, published_by, send_post, send_thread
from forum.discussions.commands.spaces import (
    SpacePlan,
    apply_for,
    archive_space,
    arrange_spaces,
    change_space,
    decide_application,
    let_in,
    let_out,
    open_space,
    reopen_space,
)
from forum.discussions.commands.summaries import ask_for_correction, summarise_thread
from forum.discussions.commands.sweeps import (
    covered_by_sweep,
    go_on_sweeping,
    hide_posts_of,
    posts_to_hide,
    restore_posts_of,
    words_to_hide,
)
from forum.discussions.commands.threads import (
    Arrangement,
    archive_thread,
    arrange_thread,
    arrangement_of,
    check_thread,
    close_thread,
    mark_answer,
    open_idea_thread,
    pin_thread,
    reopen_thread,
    start_thread,
    take_scheduled_steps,
)
from forum.discussions.commands.titles import hidden_title, hide_title, restore_title
from forum.discussions.commands.undoing import undo_move
from forum.discussions.commands.waiting import held_around

__all__ = [
    "HELD_PLACES",
    "MOST_SHOWN",
    "Act",
    "Arrangement",
    "CallPlan",
    "Outcome",
    "ProcessPlan",
    "Quoted",
    "SpacePlan",
    "Treatment",
    "apply_for",
    "archive_space",
    "archive_thread",
    "arrange_process",
    "arrange_spaces",
    "arrange_thread",
    "arrangement_of",
    "ask_for_correction",
    "bookmark",
    "brake_space",
    "brake_thread",
    "change_space",
    "check_branch",
    "check_thread",
    "close_branch",
    "close_thread",
    "covered_by_sweep",
    "decide_application",
    "delete_post",
    "edit_post",
    "forget_old_marks",
    "go_on_sweeping",
    "held_around",
    "hidden_title",
    "hide_post",
    "hide_posts_of",
    "hide_revision",
    "hide_title",
    "let_in",
    "let_out",
    "lock_thread_of",
    "lock_thread_row",
    "mark_answer",
    "mark_posts_read",
    "mark_space_read",
    "mark_thread_read",
    "merge_threads",
    "move_posts",
    "move_thread",
    "open_idea_thread",
    "open_space",
    "people_to_tell",
    "pin_thread",
    "posts_to_hide",
    "publish_post",
    "published_by",
    "react",
    "redact_post",
    "release_space",
    "release_thread",
    "remember_reading",
    "reopen_branch",
    "reopen_space",
    "reopen_thread",
    "restore_post",
    "restore_posts_of",
    "restore_revision",
    "restore_title",
    "restrain_thread",
    "send_post",
    "send_thread",
    "shown",
    "split_thread",
    "start_thread",
    "summarise_thread",
    "take_bookmark_back",
    "take_reaction_back",
    "take_scheduled_steps",
    "treat_threads",
    "undo_move",
    "unredact_post",
    "why_braked",
    "why_closed",
    "words_to_hide",
]
