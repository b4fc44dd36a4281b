"""The rules of procedure: each change is a new version, with who, when and why."""

from dataclasses import dataclass

from forum.committees.commands.acts import checked_reason
from forum.committees.events import RulesChanged
from forum.committees.models import SETTINGS, Committee, Majority, Quorum, Rules
from forum.committees.models.rules import CIRCULATION_OBJECTIONS, OBJECTION_DAYS, PUBLICATION_DAYS
from forum.committees.queries import rules_of
from forum.core.clock import now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require

# The least and the most of each number.
RANGES = {
    "notice_days": (0, 90),
    "objection_days": (1, 90),
    "publication_days": (0, 90),
    "circulation_objections": (1, 50),
}


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """The settings that a committee is to go by."""

    notice_days: int
    quorum: str
    majority: str
    public: bool
    balanced: bool
    names_all: bool
    objection_days: int = OBJECTION_DAYS
    publication_days: int = PUBLICATION_DAYS
    circulation_objections: int = CIRCULATION_OBJECTIONS


def set_rules(actor: Actor, committee: Committee, wanted: Procedure, *, reason: str, number: int) -> Rules:
    """Give a committee new rules; ``number`` is the version that was seen. Raises Conflict, Invalid."""
    require(actor, "committee.rules", committee)
    committee = get_or_404(Committee, committee.id, lock=True)
    before = rules_of(committee.id)
    if before.number != number:
        raise Conflict(_("Jemand anderes hat das inzwischen geändert. Bitte laden Sie die Seite neu."))
    for name, (least, most) in RANGES.items():
        if not least <= getattr(wanted, name) <= most:
            sentence = _("Bitte nennen Sie eine Zahl von %(least)d bis %(most)d.", least=least, most=most)
            raise Invalid(fields={name: [sentence]})
    reason = checked_reason(reason)
    rules = Rules(
        committee_id=committee.id,
        number=number + 1,
        notice_days=wanted.notice_days,
        quorum=Quorum(wanted.quorum),
        majority=Majority(wanted.majority),
        public=wanted.public,
        balanced=wanted.balanced,
        names_all=wanted.names_all,
        objection_days=wanted.objection_days,
        publication_days=wanted.publication_days,
        circulation_objections=wanted.circulation_objections,
        reason=reason,
        since=now(),
        actor_id=actor.person_id,
    )
    changed = tuple(name for name in SETTINGS if getattr(before, name) != getattr(rules, name))
    if not changed:
        raise Invalid(_("An der Geschäftsordnung ändert sich damit nichts."))
    db.session.add(rules)
    db.session.flush()
    event = RulesChanged(committee_id=committee.id, number=rules.number, changed=changed)
    record(actor, event, audience=committee.audience)
    return rules
