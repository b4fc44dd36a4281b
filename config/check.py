"""Refuses settings that nobody can mean, and a production start with those that would endanger the site (E-32).

What cannot be understood is refused rather than passed over: a mistyped word must never mean "without protection".
"""

import re
from collections.abc import Mapping
from ssl import create_default_context
from typing import Any
from urllib.parse import urlsplit

import config.default

MODES = ("demo", "production")
SHORTEST_SECRET = 32
# So many different signs a secret has at least; one sign forty times is no secret.
SECRET_VARIETY = 8
EFFECTS = ("off", "label", "hold")
# What settings may say that know a few words only.
WORDS = {
    "MODE": MODES,
    "ASYNC_MODE": ("threading", "gevent"),
    "MAIL_SECURITY": ("starttls", "tls", "none"),
    "SCREEN_FIRST_TEXTS": EFFECTS,
    "SCREEN_LINKS": EFFECTS,
    "SCREEN_FILES": EFFECTS,
    "SCREEN_TOO_FAST": EFFECTS,
    "SCREEN_REPEATED": EFFECTS,
    "SCREEN_MASS": EFFECTS,
}
AT_LEAST_ONE = (
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
    "MAIL_PORT",
    "POSTS_PER_PAGE",
)
AT_MOST = {"SCREEN_FIRST_TEXTS_COUNT": 20, "DIGEST_HOUR": 23, "MODERATION_SUMMARY_HOUR": 23, "MAIL_PORT": 65_535}
SAME_MACHINE = ("localhost", "127.0.0.1", "::1")
# What must be said before the site is public, and why.
NEEDED = {
    "MAIL_SERVER": "must be set: accounts are confirmed by mail.",
    "CONTACT_AUTHORITIES": "must name the contact point for authorities.",
    "CONTACT_USERS": "must name the contact point for users.",
    "CONTACT_LANGUAGES": "must name the languages of contact.",
    "DATA_CONTROLLER": "must name who answers for the data.",
    "DATA_PROTECTION_OFFICER": "must say how to reach the data protection officer.",
    "DATA_PROTECTION_AUTHORITY": "must say where people complain.",
    "CONTACT_OFFLINE": "must say how people take part without internet.",
    "IMPRINT": "must name who is responsible.",
}
_ROLE_WORD = re.compile("[a-z_]+")


def impossible(settings: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each setting that nobody can mean, whatever the mode."""
    wrong = [
        f"FORUM_{name} must be one of: {', '.join(words)}."
        for name, words in WORDS.items()
        if settings[name] not in words
    ]
    wrong += [f"FORUM_{name} must be at least 1." for name in AT_LEAST_ONE if int(settings[name]) < 1]
    wrong += [f"FORUM_{name} must be at most {most}." for name, most in AT_MOST.items() if int(settings[name]) > most]
    wrong += [f"FORUM_{name} must not be negative." for name in _numbers() if int(settings[name]) < 0]
    if settings["MAIL_CA"] and not _has_certificates(settings["MAIL_CA"]):
        wrong.append("FORUM_MAIL_CA must be a file with certificates (PEM).")
    if settings["BASE_URL"] and not is_origin(settings["BASE_URL"]):
        wrong.append("FORUM_BASE_URL must be like https://forum.example.org: small letters (or xn--…), no path.")
    if not all(is_origin(origin) for origin in str(settings["SOCKET_ORIGINS"]).split()):
        wrong.append("FORUM_SOCKET_ORIGINS must be addresses like https://forum.example.org; * is none.")
    if not all(_ROLE_WORD.fullmatch(word) for word in str(settings["SECOND_FACTOR_ROLES"]).split()):
        wrong.append("FORUM_SECOND_FACTOR_ROLES must be parts of role words with blanks between them.")
    return wrong


def problems(settings: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each setting that must not be used in production; an empty list means go."""
    wrong = [f"FORUM_{name} {what}" for name, what in NEEDED.items() if not str(settings[name]).strip()]
    secret, proxies = str(settings["SECRET_KEY"]), int(settings["TRUSTED_PROXIES"])
    sender = str(settings["MAIL_FROM"])
    checks = [
        (len(secret.strip()) < SHORTEST_SECRET, "FORUM_SECRET_KEY must be set, at least 32 characters long."),
        (len(set(secret)) < SECRET_VARIETY, "FORUM_SECRET_KEY must be random, not the same signs again and again."),
        (not settings["HTTPS"], "FORUM_HTTPS must be on: cookies are only safe over HTTPS."),
        (not _is_safe(settings["BASE_URL"]), "FORUM_BASE_URL must be the https:// address of the site."),
        (bool(settings.get("DEBUG")), "Debug mode must be off."),
        (bool(settings.get("TESTING")), "Testing mode must be off."),
        (not settings["RATE_LIMITS"], "FORUM_RATE_LIMITS must be on: passwords could be guessed."),
        (
            not str(settings["SECOND_FACTOR_ROLES"]).split(),
            "FORUM_SECOND_FACTOR_ROLES must name the roles that need a second factor.",
        ),
        ("@" not in sender or "localhost" in sender, "FORUM_MAIL_FROM must be an address of the city."),
        (
            settings["MAIL_SECURITY"] == "none" and settings["MAIL_SERVER"] not in SAME_MACHINE,
            "FORUM_MAIL_SECURITY must be starttls or tls: letters hold links that open accounts.",
        ),
        (
            not all(_is_safe(origin) for origin in str(settings["SOCKET_ORIGINS"]).split()),
            "FORUM_SOCKET_ORIGINS must be https:// addresses.",
        ),
        (
            proxies < 1,
            "FORUM_TRUSTED_PROXIES must count the proxies in front: without it all people share the address of one.",
        ),
        (proxies > 3, "FORUM_TRUSTED_PROXIES is implausible."),
    ]
    return wrong + [sentence for is_wrong, sentence in checks if is_wrong]


def is_origin(address: Any) -> bool:
    """Tell whether an address is scheme and host as browsers write them in ``Origin``, with at most a slash behind."""
    try:
        parts = urlsplit(str(address))
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        if usual is None or not parts.hostname or parts.port == usual:
            return False
    except ValueError:
        return False
    whole = f"{parts.scheme}://{parts.netloc}"
    return str(address) in {whole, f"{whole}/"} and bool(re.fullmatch(r"[a-z0-9_.:\[\]-]+", parts.netloc))


def _has_certificates(path: Any) -> bool:
    try:
        return bool(create_default_context(cafile=str(path)).cert_store_stats()["x509_ca"])
    except OSError:
        return False


def _is_safe(address: Any) -> bool:
    return str(address).startswith("https://")


def _numbers() -> list[str]:
    """Return the settings that are numbers; none of them has a meaning below zero."""
    return [name for name, value in vars(config.default).items() if name.isupper() and type(value) is int]
