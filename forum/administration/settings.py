"""The settings of the running application: value, where it comes from, and what it means; secrets stay secret."""

import inspect
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

import config.default
from config.check import impossible, problems
from forum.core.i18n import lazy
from forum.core.permissions import Actor, require

# Texts under such a name are never shown; numbers and yes/no are no secrets.
_SECRET = re.compile("SECRET|PASSWORD|TOKEN|KEY|CREDENTIAL|OIDC")
SOURCES = {
    "default": lazy("Vorgabe"),
    "environment": lazy("Umgebung"),
    "start": lazy("beim Start bestimmt"),
}


@dataclass(frozen=True)
class Setting:
    """One setting as the page shows it."""

    name: str
    value: str
    is_secret: bool
    source: str
    meaning: str

    @property
    def variable(self) -> str:
        """The name in the environment."""
        return f"FORUM_{self.name}"

    @property
    def source_label(self) -> Any:
        """Where the value comes from, in the reader's language."""
        return SOURCES[self.source]


def settings(viewer: Actor) -> Sequence[Setting]:
    """Return every setting in the order of ``config/default.py``."""
    require(viewer, "settings.read")
    defaults = {name: value for name, value in vars(config.default).items() if name.isupper()}
    return [_setting(name, default, current_app.config[name]) for name, default in defaults.items()]


def _setting(name: str, default: Any, value: Any) -> Setting:
    source = "environment" if f"FORUM_{name}" in os.environ else "default" if value == default else "start"
    is_secret = bool(_SECRET.search(name)) and not isinstance(value, bool | int | float)
    return Setting(name, "" if is_secret else shown(value), is_secret and bool(value), source, meanings().get(name, ""))


def shown(value: Any) -> str:
    """Return a value as text, without who signs in where it is an address of a service."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    text = str(value)
    if "://" not in text or "@" not in text:
        return text
    parts = urlsplit(text)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


@cache
def meanings() -> Mapping[str, str]:
    """Return the lines of meaning above each setting; settings without one share that of the setting before."""
    found: dict[str, str] = {}
    said: list[str] = []
    ended = True
    for line in inspect.getsource(config.default).splitlines():
        if line.startswith("#"):
            said = [line.removeprefix("#").strip()] if ended else [*said, line.removeprefix("#").strip()]
            ended = False
        elif setting := re.match("([A-Z][A-Z0-9_]*)(: [^=]+)? = ", line):
            found[setting[1]] = " ".join(said)
            ended = True
    return found


def complaints(viewer: Actor) -> Sequence[str]:
    """Return what nobody can mean, and what production would refuse to start with."""
    require(viewer, "settings.read")
    return [*impossible(current_app.config), *problems(current_app.config)]
