"""What a document consists of, and the first version of the terms of use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from forum.core.errors import NotFound
from forum.core.i18n import lazy


@dataclass(frozen=True)
class Clause:
    """A part of a document under a key that never changes."""

    key: str
    title: Any
    text: Any


@dataclass(frozen=True)
class Document:
    """Something that holds for everybody, as it was when the forum began."""

    name: str
    label: Any
    summary: Any
    clauses: tuple[Clause, ...]


def documents() -> Mapping[str, Document]:
    """Return the documents of the running application by their name."""
    known: Mapping[str, Document] = current_app.extensions["documents"]
    return known


def document(name: str) -> Document:
    """Return a document. Raises NotFound."""
    found = documents().get(name)
    if found is None:
        raise NotFound
    return found


TERMS = Document(
    "nutzungsbedingungen",
    lazy("Nutzungsbedingungen"),
    lazy(
        "Mitlesen können alle. Zum Schreiben brauchen Sie ein Konto. Ihre Texte bleiben Ihre. Wer Regeln verletzt, erfährt, "
        "was geschieht und warum, und kann sich beschweren. Ändert sich hier etwas, sagen wir es vorher."
    ),
    (
        Clause(
            "dienst",
            lazy("1. Was das Forum ist"),
            lazy(
                "Das Smart City-Forum ist ein Angebot der Stadt Braunschweig. Hier reden Menschen über die Stadt, reichen "
                "Ideen ein und verfolgen, was daraus wird. Es kostet nichts. Wer verantwortlich ist, steht im Impressum."
            ),
        ),
        Clause(
            "konto",
            lazy("2. Ihr Konto"),
            lazy(
                "Lesen können Sie ohne Konto. Zum Schreiben brauchen Sie eines, mit einer E-Mail-Adresse, die Ihnen gehört. "
                "Ihren Namen im Forum wählen Sie selbst. Geben Sie sich nicht für andere aus und halten Sie Ihr Passwort "
                "geheim."
            ),
        ),
        Clause(
            "inhalte",
            lazy("3. Ihre Inhalte"),
            lazy(
                "Was Sie schreiben und hochladen, bleibt Ihres. Sie erlauben der Stadt, es im Forum, in Vorlagen für die "
                "Gremien und in Berichten darüber zu zeigen. Laden Sie nur hoch, was Sie zeigen dürfen."
            ),
        ),
        Clause(
            "grenzen",
            lazy("4. Was nicht geht"),
            lazy(
                "Es gelten die Regeln des Forums und die Gesetze. Nicht erlaubt ist auch, das Forum zu stören, massenhaft "
                "Texte zu senden oder Meldungen zu missbrauchen."
            ),
        ),
        Clause(
            "moderation",
            lazy("5. Wie moderiert wird"),
            lazy(
                "Menschen entscheiden. Feste Regeln können einen Text anhalten, bevor er erscheint, etwa wegen Links in "
                "neuen Konten oder wegen einzelner Wörter; dann liest ihn ein Mensch. Kein Programm löscht etwas. Die "
                "Moderation kann Inhalte verbergen und bei wiederholten Verstößen das Schreiben für eine Zeit sperren. Zu "
                "jeder Maßnahme gibt es eine Begründung."
            ),
        ),
        Clause(
            "beschwerde",
            lazy("6. Wie Sie sich beschweren"),
            lazy(
                "Gegen jede Entscheidung der Moderation können Sie sich mindestens sechs Monate lang kostenlos beschweren. "
                "Eine andere Person entscheidet. Daneben stehen Ihnen Stellen für außergerichtliche Streitbeilegung und die "
                "Gerichte offen."
            ),
        ),
        Clause(
            "ende",
            lazy("7. Wie Sie aufhören"),
            lazy(
                "Sie können jederzeit verlangen, dass Ihr Konto gelöscht wird. Was dann mit Ihren Daten geschieht, steht "
                "im Datenschutz."
            ),
        ),
        Clause(
            "aenderung",
            lazy("8. Wenn sich diese Bedingungen ändern"),
            lazy(
                "Neue Fassungen beschließen zwei Personen der Stabsstelle. Alle mit Konto erfahren davon, bevor sie gelten. "
                "Frühere Fassungen bleiben lesbar, mit allen Änderungen."
            ),
        ),
    ),
)
