"""Pages of ideas, cut by what people come for: reading, writing, and the work of the staff office."""

from forum.ideas.views import authors, capturing, council, merging, office, paper, reading, steps, writing

blueprints = [
    reading.blueprint,
    writing.blueprint,
    authors.blueprint,
    steps.blueprint,
    council.blueprint,
    merging.blueprint,
    office.blueprint,
    capturing.blueprint,
    paper.blueprint,
]

__all__ = ["blueprints"]
