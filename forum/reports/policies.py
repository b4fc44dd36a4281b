"""Who may publish reports; everybody reads them."""

from forum.core.permissions import allow, is_staff

RULES = [
    # The Stabsstelle publishes reports for the council and the public.
    allow("report.publish", [is_staff]),
]
