"""Those who often report or complain without any ground: a warning first, then a pause with an end (S-17, Art. 23 DSA).

What counts is computed here; whether it was manifest, how heavy it was and what speaks for intent, a moderator says in
words. Danger to life is never refused.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Person
from forum.core import mail
from forum.core.clock import local, now
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import record
from forum.core.i18n import _, german
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.discussions.models import Post
from forum.ideas.models import Idea
from forum.moderation.authorship import written_by_person
from forum.moderation.commands.shutting_out import fall_with_misuse, state_reasons_for_misuse
from forum.moderation.events import MisuseLifted, MisuseSuspended, MisuseWarned
from forum.moderation.measures_misuse import MISUSE
from forum.moderation.models import Answer, Case, Complaint, MisuseCase, MisuseKind, Notice, Outcome, Statement
from forum.moderation.plan import Plan
from forum.moderation.score import ANSWERED

WINDOW = timedelta(days=365)
MOST_DAYS = 90
# Fewer than these are no habit; and at least half of all must be without ground.
LEAST, LEAST_SHARE = 3, 0.5
WORDS = (20, 2_000)


@dataclass(frozen=True)
class Counts:
    """How many were without ground in the window, and how many there were in all."""

    number: int
    in_all: int

    @property
    def is_often(self) -> bool:
        """Whether that is often, in absolute numbers and as a share of all."""
        return self.number >= LEAST and self.number >= LEAST_SHARE * self.in_all


def _number(wanted: Any) -> int:
    return db.session.scalar(wanted) or 0


def counts_of(person_id: int, kind: MisuseKind) -> Counts:
    """Return what a person did in the window: notices and complaints that led to nothing, or texts with a measure."""
    since = now() - WINDOW
    if kind == MisuseKind.NOTICES:
        sent = select(func.count(Notice.id)).where(Notice.person_id == person_id, Notice.created_at > since)
        decided = sent.where(Notice.withdrawn_at.is_(None), ANSWERED)
        return Counts(_number(decided.where(*_in_vain())), _number(decided))
    if kind == MisuseKind.COMPLAINTS:
        answered = select(func.count(Complaint.id)).where(
            Complaint.person_id == person_id, Complaint.created_at > since, Complaint.answered_at.is_not(None)
        )
        return Counts(_number(answered.where(Complaint.outcome == Outcome.UPHELD)), _number(answered))
    taken = select(func.count(Statement.id)).where(
        Statement.author_id == person_id,
        Statement.created_at > since,
        Statement.reverted_at.is_(None),
        Statement.measure != MISUSE,
    )
    texts = select(func.count(Post.id)).where(Post.author_id == person_id, Post.created_at > since)
    ideas = select(func.count(Idea.id)).where(Idea.author_id == person_id, Idea.submitted_at > since)
    number = _number(taken)
    return Counts(number, max(number, _number(texts) + _number(ideas)))


def _in_vain() -> tuple[Any, ...]:
    """Return the conditions that a notice was answered and led to nothing, and that no complaint says otherwise.

    It was not without any ground where its dismissal was found wrong, nor where one moderator acted on it and another one
    took that back on a complaint: two who decide about such things saw it differently (M-24).
    """
    wrong = exists().where(
        Complaint.case_id == Notice.case_id,
        Complaint.notice_id.is_not(None),
        Complaint.outcome == Outcome.REVERSED,
        Complaint.informed_at == Notice.answered_at,
    )
    disputed = exists().where(
        Complaint.statement_id == Statement.id,
        Complaint.outcome == Outcome.REVERSED,
        Statement.case_id == Notice.case_id,
        Statement.opening == Notice.opening,
    )
    return ANSWERED, Notice.answer == Answer.DISMISSED, Notice.withdrawn_at.is_(None), ~wrong, ~disputed


def warn_of_misuse(actor: Actor, person: Person, *, kind: str, gravity: str, intent: str) -> MisuseCase:
    """Warn somebody who often reports or complains without ground. Raises Invalid, Conflict."""
    require(actor, "misuse.decide", person)
    if kind not in {MisuseKind.NOTICES, MisuseKind.COMPLAINTS}:
        raise Invalid(fields={"kind": [_("Diese Auswahl gibt es nicht.")]})
    _refuse_involved(actor, person.id, MisuseKind(kind))
    _lock(person)
    gravity, intent = clean_text(gravity), clean_text(intent)
    _check({"gravity": gravity, "intent": intent})
    counts = counts_of(person.id, MisuseKind(kind))
    if not counts.is_often:
        raise Conflict(_("Das ist noch nicht oft genug für eine Verwarnung."))
    if standing(person.id, MisuseKind(kind)) is not None:
        raise Conflict(_("Diese Person ist schon verwarnt."))
    made = MisuseCase(
        person_id=person.id,
        kind=MisuseKind(kind),
        window_days=WINDOW.days,
        number=counts.number,
        in_all=counts.in_all,
        gravity=gravity,
        intent=intent,
        warning_sent_at=now(),
        warned_by=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    record(actor, MisuseWarned(person_id=person.id, misuse_id=made.id, kind=kind), audience=f"person:{person.id}")
    _write(made, gravity)
    return made


def _refuse_involved(actor: Actor, person_id: int, kind: MisuseKind) -> None:
    """Let nobody shut out those who complain about them, or about what they wrote, or report it (M-24). Raises Forbidden."""
    since = now() - WINDOW
    about = select(Case.kind, Case.target_id).distinct()
    if kind == MisuseKind.COMPLAINTS:
        sent = (Complaint.person_id == person_id, Complaint.created_at > since)
        theirs = select(Complaint).where(*sent).options(joinedload(Complaint.statement).selectinload(Statement.hands))
        found = any(actor.person_id in _decided_by(one) for one in db.session.scalars(theirs))
        things = about.join(Complaint, Complaint.case_id == Case.id).where(*sent)
    else:
        found = False
        things = about.join(Notice, Notice.case_id == Case.id)
        things = things.where(Notice.person_id == person_id, Notice.created_at > since)
    if found or db.session.execute(things.where(written_by_person(actor.person_id or 0)).limit(1)).first():
        raise Forbidden(
            _("Darüber entscheidet jemand anderes: Es geht um das, was Sie geschrieben oder entschieden haben.")
        )


def _decided_by(complaint: Complaint) -> frozenset[int | None]:
    """Return everybody who had a hand in what a complaint is about (S-04)."""
    statement = complaint.statement
    return frozenset({complaint.against_id}) | (statement.decided_by if statement is not None else frozenset())


def suspend_for_misuse(actor: Actor, misuse: MisuseCase, *, days: int, reasons: str) -> None:
    """Take in no notices or complaints of somebody for a time, after a warning that did not help.

    Raises Invalid, and Conflict when nothing came after the warning, or it is too long ago.
    """
    person = misuse.person
    require(actor, "misuse.decide", person)
    _refuse_involved(actor, person.id, MisuseKind(misuse.kind))
    _lock(person)
    db.session.refresh(misuse)
    reasons = clean_text(reasons)
    _check({"reasons": reasons})
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(fields={"days": [_("Bitte nennen Sie zwischen 1 und %(most)s Tagen.", most=MOST_DAYS)]})
    if misuse.suspended_from is not None or misuse.lifted_at is not None:
        raise Conflict(_("Über diese Verwarnung ist schon entschieden."))
    if misuse.warning_sent_at <= now() - WINDOW:
        raise Conflict(_("Die Verwarnung ist zu lange her. Bitte verwarnen Sie zuerst noch einmal."))
    if not _went_on(misuse):
        raise Conflict(_("Seit der Verwarnung kam nichts mehr, das dafür spricht."))
    counts = counts_of(misuse.person_id, MisuseKind(misuse.kind))
    misuse.number, misuse.in_all = counts.number, max(counts.number, counts.in_all)
    misuse.suspended_from, misuse.suspended_until = now(), now() + timedelta(days=days)
    misuse.suspended_by, misuse.reasons = actor.person_id, reasons
    db.session.flush()
    event = MisuseSuspended(person_id=misuse.person_id, misuse_id=misuse.id, kind=MisuseKind(misuse.kind).value)
    record(actor, event, audience=f"person:{misuse.person_id}")
    state_reasons_for_misuse(actor, misuse)


def lift_misuse(actor: Actor, misuse: MisuseCase) -> None:
    """Take a warning or a pause back, because it was wrong or is not needed any more; its statement falls with it.

    Raises Conflict.
    """
    require(actor, "misuse.decide", misuse.person)
    db.session.refresh(misuse, with_for_update={"of": MisuseCase})
    if misuse.lifted_at is not None:
        raise Conflict(_("Das ist schon zurückgenommen."))
    statement = db.session.scalar(select(Statement).where(Statement.puid == misuse.statement_puid))
    if statement is not None and statement.stands:
        fall_with_misuse(actor, statement)
    misuse.lifted_at = now()
    db.session.flush()
    event = MisuseLifted(person_id=misuse.person_id, misuse_id=misuse.id, kind=MisuseKind(misuse.kind).value)
    record(actor, event, audience=f"person:{misuse.person_id}")


def note_suspension(actor: Actor, person_id: int, plan: Plan, facts: str) -> None:
    """Keep beside the suspension of an account on which numbers it rests, how heavy it was, and what speaks for intent."""
    counts = counts_of(person_id, MisuseKind.CONTENT)
    db.session.add(
        MisuseCase(
            person_id=person_id,
            kind=MisuseKind.CONTENT,
            window_days=WINDOW.days,
            number=counts.number,
            in_all=counts.in_all,
            gravity=plan.ground,
            intent=facts,
            warning_sent_at=plan.warned_at,
            suspended_from=now(),
            suspended_until=plan.until,
            suspended_by=actor.person_id,
            reasons=facts,
        )
    )
    db.session.flush()


def standing(person_id: int, kind: MisuseKind) -> MisuseCase | None:
    """Return the newest warning or pause of a person that counts still."""
    found = select(MisuseCase).where(
        MisuseCase.person_id == person_id,
        MisuseCase.kind == kind,
        MisuseCase.lifted_at.is_(None),
        MisuseCase.warning_sent_at > now() - WINDOW,
        MisuseCase.suspended_until.is_(None) | (MisuseCase.suspended_until > now()),
    )
    return db.session.scalar(found.order_by(MisuseCase.id.desc()).limit(1))


def refuse_misuse(person_id: int, kind: MisuseKind) -> None:
    """Refuse a notice or a complaint of somebody who is shut out of them. Raises Conflict."""
    found = standing(person_id, kind)
    if found is not None and found.holds and found.suspended_until is not None:
        until = local(found.suspended_until).date()
        raise Conflict(
            _(
                "Bis zum %(until)s nehmen wir von Ihnen keine weiteren Meldungen oder Beschwerden entgegen. Warum, steht "
                "in Ihren Mitteilungen. Ist jemand in Gefahr, wählen Sie bitte den Grund „Gefahr für Leib und Leben“: "
                "Das geht immer.",
                until=until.strftime("%d.%m.%Y"),
            )
        )


def _went_on(misuse: MisuseCase) -> bool:
    """Tell whether something without ground came in after the warning."""
    after = misuse.warning_sent_at
    if misuse.kind == MisuseKind.NOTICES:
        newer = select(Notice.id).where(Notice.person_id == misuse.person_id, Notice.created_at > after, *_in_vain())
    else:
        newer = select(Complaint.id).where(
            Complaint.person_id == misuse.person_id, Complaint.created_at > after, Complaint.outcome == Outcome.UPHELD
        )
    return db.session.scalar(newer.limit(1)) is not None


def _lock(person: Person) -> None:
    """Let one decision about a person come after the other."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())


def _check(texts: dict[str, str]) -> None:
    wrong = [name for name, text in texts.items() if not WORDS[0] <= len(text) <= WORDS[1]]
    if wrong:
        raise Invalid(fields={name: [_("Bitte schreiben Sie zwischen 20 und 2.000 Zeichen.")] for name in wrong})


def _write(misuse: MisuseCase, words: str) -> None:
    """Mail a warning, whatever mails the person wishes else: the law asks for it."""
    person = misuse.person or db.session.get_one(Person, misuse.person_id)
    if person.confirmed_at is None:
        return
    mail.queue(
        person.email,
        "misuse",
        language=person.language,
        kind=german(MisuseKind(misuse.kind).label),
        number=misuse.number,
        in_all=misuse.in_all,
        words=words,
        url=mail.absolute(url_for("legal.contact", _external=False)),
    )
