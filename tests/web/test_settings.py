"""What the forum refuses to start with: a table over all settings (E-32)."""

from pathlib import Path
from typing import Any

import pytest

import config.default
from config.check import impossible, problems
from forum import create_app
from forum.app import UnsafeSettings
from forum.web.limits import limiter

DEFAULTS = {name: value for name, value in vars(config.default).items() if name.isupper()}
SAFE = DEFAULTS | {
    "MODE": "production",
    "SECRET_KEY": "Za7-kq0Rw3_xV9hT2mLc5pJd8sFb1nGy",
    "HTTPS": True,
    "BASE_URL": "https://forum.example.org",
    "TRUSTED_PROXIES": 1,
    "MAIL_SERVER": "mail.example.org",
    "MAIL_FROM": "forum@example.org",
    "CONTACT_AUTHORITIES": "recht@example.org",
    "CONTACT_USERS": "hilfe@example.org",
    "CONTACT_OFFLINE": "Bürgerbüro Mitte, Platz der Deutschen Einheit 1",
    "IMPRINT": "Stadt",
    "DATA_CONTROLLER": "Stadt",
    "DATA_PROTECTION_OFFICER": "datenschutz@example.org",
}
EMPTY = ["", "  "]
# What production refuses, by setting; numbers below zero are refused for each besides.
REFUSED: dict[str, list[Any]] = {
    "MODE": [
        "Production",
        "PRODUCTION",
        "prod",
        "produktion",
        "production ",
        " production",
        "live",
        "Demo",
        "test",
        "",
    ],
    "SECRET_KEY": ["", "short", "a" * 40, "abcdefg" * 6, " " * 40],
    "HTTPS": [False],
    "BASE_URL": [
        "",
        "http://forum.example.org",
        "forum.example.org",
        "https://",
        "https://forum.example.org/forum",
        "https://forum.example.org?x=1",
        "https://forum.example.org/#x",
        "https://user@forum.example.org",
        "https://Forum.example.org",
        "https://forum.example.org:443",
        "https://forum.example.org:port",
        "https://*",
        "https://bürgerforum.example",
    ],
    "TRUSTED_PROXIES": [0, 4],
    "SOCKET_ORIGINS": ["*", "https://*", "http://other.example.org", "other.example.org", "https://a.example.org *"],
    "SECOND_FACTOR_ROLES": ["", "  ", "moderator, staff", "*"],
    "ASSURANCE": [["idea.fly=resident"]],
    "CLOCK_DAYS": [["nonsense=3"]],
    "OIDC_FILE": ["/nowhere.toml"],
    "ASYNC_MODE": ["", "eventlet", "Threading"],
    "RATE_LIMITS": [False],
    "MAIL_SERVER": EMPTY,
    "MAIL_PORT": [0, 70_000],
    "MAIL_SECURITY": ["none", "startls", "STARTTLS", "ssl", ""],
    "MAIL_CA": ["/nowhere.pem", __file__],
    "MAIL_FROM": ["", "Smart City-Forum", "forum@localhost"],
    "CONTACT_AUTHORITIES": EMPTY,
    "CONTACT_USERS": EMPTY,
    "CONTACT_LANGUAGES": EMPTY,
    "CONTACT_OFFLINE": EMPTY,
    "IMPRINT": EMPTY,
    "DATA_CONTROLLER": EMPTY,
    "DATA_PROTECTION_OFFICER": EMPTY,
    "DATA_PROTECTION_AUTHORITY": EMPTY,
    "SCREEN_FIRST_TEXTS": ["on", ""],
    "SCREEN_LINKS": ["no"],
    "SCREEN_FILES": ["Hold"],
    "SCREEN_TOO_FAST": ["hold "],
    "SCREEN_REPEATED": ["true"],
    "SCREEN_MASS": [""],
}
# Any value of these is as safe as another, or refused elsewhere: places, services and words of the city.
FREE = """
    INSTANCE DATABASE_URL REDIS_URL SEARCH_ENGINE SOCKETS EMBEDDED_WORKER MAIL_USERNAME MAIL_PASSWORD
    POST_LANGUAGES CLOCK_ESCALATION_TO SECRET_VOTES_REVIEWED SECRET_VOTES_REMOTE DATA_PROCESSORS OWN_STATIC
    MATURITY_FILE ACCESSIBILITY_FILE STRATEGY_FILE DISTRICTS_FILE
""".split()
NUMBERS = {name for name, value in DEFAULTS.items() if type(value) is int}
CASES = [(name, value) for name, values in REFUSED.items() for value in values] + [
    (name, -1) for name in sorted(NUMBERS)
]


def test_every_setting_is_in_the_table() -> None:
    """E-32: a new setting says which of its values are unsafe."""
    assert sorted({*REFUSED, *FREE} | NUMBERS) == sorted(DEFAULTS)
    assert not {*REFUSED} & {*FREE}


@pytest.mark.parametrize(("name", "value"), CASES)
def test_production_refuses_unsafe_settings(tmp_path: Path, name: str, value: Any) -> None:
    """E-32, I-09: one at a time, beside safe ones; no start, and a sentence that names it."""
    with pytest.raises(UnsafeSettings, match=f"FORUM_{name}") as refusal:
        create_app({**SAFE, "INSTANCE": str(tmp_path), name: value})
    assert str(refusal.value).count("FORUM_") == str(refusal.value).count(f"FORUM_{name}"), refusal.value


@pytest.mark.parametrize("name", ["TESTING", "DEBUG"])
def test_production_is_no_place_to_try_things(tmp_path: Path, name: str) -> None:
    """E-32."""
    with pytest.raises(UnsafeSettings, match="must be off"):
        create_app({**SAFE, "INSTANCE": str(tmp_path), name: True})


def test_production_starts_with_safe_settings(tmp_path: Path) -> None:
    assert impossible(SAFE) + problems(SAFE) == []
    assert problems({**SAFE, "MAIL_SERVER": "localhost", "MAIL_SECURITY": "none"}) == []
    app = create_app({**SAFE, "INSTANCE": str(tmp_path)})
    limiter.enabled = False
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-forum"
    app.extensions["search"].close()


@pytest.mark.parametrize(
    ("name", "given"), [("RATE_LIMITS", "onn"), ("HTTPS", "ja!"), ("TRUSTED_PROXIES", "one"), ("SOCKETS", "2")]
)
def test_a_mistyped_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    """E-32: in every mode; it never quietly means no."""
    monkeypatch.setenv(f"FORUM_{name}", given)
    with pytest.raises(UnsafeSettings, match=f"FORUM_{name}"):
        create_app({"INSTANCE": str(tmp_path)})
