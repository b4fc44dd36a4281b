"""Pages of discussions, cut by what people come for: reading, threads, posts, and what helps while writing."""

from forum.discussions.views import posts, reading, threads, writing

blueprints = [reading.blueprint, threads.blueprint, posts.blueprint, writing.blueprint]

__all__ = ["blueprints"]
