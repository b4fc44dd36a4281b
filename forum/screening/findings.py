"""What a rule finds in a text, and what it does about it; kept as plain words, so that it reads the same for everybody."""

import enum
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from forum.core.i18n import lazy


class Effect(enum.StrEnum):
    """What a rule does when it finds something; there is nothing beyond these, and nothing is ever deleted (S-07).

    Two are for watched words alone: they send a text back to its author before anything is published or kept.
    """

    OFF = "off"
    LABEL = "label"
    HOLD = "hold"
    BLOCK = "block"
    REPLACE = "replace"


@dataclass(frozen=True)
class Finding:
    """What a rule found: the key of the rule, and what in the text made it speak, such as a word."""

    rule: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        """Say it in the reader's language; author and moderation read the same words (M-11)."""
        said = str(SENTENCES[self.rule])
        return f"{said} ({self.detail})" if self.detail else said


def plain(found: Iterable[Finding]) -> list[Any]:
    """Return findings as they are stored."""
    return [asdict(one) for one in found]


# Why a text waits, by rule.
SENTENCES = {
    "first_texts": lazy(
        "Es ist einer Ihrer ersten Texte hier. Die ersten liest immer ein Mensch, bevor sie erscheinen."
    ),
    "links": lazy("Ihr Konto ist neu, und der Text führt zu anderen Seiten. Damit schützen wir das Forum vor Werbung."),
    "files": lazy("Ihr Konto ist neu, und der Text hat Dateien. Die ersten sieht sich immer ein Mensch an."),
    "space": lazy("In diesem Raum liest ein Mensch jeden Text, bevor er erscheint."),
    "watched_words": lazy("Im Text steht ein Wort, bei dem die Moderation genauer hinsieht"),
    "too_fast": lazy("Der Text kam schneller, als ein Mensch ihn schreiben kann."),
    "repeated": lazy("Denselben Text haben Sie vor Kurzem schon einmal gesendet."),
    "mass": lazy("Sie haben in kurzer Zeit sehr viele Texte gesendet."),
}
