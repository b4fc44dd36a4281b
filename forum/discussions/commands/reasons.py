"""The reason that goes with what moderation and Stabsstelle do to threads and posts, and that everybody reads."""

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.text import clean_line

REASON = (5, 250)


def public_reason(words: str) -> str:
    """Return the reason as it is kept. Raises Invalid when there is none."""
    words = clean_line(words)
    if len(words) < REASON[0]:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen Grund.")]})
    return words[: REASON[1]]
