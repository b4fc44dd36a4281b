"""The pages of projects: reading, keeping, measuring, feeds, and what became of a space's inputs."""

from forum.projects.views import feeds, keeping, measuring, outcomes, reading, steps

blueprints = [
    reading.blueprint,
    keeping.blueprint,
    steps.blueprint,
    measuring.blueprint,
    feeds.blueprint,
    outcomes.blueprint,
]
