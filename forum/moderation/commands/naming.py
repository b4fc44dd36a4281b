"""Telling an author who reported the content, where that cannot be avoided (S-11, Art. 17 (3) b DSA).

Nobody is named by default. A moderator does it by an act of its own with a reason, for one notice, and only where the
ground is a law: who claims a right, as with a work of theirs, can hardly stay unknown. The notifier is told.
"""

from forum.core import mail
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.moderation.commands.cases import lock
from forum.moderation.events import NotifierNamed
from forum.moderation.models import Notice
from forum.moderation.rules import RULES
from forum.moderation.target import barred
from forum.moderation.targets import load

WHY = (20, 2_000)


def check_naming(actor: Actor, notice: Notice) -> None:
    """Ask whether somebody may name the notifier to the author; the page with the form asks, too. Raises Forbidden."""
    require(actor, "notice.name", barred(notice.case, load(actor, notice.case.kind, notice.case.target_id)))


def name_notifier(actor: Actor, notice: Notice, *, reason: str) -> None:
    """Let the author read on the statement who sent a notice. Raises Invalid, Conflict."""
    case = notice.case
    check_naming(actor, notice)
    lock(case)
    db.session.refresh(notice)
    reason = clean_text(reason)
    if not WHY[0] <= len(reason) <= WHY[1]:
        raise Invalid(fields={"reason": [_("Bitte schreiben Sie zwischen 20 und 2.000 Zeichen.")]})
    if notice.named_at is not None:
        raise Conflict(_("Das ist schon geschehen."))
    if not RULES[notice.rule].illegal or not notice.who or notice.withdrawn_at is not None:
        raise Conflict(_("Diese Meldung nennt kein Recht, für das der Name nötig ist, oder sie hat keinen Namen."))
    if RULES[notice.rule].waives_name or not any(row.stands for row in case.statements):
        raise Conflict(_("Hier erfährt niemand, wer gemeldet hat."))
    notice.named_at, notice.named_by, notice.named_because = now(), actor.person_id, reason
    db.session.flush()
    record(actor, NotifierNamed(case_id=case.id, notice_id=notice.id), audience="moderator")
    address = notice.email or (notice.person.email if notice.person else None)
    if address:
        mail.queue(address, "notifier_named", language=notice.language, number=notice.id, reason=reason)
