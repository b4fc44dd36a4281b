"""What a decision means in Leichte Sprache: what was wrong, and what follows, in short sentences (M-19, S-25, A-25)."""

from forum.core.db import db
from forum.core.i18n import german, lazy
from forum.moderation.models import CannedReason, Statement
from forum.moderation.rules import RULES

# What a measure on a thread rests on: whoever began it wrote nothing wrong.
_IN_THE_THREAD = lazy("In Ihrem Thema hat jemand gegen unsere Regeln geschrieben.")
FOLLOWS = {
    "hide": lazy("Deshalb können andere Menschen das nicht mehr lesen."),
    "redact": lazy("Deshalb haben wir einige Wörter verdeckt. Den Rest können alle lesen."),
    "lock_branch": lazy("Deshalb kann niemand mehr auf diesen Text antworten. Lesen können ihn alle."),
    "lock_thread": lazy("Deshalb kann in dem Thema niemand mehr schreiben. Lesen können es alle."),
    "slow_thread": lazy("Deshalb müssen in dem Thema alle zwischen zwei Texten warten."),
    "auto_hold": lazy("Viele Menschen haben das gemeldet. Deshalb ist es höchstens einen Tag lang nicht zu lesen."),
    "remove_in_session": lazy("Deshalb können andere Menschen das nicht mehr lesen."),
    "hint": lazy("Das ist nur ein Hinweis. Sie dürfen weiter alles tun."),
    "warn": lazy("Das ist eine Warnung. Sie dürfen weiter alles tun."),
    "slow": lazy("Deshalb müssen Sie zwischen zwei Texten warten. Das hört von selbst auf."),
    "limit": lazy("Deshalb dürfen Sie eine Zeit lang nichts schreiben. Lesen dürfen Sie alles."),
    "suspend": lazy("Deshalb ist Ihr Konto eine Zeit lang gesperrt. Das hört von selbst auf."),
    "misuse": lazy(
        "Deshalb dürfen Sie das eine Zeit lang nicht. Ist ein Mensch in Gefahr? Das dürfen Sie immer melden."
    ),
}
_HELD = lazy("Deshalb erscheint der Text nicht. Sie können ihn weiter lesen.")
_OVER = lazy("Das gilt jetzt nicht mehr.")


def plain_words(statement: Statement) -> tuple[str, str]:
    """Return what was wrong, in the words of the canned reason or of the rule, and what follows from the measure."""
    if not statement.stands:
        follows = _OVER
    else:
        follows = _HELD if statement.is_refusal else FOLLOWS[statement.measure]
    if statement.is_on_thread:
        return german(_IN_THE_THREAD), german(follows)
    canned = db.session.get(CannedReason, statement.canned_id) if statement.canned_id is not None else None
    wrong = canned.text_plain if canned is not None else ""
    return wrong or german(RULES[statement.rule].plain), german(follows)
