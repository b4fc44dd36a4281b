"""Pages on which the strategy is kept; the page that shows it lies in ``forum.pages``, which knows what came of it."""

from forum.strategy.views import goals, offices

blueprints = [goals.blueprint, offices.blueprint]

__all__ = ["blueprints"]
