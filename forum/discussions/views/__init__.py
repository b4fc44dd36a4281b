"""Pages of discussions, cut by what people come for: reading, spaces, threads, and posts."""

from forum.discussions.views import posts, reading, spaces, threads

blueprints = [reading.blueprint, spaces.blueprint, threads.blueprint, posts.blueprint]

__all__ = ["blueprints"]
