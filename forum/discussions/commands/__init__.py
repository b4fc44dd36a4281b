"""Changing discussions: spaces, threads, posts and reactions, and curation that moves what is there."""

from forum.discussions.commands.curation import merge_threads, move_posts, move_thread, split_thread, undo_move
from forum.discussions.commands.mentions import people_to_tell, shown
from forum.discussions.commands.posts import (
    Quoted,
    delete_post,
    edit_post,
    hide_post,
    publish_post,
    restore_post,
    why_closed,
)
from forum.discussions.commands.reactions import react, take_reaction_back
from forum.discussions.commands.reading import remember_reading
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
from forum.discussions.commands.threads import (
    Arrangement,
    arrange_thread,
    close_thread,
    mark_answer,
    open_idea_thread,
    reopen_thread,
    start_thread,
    summarise_thread,
    take_scheduled_steps,
)

__all__ = [
    "Arrangement",
    "Quoted",
    "SpacePlan",
    "apply_for",
    "archive_space",
    "arrange_spaces",
    "arrange_thread",
    "change_space",
    "close_thread",
    "decide_application",
    "delete_post",
    "edit_post",
    "hide_post",
    "let_in",
    "let_out",
    "mark_answer",
    "merge_threads",
    "move_posts",
    "move_thread",
    "open_idea_thread",
    "open_space",
    "people_to_tell",
    "publish_post",
    "react",
    "remember_reading",
    "reopen_space",
    "reopen_thread",
    "restore_post",
    "shown",
    "split_thread",
    "start_thread",
    "summarise_thread",
    "take_reaction_back",
    "take_scheduled_steps",
    "undo_move",
    "why_closed",
]
