"""The rules of the house as a document in versions: each rule is a clause under the key that statements keep (S-20)."""

from forum.core.i18n import lazy
from forum.moderation.rules import RULES
from forum.terms.documents import Clause, Document

HOUSE_RULES = Document(
    "regeln",
    lazy("Regeln des Forums"),
    lazy(
        "Seien Sie freundlich und bleiben Sie beim Thema. Lassen Sie private Daten und Werbung weg. Setzen Sie niemanden "
        "herab. Was Gesetze verbieten, ist auch hier verboten. Was Sie falsch finden, können Sie melden."
    ),
    tuple(Clause(rule.key, rule.label, rule.text) for rule in RULES.values()),
)
