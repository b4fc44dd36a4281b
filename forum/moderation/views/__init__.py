"""Pages of the moderation: reporting and deciding, complaints about decisions, and what everybody may know."""

from forum.moderation.views import (
    appointing,
    cases,
    complaints,
    handling,
    notices,
    queue,
    standing,
    transparency,
    waiting,
    watching,
)

# The pages of notices belong to the blueprint of cases.
blueprints = [
    cases.blueprint,
    queue.blueprint,
    handling.blueprint,
    complaints.blueprint,
    transparency.blueprint,
    waiting.blueprint,
    watching.blueprint,
    appointing.blueprint,
    standing.blueprint,
    standing.misuses,
]

__all__ = ["blueprints", "notices"]
