"""The rules of the house and the grounds for a notice: one list for pages, forms and statements."""

from dataclasses import dataclass
from typing import Any

from forum.core.i18n import lazy


@dataclass(frozen=True)
class Rule:
    """A rule that a measure may rest on; ``illegal`` grounds name a law instead of the house rules (Art. 17 (3) DSA).

    ``category`` is the word of the transparency database without its prefix. Who reports abuse of children need not say
    who they are (Art. 16 (2) DSA); what is ``urgent`` comes first.
    """

    key: str
    label: Any
    text: Any
    # The same in short sentences, for those who find the rest hard to read (S-25, A-25).
    plain: Any
    illegal: bool = False
    category: str = "OTHER_VIOLATION_TC"
    waives_name: bool = False
    urgent: bool = False
    # Whether content can break it, so that it stands among the grounds of notices and decisions about content.
    about_content: bool = True

    @property
    def asks_for_name(self) -> bool:
        """Whether a notice without account needs name and address."""
        return self.illegal and not self.waives_name


# Advertising in bulk that deceives may go without a letter to whoever sent it (Art. 17 (2) DSA, S-24).
ADVERTISING = "werbung"
# On it rests the pause for those who report or complain without ground (Art. 23 DSA, S-17).
MISUSED = "missbrauch"
RULES = {
    rule.key: rule
    for rule in (
        Rule(
            "respekt",
            lazy("Regel 1: Respekt"),
            lazy("Wir streiten über Sachen, nicht über Menschen. Beleidigungen und Drohungen gehören nicht hierher."),
            lazy(
                "Der Text war unfreundlich zu einem Menschen. Beleidigungen sind hier nicht erlaubt. Sie können "
                "den Text freundlich neu schreiben."
            ),
            category="CYBER_VIOLENCE",
        ),
        Rule(
            "thema",
            lazy("Regel 2: Beim Thema bleiben"),
            lazy("Beiträge gehören zum Thema. Wiederholungen und Störungen nehmen anderen den Platz."),
            lazy(
                "Der Text passte nicht zum Thema. Oder er stand schon einmal da. Sie können ihn an der "
                "richtigen Stelle neu schreiben."
            ),
        ),
        Rule(
            "daten",
            lazy("Regel 3: Keine privaten Daten"),
            lazy("Namen, Adressen und Nummern anderer Leute bleiben privat."),
            lazy(
                "Im Text standen private Daten von einem Menschen. Zum Beispiel ein Name oder eine Adresse. Das "
                "ist hier nicht erlaubt."
            ),
            category="DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        ),
        Rule(
            ADVERTISING,
            lazy("Regel 4: Keine Werbung"),
            lazy("Das Forum dient der Stadt, nicht dem Verkauf."),
            lazy("Der Text war Werbung. Werbung ist hier nicht erlaubt."),
            category="SCAMS_AND_FRAUD",
        ),
        Rule(
            "hetze",
            lazy("Regel 5: Keine Ausgrenzung"),
            lazy(
                "Wer Menschen wegen Herkunft, Glauben, Geschlecht, Alter oder Behinderung herabsetzt, ist hier falsch."
            ),
            lazy(
                "Der Text hat Menschen schlecht gemacht. Zum Beispiel wegen ihrer Herkunft. Das ist hier nicht erlaubt."
            ),
            category="ILLEGAL_OR_HARMFUL_SPEECH",
        ),
        Rule(
            "identitaet",
            lazy("Regel 6: Sie selbst sein"),
            lazy("Niemand gibt sich für eine andere Person oder für ein Amt aus."),
            lazy("Jemand gibt sich als andere Person oder als Amt aus. Das ist hier nicht erlaubt."),
            category="SCAMS_AND_FRAUD",
        ),
        Rule(
            MISUSED,
            lazy("Regel 7: Meldungen und Beschwerden ernst nehmen"),
            lazy(
                "Wer oft meldet oder sich oft beschwert, obwohl offensichtlich kein Grund da ist, wird verwarnt. Geht es "
                "weiter, nehmen wir eine Zeit lang nichts davon entgegen, höchstens 90 Tage. Gefahr können Sie immer melden."
            ),
            lazy("Sie haben oft etwas gemeldet oder sich oft beschwert. Aber es gab keinen Grund dafür."),
            about_content=False,
        ),
        Rule(
            "rechtswidrig",
            lazy("Rechtswidriger Inhalt"),
            lazy("Der Inhalt verstößt gegen ein Gesetz. Die Begründung nennt, gegen welches."),
            lazy("Der Text ist gegen ein Gesetz. Das ist hier nicht erlaubt."),
            illegal=True,
            category="ILLEGAL_OR_HARMFUL_SPEECH",
        ),
        Rule(
            "drohung",
            lazy("Bedrohung oder Aufruf zu Gewalt"),
            lazy("Der Inhalt droht Menschen oder ruft dazu auf, ihnen etwas anzutun."),
            lazy("Im Text wird Menschen gedroht. Das ist verboten."),
            illegal=True,
            category="VIOLENCE",
        ),
        Rule(
            "persoenlichkeit",
            lazy("Veröffentlichte Daten anderer"),
            lazy("Der Inhalt macht gegen das Gesetz öffentlich, was andere Menschen betrifft."),
            lazy("Der Text zeigt private Dinge von anderen Menschen. Das ist verboten."),
            illegal=True,
            category="DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        ),
        Rule(
            "fremdes_werk",
            lazy("Fremdes Werk"),
            lazy("Der Inhalt gehört jemand anderem und steht hier ohne Erlaubnis."),
            lazy(
                "Der Text oder das Bild gehört einem anderen Menschen. Sie dürfen es hier nicht ohne Erlaubnis zeigen."
            ),
            illegal=True,
            category="INTELLECTUAL_PROPERTY_INFRINGEMENTS",
        ),
        Rule(
            "kinder",
            lazy("Gefahr für Kinder"),
            lazy("Der Inhalt zeigt oder fördert sexuelle Gewalt gegen Kinder. Wer das meldet, muss sich nicht nennen."),
            lazy("Der Inhalt schadet Kindern. Das ist verboten."),
            illegal=True,
            category="PROTECTION_OF_MINORS",
            waives_name=True,
            urgent=True,
        ),
        Rule(
            "gefahr",
            lazy("Gefahr für Leib und Leben"),
            lazy("Jemand kündigt an, sich oder anderen etwas anzutun. In akuter Gefahr rufen Sie bitte die 112."),
            lazy("Ein Mensch ist vielleicht in Gefahr. Brauchen Sie Hilfe? Rufen Sie die 112 an."),
            category="RISK_FOR_PUBLIC_SECURITY",
            urgent=True,
        ),
    )
}

# What can be said of content.
GROUNDS = {key: rule for key, rule in RULES.items() if rule.about_content}
