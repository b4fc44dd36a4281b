"""Who may change the strategy."""

from forum.core.permissions import allow, is_staff

RULES = [
    # The Stabsstelle keeps the goals, and who holds which office.
    allow("strategy.edit", [is_staff]),
]
