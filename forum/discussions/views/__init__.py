"""Pages of discussions, cut by what people come for: reading, spaces, threads, posts, what helps while writing, curation."""

from forum.discussions.views import bulk, curation, posts, reading, spaces, threads, writing

blueprints = [
    reading.blueprint,
    spaces.blueprint,
    threads.blueprint,
    posts.blueprint,
    writing.blueprint,
    curation.blueprint,
    bulk.blueprint,
]

__all__ = ["blueprints"]
