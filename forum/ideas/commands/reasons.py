"""The public reason that goes with what the Stabsstelle does to ideas."""

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.core.text import clean_text

LEAST_REASON = 10


def public_reason(words: str) -> str:
    """Return the reason as it is kept. Raises Invalid when it is too short to say anything."""
    words = clean_text(words)
    if len(words) < LEAST_REASON:
        raise Invalid(fields={"reason": [too_short()]})
    return words


def too_short() -> str:
    """Return the sentence for a reason that says nothing."""
    return _("Bitte begründen Sie den Schritt in mindestens %(least)d Zeichen.", least=LEAST_REASON)
