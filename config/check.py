"""Refuses a production start with settings that would endanger the site (E-32)."""

from collections.abc import Mapping
from typing import Any

SHORTEST_SECRET = 32


EFFECTS = ("off", "label", "hold")


def impossible(config: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each setting that nobody can mean, whatever the mode."""
    wrong = [
        f"FORUM_{name} must be one of: {', '.join(EFFECTS)}."
        for name in (
            "SCREEN_FIRST_TEXTS",
            "SCREEN_LINKS",
            "SCREEN_FILES",
            "SCREEN_TOO_FAST",
            "SCREEN_REPEATED",
            "SCREEN_MASS",
        )
        if config[name] not in EFFECTS
    ]
    at_least_one = (
        "SCREEN_FIRST_TEXTS_COUNT",
        "SCREEN_REPEAT_HOURS",
        "SCREEN_MASS_TEXTS",
        "SCREEN_MASS_MINUTES",
        "SCREEN_USUAL_HOURS",
        "TERMS_NOTICE_DAYS",
        "HOLD_REVIEW_DAYS",
        "SIGN_UPS_PER_HOUR",
        "CLAIM_CODE_DAYS",
        "MINIMUM_AGE",
        "DATABASE_CONNECTIONS",
    )
    wrong += [f"FORUM_{name} must be at least 1." for name in at_least_one if int(config[name]) < 1]
    if int(config["SCREEN_FIRST_TEXTS_COUNT"]) > 20:
        wrong.append("FORUM_SCREEN_FIRST_TEXTS_COUNT must be at most 20.")
    wrong += [
        f"FORUM_{name} must not be negative."
        for name in ("SCREEN_LINKS_FREE", "SCREEN_FASTEST_SECONDS")
        if int(config[name]) < 0
    ]
    return wrong


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
        (
            not str(config["CONTACT_AUTHORITIES"]).strip(),
            "FORUM_CONTACT_AUTHORITIES must name the contact point for authorities.",
        ),
        (not str(config["CONTACT_USERS"]).strip(), "FORUM_CONTACT_USERS must name the contact point for users."),
        (not str(config["CONTACT_LANGUAGES"]).strip(), "FORUM_CONTACT_LANGUAGES must name the languages of contact."),
        (
            not str(config["CONTACT_OFFLINE"]).strip(),
            "FORUM_CONTACT_OFFLINE must say how people take part without internet.",
        ),
        (not str(config["IMPRINT"]).strip(), "FORUM_IMPRINT must name who is responsible."),
        (config["ASYNC_MODE"] not in {"threading", "gevent"}, "FORUM_ASYNC_MODE must be threading or gevent."),
        (int(config["TRUSTED_PROXIES"]) > 3, "FORUM_TRUSTED_PROXIES is implausible."),
    ]
    return [sentence for wrong, sentence in checks if wrong]
