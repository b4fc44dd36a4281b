"""Changing discussions: spaces, the threads in them, the posts of these, and reactions to posts."""

from forum.discussions.commands.posts import Quoted, delete_post, edit_post, hide_post, publish_post, restore_post
from forum.discussions.commands.reactions import react, take_reaction_back
from forum.discussions.commands.reading import remember_reading
from forum.discussions.commands.spaces import let_in, open_space
from forum.discussions.commands.threads import close_thread, open_idea_thread, reopen_thread, start_thread

__all__ = [
    "Quoted",
    "close_thread",
    "delete_post",
    "edit_post",
    "hide_post",
    "let_in",
    "open_idea_thread",
    "open_space",
    "publish_post",
    "react",
    "remember_reading",
    "reopen_thread",
    "restore_post",
    "start_thread",
    "take_reaction_back",
]
