"""Pages of discussions, cut by what people come for: reading, threads, and posts."""

from forum.discussions.views import posts, reading, threads

blueprints = [reading.blueprint, threads.blueprint, posts.blueprint]

__all__ = ["blueprints"]
