"""The outer form of an encrypted ballot; what is inside the server cannot know (L-75).

Two halves of a key, each locked for one officer (RSA-OAEP with 3072 bits, 384 bytes each), 12 bytes for AES-GCM, and the
ballot, padded to 2,048 bytes, with its seal of 16. So all envelopes have one length.
"""

import base64
import binascii
from typing import Any

WRAPPED = 384
LENGTH = 2 * WRAPPED + 12 + 2048 + 16
# The public key of an officer: 3072 bits, as browsers export it (SPKI).
PUBLIC_KEY = 422


def is_envelope(text: Any) -> bool:
    """Tell whether this could be an encrypted ballot."""
    return _length(text) == LENGTH


def is_public_key(text: Any) -> bool:
    """Tell whether this could be the public key of an officer."""
    return _length(text) == PUBLIC_KEY


def _length(text: Any) -> int:
    if not isinstance(text, str) or len(text) > 2 * LENGTH:
        return 0
    try:
        return len(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return 0
