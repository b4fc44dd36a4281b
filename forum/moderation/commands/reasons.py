"""Keeping canned reasons; a change is a new version, and what was decided keeps the old one (M-19)."""

from sqlalchemy import select, update

from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.moderation.models import CannedReason
from forum.moderation.rules import GROUNDS

LENGTH = (20, 2_000)


def save_reason(
    actor: Actor,
    *,
    name: str,
    rule: str,
    text: str,
    text_en: str,
    text_plain: str = "",
    clear: bool = False,
    replaces: CannedReason | None = None,
) -> CannedReason:
    """Add a canned reason, or a new version of one. Raises Invalid, and Conflict when somebody was faster."""
    require(actor, "reason.keep")
    name, text, text_en, text_plain = clean_line(name), clean_text(text), clean_text(text_en), clean_text(text_plain)
    problems: dict[str, list[str]] = {}
    if not 1 <= len(name) <= 60:
        problems["name"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=60)]
    if rule not in GROUNDS:
        problems["rule"] = [_("Bitte wählen Sie einen Grund.")]
    for field, words in (("text", text), ("text_en", text_en)):
        if not LENGTH[0] <= len(words) <= LENGTH[1]:
            problems[field] = [_("Bitte schreiben Sie zwischen 20 und 2.000 Zeichen.")]
    if text_plain and not LENGTH[0] <= len(text_plain) <= LENGTH[1]:
        problems["text_plain"] = [_("Bitte schreiben Sie zwischen 20 und 2.000 Zeichen.")]
    if problems:
        raise Invalid(fields=problems)
    if replaces is not None:
        end_reason(actor, replaces)
    made = CannedReason(
        name=name,
        version=(
            db.session.scalar(
                select(CannedReason.version)
                .where(CannedReason.name == name)
                .order_by(CannedReason.version.desc())
                .limit(1)
            )
            or 0
        )
        + 1,
        rule=rule,
        text=text,
        text_en=text_en,
        text_plain=text_plain,
        clear=clear,
        author_id=actor.person_id,
        at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def end_reason(actor: Actor, reason: CannedReason) -> None:
    """Offer a canned reason no longer. Raises Conflict when it was replaced meanwhile."""
    require(actor, "reason.keep")
    standing = update(CannedReason).where(CannedReason.id == reason.id, CannedReason.replaced_at.is_(None))
    if not changed(standing.values(replaced_at=now())):
        raise Conflict(_("Dieser Textbaustein wurde inzwischen geändert. Sie sehen jetzt den neuen Stand."))
