"""Pages of discussions, cut by what people come for: reading, how far one has come, spaces, threads, posts, curation."""

from forum.discussions.views import (
    bookmarks,
    bulk,
    curation,
    feeds,
    posts,
    progress,
    reading,
    spaces,
    summaries,
    threads,
    writing,
)

blueprints = [
    reading.blueprint,
    spaces.blueprint,
    threads.blueprint,
    summaries.blueprint,
    posts.blueprint,
    progress.blueprint,
    bookmarks.blueprint,
    feeds.blueprint,
    writing.blueprint,
    curation.blueprint,
    bulk.blueprint,
]

__all__ = ["blueprints"]
