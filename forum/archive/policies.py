"""Who may take packages for the archive."""

from forum.core.permissions import allow, is_staff

RULES = [
    # The Stabsstelle keeps the records and offers them to the archive.
    allow("archive.take", [is_staff]),
]
