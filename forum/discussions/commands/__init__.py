"""Changing discussions: spaces, the threads in them, and the posts of these."""

from forum.discussions.commands.posts import delete_post, edit_post, hide_post, publish_post, restore_post
from forum.discussions.commands.spaces import let_in, open_space
from forum.discussions.commands.threads import close_thread, open_idea_thread, reopen_thread, start_thread

__all__ = [
    "close_thread",
    "delete_post",
    "edit_post",
    "hide_post",
    "let_in",
    "open_idea_thread",
    "open_space",
    "publish_post",
    "reopen_thread",
    "restore_post",
    "start_thread",
]
