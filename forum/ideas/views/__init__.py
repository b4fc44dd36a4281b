"""Pages of ideas, cut by what people come for: reading, writing, taking steps, and taking all of it away as a file."""

from forum.ideas.views import exporting, merging, reading, steps, writing

blueprints = [
    reading.blueprint,
    writing.blueprint,
    steps.blueprint,
    merging.blueprint,
    exporting.blueprint,
]

__all__ = ["blueprints"]
