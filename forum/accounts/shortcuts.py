"""Single keys that do something on every page, for those who switch them on (T-36).

They are off until somebody wants them, every key can be another one or none, and no two do the same (WCAG 2.1.4).
"""

import enum
from collections.abc import Mapping
from typing import Any

from forum.core.i18n import _, lazy


class Shortcut(enum.StrEnum):
    """What a key can do."""

    NEXT = "next"
    PREVIOUS = "previous"
    ANSWER = "answer"
    UNREAD = "unread"
    OPEN = "open"
    MARK = "mark"
    ACT = "act"
    SEARCH = "search"
    HELP = "help"

    @property
    def label(self) -> Any:
        """The name in the interface."""
        return _LABELS[self]


_LABELS = {
    Shortcut.NEXT: lazy("Zum nächsten Beitrag, zur nächsten Zeile"),
    Shortcut.PREVIOUS: lazy("Zum vorigen Beitrag, zur vorigen Zeile"),
    Shortcut.ANSWER: lazy("Auf den Beitrag antworten"),
    Shortcut.UNREAD: lazy("Zum nächsten ungelesenen Beitrag"),
    Shortcut.OPEN: lazy("Die Zeile öffnen"),
    Shortcut.MARK: lazy("Die Zeile markieren"),
    Shortcut.ACT: lazy("Etwas mit den markierten Zeilen tun"),
    Shortcut.SEARCH: lazy("Suchen"),
    Shortcut.HELP: lazy("Diese Tasten zeigen"),
}

USUAL = {
    Shortcut.NEXT: "j",
    Shortcut.PREVIOUS: "k",
    Shortcut.ANSWER: "a",
    Shortcut.UNREAD: "n",
    Shortcut.OPEN: "o",
    Shortcut.MARK: "x",
    Shortcut.ACT: "m",
    Shortcut.SEARCH: "s",
    Shortcut.HELP: "?",
}


def chosen(stored: Mapping[str, Any] | None) -> dict[Shortcut, str]:
    """Return which key does what, whether or not the shortcuts are on; what was never chosen has its usual key."""
    keys = (stored or {}).get("keys", {})
    return {shortcut: str(keys.get(shortcut.value, USUAL[shortcut])) for shortcut in Shortcut}


def problems(keys: Mapping[Shortcut, str]) -> dict[str, list[str]]:
    """Say at which shortcut a key is none, or one that does something else already."""
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for shortcut, key in keys.items():
        if len(key) > 1 or not key.isprintable():
            found[shortcut.value] = [_("Bitte nennen Sie ein einziges Zeichen, oder keines.")]
        elif key and key in taken:
            found[shortcut.value] = [_("Diese Taste tut schon etwas anderes.")]
        taken.add(key)
    return found
