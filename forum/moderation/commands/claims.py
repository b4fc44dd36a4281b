"""Taking a case on for a while, so that others see it; a claim ends by itself and keeps nobody out (M-04)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from forum.accounts.models import Person
from forum.accounts.queries import holding_word
from forum.core.clock import now
from forum.core.db import changed, db
from forum.core.errors import Conflict, Gone, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.moderation.commands.notes import add_note
from forum.moderation.events import CaseClaimed, CaseHandedOver, CaseReleased
from forum.moderation.models import Case, CaseState
from forum.moderation.target import Target, barred
from forum.moderation.targets import load

LEASE = timedelta(minutes=15)


def claim(actor: Actor, case: Case, *, take_over: bool = False) -> None:
    """Take a case on for a quarter of an hour, or for one more. Raises Conflict when somebody else has it.

    ``take_over`` takes it from whoever has it; the log says from whom. Nobody's open page becomes stale by it: claims
    change no version. Whoever may not decide does not take it on either, so that nobody waits for them (M-24).
    """
    require(actor, "case.work_on", case)
    if _has_to_do_with(actor, actor.person_id, case):
        raise Conflict(_("Sie haben selbst mit diesem Fall zu tun. Wer ihn entscheidet, suchen andere aus."))
    before = case.claimed_by if case.is_claimed else None
    free = or_(Case.claimed_until.is_(None), Case.claimed_until <= now(), Case.claimed_by == actor.person_id)
    wanted = update(Case).where(Case.id == case.id, Case.state == CaseState.OPEN)
    if not take_over:
        wanted = wanted.where(free)
    values: dict[str, Any] = {
        "claimed_by": actor.person_id,
        "claimed_until": now() + LEASE,
    }
    if case.first_viewed_at is None or case.first_viewed_at < case.opened_at:
        values["first_viewed_at"] = now()
    done = changed(wanted.values(**values).execution_options(synchronize_session=False))
    db.session.expire(case, [*values])
    if not done:
        raise Conflict(_("Diesen Fall bearbeitet gerade jemand anderes, oder er ist schon entschieden."))
    taken_from = before if before != actor.person_id else None
    record(actor, CaseClaimed(case_id=case.id, taken_from=taken_from), audience="moderator")


def renew(actor: Actor, case: Case) -> None:
    """Keep a case for another quarter of an hour, as long as it is one's own; a claim that ended stays ended (M-04).

    The open page asks for it by itself. The log tells who took a case on, and not how long somebody looked at it.
    """
    require(actor, "case.work_on", case)
    mine = update(Case).where(
        Case.id == case.id,
        Case.state == CaseState.OPEN,
        Case.claimed_by == actor.person_id,
        Case.claimed_until > now(),
    )
    changed(mine.values(claimed_until=now() + LEASE).execution_options(synchronize_session=False))
    db.session.expire(case, ["claimed_by", "claimed_until", "state"])


def release(actor: Actor, case: Case) -> None:
    """Let go of a case that one had taken on."""
    require(actor, "case.work_on", case)
    mine = update(Case).where(Case.id == case.id, Case.claimed_by == actor.person_id)
    done = changed(mine.values(claimed_by=None, claimed_until=None).execution_options(synchronize_session=False))
    db.session.expire(case, ["claimed_by", "claimed_until"])
    if done:
        record(actor, CaseReleased(case_id=case.id), audience="moderator")


def hand_over(actor: Actor, case: Case, *, handle: str, text: str) -> None:
    """Give a case to another moderator who may decide it, with a note that says why. Raises Invalid, Conflict.

    Whoever has to do with the thing neither gets it nor chooses who does (M-24).
    """
    require(actor, "case.work_on", case)
    there = holding_word("moderator")
    if case.space_id is not None:
        there = or_(there, holding_word(f"space:{case.space_id}:moderator"))
    other = db.session.scalar(select(Person).where(Person.handle == handle.strip(), there))
    if other is None or other.id == actor.person_id:
        raise Invalid(fields={"handle": [_("Diesen Namen hat niemand anderes, der den Fall entscheiden darf.")]})
    _check_impartial(actor, case, other)
    add_note(actor, case, text=text)
    given = update(Case).where(Case.id == case.id, Case.state == CaseState.OPEN)
    values = {"claimed_by": other.id, "claimed_until": now() + LEASE}
    if not changed(given.values(**values).execution_options(synchronize_session=False)):
        raise Conflict(_("Dieser Fall ist schon entschieden."))
    db.session.expire(case, [*values])
    record(actor, CaseHandedOver(case_id=case.id, to_id=other.id), audience="moderator")


def _check_impartial(actor: Actor, case: Case, other: Person) -> None:
    """Refuse that somebody gets or gives a case who wrote the thing, reported it, was overruled, or cannot read it."""
    if _has_to_do_with(actor, actor.person_id, case):
        raise Invalid(_("Sie haben selbst mit diesem Fall zu tun. Wer ihn entscheidet, suchen andere aus."))
    if _has_to_do_with(actor, other.id, case):
        problem = _(
            "Diese Person hat selbst mit dem Fall zu tun und entscheidet ihn nicht. Bitte wählen Sie jemand anderes."
        )
        raise Invalid(fields={"handle": [problem]})
    if _target(actor, case) is not None and _target(other, case) is None:
        raise Invalid(fields={"handle": [_("Diese Person darf den Inhalt nicht lesen.")]})


def _has_to_do_with(actor: Actor, person_id: int | None, case: Case) -> bool:
    """Tell whether somebody must not decide a case; where nothing is left that the actor reads, nobody can."""
    target = _target(actor, case)
    return target is not None and person_id in barred(case, target).involved


def _target(viewer: Actor, case: Case) -> Target | None:
    try:
        return load(viewer, case.kind, case.target_id)
    except (NotFound, Gone):
        return None
