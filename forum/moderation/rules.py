"""The rules of the house and the grounds for a notice: one list for pages, forms and statements."""

from dataclasses import dataclass
from typing import Any

from forum.core.i18n import lazy


@dataclass(frozen=True)
class Rule:
    """A rule that a measure may rest on; ``illegal`` grounds name a law instead of the house rules (Art. 17 (3) DSA)."""

    key: str
    label: Any
    text: Any
    illegal: bool = False


RULES = {
    rule.key: rule
    for rule in (
        Rule(
            "respekt",
            lazy("Regel 1: Respekt"),
            lazy("Wir streiten über Sachen, nicht über Menschen. Beleidigungen und Drohungen gehören nicht hierher."),
        ),
        Rule(
            "thema",
            lazy("Regel 2: Beim Thema bleiben"),
            lazy("Beiträge gehören zum Thema. Wiederholungen und Störungen nehmen anderen den Platz."),
        ),
        Rule(
            "daten",
            lazy("Regel 3: Keine privaten Daten"),
            lazy("Namen, Adressen und Nummern anderer Leute bleiben privat."),
        ),
        Rule(
            "werbung",
            lazy("Regel 4: Keine Werbung"),
            lazy("Das Forum dient der Stadt, nicht dem Verkauf."),
        ),
        Rule(
            "hetze",
            lazy("Regel 5: Keine Ausgrenzung"),
            lazy(
                "Wer Menschen wegen Herkunft, Glauben, Geschlecht, Alter oder Behinderung herabsetzt, ist hier falsch."
            ),
        ),
        Rule(
            "rechtswidrig",
            lazy("Rechtswidriger Inhalt"),
            lazy("Der Inhalt verstößt gegen ein Gesetz. Die Begründung nennt, gegen welches."),
            illegal=True,
        ),
    )
}
