"""Pages of discussions, cut by what people come for: reading, spaces, threads, posts, and curation."""

from forum.discussions.views import curation, posts, reading, spaces, threads

blueprints = [reading.blueprint, spaces.blueprint, threads.blueprint, posts.blueprint, curation.blueprint]

__all__ = ["blueprints"]
