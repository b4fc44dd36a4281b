"""Who may do what with projects."""

from forum.core.permissions import allow, is_staff

RULES = [
    # The Stabsstelle keeps the projects.
    allow("project.manage", [is_staff]),
]
