"""Pages of ideas, cut by what people come for: reading, writing, taking steps, and taking all of it away as a file."""

from forum.ideas.views import authors, capturing, council, exporting, lineage, merging, paper, reading, steps, writing

blueprints = [
    reading.blueprint,
    writing.blueprint,
    authors.blueprint,
    steps.blueprint,
    council.blueprint,
    merging.blueprint,
    lineage.blueprint,
    exporting.blueprint,
    capturing.blueprint,
    paper.blueprint,
]

__all__ = ["blueprints"]
