"""Reading discussions: spaces and threads, and the posts of a thread. The first argument is always the viewer."""

from forum.discussions.queries.history import Version, versions
from forum.discussions.queries.posts import (
    PostsPage,
    Reading,
    Sorting,
    Standing,
    View,
    above,
    branch,
    own_reactions,
    post,
    post_row,
    posts,
    posts_after,
    posts_in_time,
    standing,
)
from forum.discussions.queries.rows import Author, More, PostRow, Quote
from forum.discussions.queries.spaces import newest_threads, space, spaces, thread, threads

__all__ = [
    "Author",
    "More",
    "PostRow",
    "PostsPage",
    "Quote",
    "Reading",
    "Sorting",
    "Standing",
    "Version",
    "View",
    "above",
    "branch",
    "newest_threads",
    "own_reactions",
    "post",
    "post_row",
    "posts",
    "posts_after",
    "posts_in_time",
    "space",
    "spaces",
    "standing",
    "thread",
    "threads",
    "versions",
]
