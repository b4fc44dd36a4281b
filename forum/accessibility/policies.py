"""Who may report barriers, answer, and enter reviews."""

from forum.core.permissions import allow, anyone, is_staff

RULES = [
    # A barrier may be the very reason why somebody has no account.
    allow("barrier.report", [anyone]),
    allow("barrier.answer", [is_staff]),
    allow("accessibility.review", [is_staff]),
]
