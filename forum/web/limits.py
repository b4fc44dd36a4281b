"""How often a person or an address may do a kind of thing (E-28); commands know nothing of it."""

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from forum.core.clock import now
from forum.core.errors import TooOften
from forum.core.i18n import _
from forum.web.security import viewer


def caller() -> str:
    """Return by whom attempts are counted: the person, or the shortened address of a visitor (P-11)."""
    number = viewer().person_id
    return f"person:{number}" if number is not None else f"address:{shortened_address()}"


def shortened_address() -> str:
    """Return the caller's network: the address without its last part (/24, /48)."""
    address = get_remote_address() or ""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return ".".join(address.split(".")[:3])


def address_and_account() -> str:
    """Return the key for attempts to sign in: who tries, and at which account (I-13)."""
    return f"{shortened_address()}|{request.form.get('email', '').strip().casefold()[:254]}"


def _refuse(limit: RequestLimit) -> Any:
    wait = max(1, int(limit.reset_at - now().timestamp()))
    minutes = -(-wait // 60)
    raise TooOften(
        _("Bitte warten Sie noch %(minutes)d Minuten und versuchen Sie es dann noch einmal.", minutes=minutes)
        if minutes > 1
        else _("Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."),
        retry_after=wait,
    )


limiter = Limiter(key_func=caller, strategy="moving-window", on_breach=_refuse)

# The table of limits, by class of route.
WRITING = limiter.shared_limit("60 per 10 minutes", scope="writing", methods=["POST", "PUT", "DELETE"])
# A page saves every few seconds while somebody types; this is no writing that others see.
DRAFTING = limiter.shared_limit("300 per 10 minutes", scope="drafting", methods=["POST"])
# A live preview asks at each pause of typing.
PREVIEWING = limiter.shared_limit("240 per 10 minutes", scope="previewing", methods=["POST"])
# An editor asks whom a name could mean at each pause of typing it.
COMPLETING = limiter.limit("120 per 10 minutes")
# A page says every few seconds what was read while somebody reads.
READING = limiter.shared_limit("300 per 10 minutes", scope="reading", methods=["POST"])
# A chair leads a lively session with many small steps.
IN_SESSION = limiter.shared_limit("600 per 10 minutes", scope="session", methods=["POST"])
REGISTERING = limiter.limit("10 per hour", methods=["POST"])
SIGNING_IN = limiter.limit("5 per 10 minutes", key_func=address_and_account, methods=["POST"])
# Nobody finds a one-time code by trying.
CLAIMING = limiter.limit("10 per hour", methods=["POST"])
SEARCHING = limiter.limit("60 per 10 minutes")
# Making a PDF takes a second of a processor.
PRINTING = limiter.limit("60 per 10 minutes")
NOTIFYING = limiter.limit("10 per hour", methods=["POST"])


def init_app(app: Flask) -> None:
    """Count in Redis where one is configured, else in this process."""
    app.config["RATELIMIT_STORAGE_URI"] = app.config["REDIS_URL"] or "memory://"
    app.config["RATELIMIT_ENABLED"] = app.config["RATE_LIMITS"]
    limiter.init_app(app)
