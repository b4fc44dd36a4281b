"""Refuses a production start with settings that would endanger the site (E-32)."""

from collections.abc import Mapping
from typing import Any

SHORTEST_SECRET = 32


def problems(config: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each setting that must not be used in production; an empty list means go."""
    checks = [
        (len(config["SECRET_KEY"]) < SHORTEST_SECRET, "FORUM_SECRET_KEY must be set, at least 32 characters long."),
        (not config["HTTPS"], "FORUM_HTTPS must be on: cookies are only safe over HTTPS."),
        (
            not str(config["BASE_URL"]).startswith("https://"),
            "FORUM_BASE_URL must be the https:// address of the site.",
        ),
        (bool(config.get("DEBUG")), "Debug mode must be off."),
        (not config["MAIL_SERVER"], "FORUM_MAIL_SERVER must be set: accounts are confirmed by mail."),
        ("localhost" in config["MAIL_FROM"], "FORUM_MAIL_FROM must be an address of the city."),
        (not config["CONTACT_AUTHORITIES"], "FORUM_CONTACT_AUTHORITIES must name the contact point for authorities."),
        (not config["CONTACT_USERS"], "FORUM_CONTACT_USERS must name the contact point for users."),
        (
            not str(config["CONTACT_OFFLINE"]).strip(),
            "FORUM_CONTACT_OFFLINE must say how people take part without internet.",
        ),
        (not config["IMPRINT"], "FORUM_IMPRINT must name who is responsible."),
        (config["ASYNC_MODE"] not in {"threading", "gevent"}, "FORUM_ASYNC_MODE must be threading or gevent."),
        (int(config["TRUSTED_PROXIES"]) > 3, "FORUM_TRUSTED_PROXIES is implausible."),
    ]
    return [sentence for wrong, sentence in checks if wrong]
