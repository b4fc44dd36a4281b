"""Pages of ideas, cut by what people come for: reading, writing, taking steps, and taking all of it away as a file."""

from forum.ideas.views import (
    auditing,
    authors,
    beginning,
    capturing,
    council,
    exporting,
    goals,
    lineage,
    merging,
    paper,
    reading,
    solution,
    steps,
    twins,
    writing,
)

blueprints = [
    reading.blueprint,
    writing.blueprint,
    beginning.blueprint,
    authors.blueprint,
    steps.blueprint,
    council.blueprint,
    solution.blueprint,
    merging.blueprint,
    lineage.blueprint,
    goals.blueprint,
    exporting.blueprint,
    capturing.blueprint,
    auditing.blueprint,
    paper.blueprint,
    twins.blueprint,
]

__all__ = ["blueprints"]
