"""The sign-in services that the city has chosen, such as BundID through a broker: read from one file (I-01).

What a service tells of a person is more than the forum may know. Here stands which few of its claims are looked at: how
surely it knows the person, and whether the person lives here (I-04). All others are dropped unread.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from forum.core.errors import NotFound
from forum.core.i18n import lazy

# How surely somebody is known, from the least to the most (eIDAS).
LEVELS = ("low", "substantial", "high")
LEVEL_LABELS = {
    "low": lazy("Sicherheit der Anmeldung: niedrig"),
    "substantial": lazy("Sicherheit der Anmeldung: substanziell"),
    "high": lazy("Sicherheit der Anmeldung: hoch"),
}


@dataclass(frozen=True)
class Provider:
    """A sign-in service: how it is reached, how it knows the forum, and which of its claims say what."""

    # The word in addresses; it must stay, because it stands in the redirect address that the service knows.
    name: str
    # What its button says.
    title: str
    issuer: str
    client_id: str
    # The secret itself; the file names the environment variable that holds it. A service without one knows the forum as a
    # public client, so a variable that is named and missing is refused at the start.
    secret: str = field(default="", repr=False)
    scope: str = "openid"
    # Further hosts on which the service may have the addresses that the server itself asks (E-25).
    hosts: tuple[str, ...] = ()
    # Which claim tells the level, and what its values mean.
    level_claim: str = "acr"
    levels: Mapping[str, str] = field(default_factory=dict)
    # Which claim tells whether somebody lives here, with which values, and which one tells the district.
    resident_claim: str = ""
    resident_values: tuple[str, ...] = ("true",)
    district_claim: str = ""


def providers() -> tuple[Provider, ...]:
    """Return the services of this site; most sites have none."""
    path = str(current_app.config["OIDC_FILE"])
    kept: dict[str, tuple[Provider, ...]] = current_app.extensions.setdefault("oidc_providers", {})
    if path not in kept:
        kept[path] = tuple(_read(entry) for entry in _entries(path))
    return kept[path]


def folded(value: object) -> str:
    """Return what a service or the settings say as one word, however it is written: ``True`` and ``true`` are the same."""
    return str(value).strip().casefold()


def provider_named(name: str) -> Provider:
    """Return the service with this name. Raises NotFound."""
    found = next((one for one in providers() if one.name == name), None)
    if found is None:
        raise NotFound
    return found


def provider_problems(path: str, *, production: bool) -> list[str]:
    """Return one sentence for everything in the file that cannot be meant or would be unsafe."""
    try:
        entries = _entries(path)
        found = [_read(entry) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError) as error:
        return [f"FORUM_OIDC_FILE cannot be read: {error}."]
    wrong = [
        f"FORUM_OIDC_FILE: the environment has no {variable}, which shall hold the secret of {entry['name']}."
        for entry in entries
        if (variable := entry.get("secret_variable")) is not None and not os.environ.get(str(variable))
    ]
    if len({one.name for one in found}) != len(found):
        wrong.append("FORUM_OIDC_FILE names two services alike.")
    for one in found:
        if production and urlsplit(one.issuer).scheme != "https":
            wrong.append(f"The issuer of {one.name} in FORUM_OIDC_FILE must be an https:// address.")
        if unknown := sorted({*one.levels.values()} - {*LEVELS}):
            wrong.append(f"{one.name} in FORUM_OIDC_FILE: levels are {', '.join(LEVELS)}, not {', '.join(unknown)}.")
        if not (one.name.isascii() and one.name.isalnum() and one.name.islower() and len(one.name) <= 40):
            wrong.append(f"{one.name} in FORUM_OIDC_FILE: a name has small letters and digits only.")
    return wrong


def _entries(path: str) -> list[dict[str, Any]]:
    if not path:
        return []
    entries: list[dict[str, Any]] = tomllib.loads(Path(path).read_text("utf-8")).get("provider", [])
    return entries


def _read(entry: dict[str, Any]) -> Provider:
    values = dict(entry)
    secret = os.environ.get(str(values.pop("secret_variable", "")), "")
    if "hosts" in values:
        values["hosts"] = tuple(str(one) for one in values["hosts"])
    if "resident_values" in values:
        given = values["resident_values"]
        values["resident_values"] = tuple(map(folded, given if isinstance(given, list) else [given]))
    return Provider(secret=secret, **values)
