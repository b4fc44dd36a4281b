"""Taking measures: the effect and its statement of reasons in one transaction, and taking them back (S-02, M-26)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.core.text import clean_line, clean_text
from forum.core.tokens import random_key
from forum.discussions import commands as discussions
from forum.ideas.models import Idea
from forum.moderation.commands.cases import (
    FACTS,
    check_seen,
    check_version,
    close,
    lock,
    shown_again,
    tell_notifiers,
)
from forum.moderation.commands.issuing import issue, tell_author
from forum.moderation.commands.misuse import note_suspension
from forum.moderation.measures import ALONE, MEASURES, MOST_DAYS, Measure, author_of, possible_for
from forum.moderation.models import ON_PERSON, CannedReason, Case, CaseNote, CaseState, NoteKind, Statement
from forum.moderation.plan import Plan
from forum.moderation.rules import ADVERTISING, GROUNDS, RULES
from forum.moderation.target import Target, TextChanged, barred, concerning
from forum.moderation.targets import load
from forum.screening.queries import findings

# So long a warning counts before a suspension, and other measures for the next step (S-17).
WINDOW = timedelta(days=365)
CONSENT = timedelta(days=14)
# Only then it is a warning: whoever got it could read it and write otherwise. Until then there is the writing pause.
HEEDED = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a moderator decided, and the version of the case that was seen."""

    rule: str
    facts: str
    version: int
    measure: str = "hide"
    legal_ground: str = ""
    days: int | None = None
    minutes: int = 0
    passages: str = ""
    canned: CannedReason | None = None
    bulk: str | None = None
    # The mark of the words that were looked at; empty where nobody looked at words.
    seen: str = ""
    # In which thread the post stood that was looked at, for measures about a thread; None where nobody looked.
    seen_in: int | None = None
    # Nothing is sent to the author: only for deceptive advertising in bulk (S-24).
    untold: bool = False


def hide(
    actor: Actor,
    case: Case,
    *,
    rule: str,
    facts: str,
    version: int,
    legal_ground: str = "",
    canned: CannedReason | None = None,
    bulk: str | None = None,
    untold: bool = False,
    seen: str = "",
) -> Statement:
    """Hide the thing of a case, the measure that is taken most. Raises Invalid, Conflict."""
    decision = Decision(
        version=version,
        rule=rule,
        facts=facts,
        legal_ground=legal_ground,
        canned=canned,
        bulk=bulk,
        untold=untold,
        seen=seen,
    )
    return take_measure(actor, case, decision)


def take_measure(actor: Actor, case: Case, decision: Decision) -> Statement:
    """Do something about the thing of a case, and write the statement of reasons in the same transaction (S-02).

    Raises Invalid, and Conflict when somebody else decided meanwhile (M-03).
    """
    target = load(actor, case.kind, case.target_id)
    require(actor, "case.decide", barred(case, target))
    lock(case)
    check_version(case, decision.version)
    target = shown_again(actor, case, target)
    check_seen(target, decision.seen)
    measure = _possible(target, decision.measure)
    author_id = author_of(measure, target)
    require_for(actor, case, target, measure.key, author_id)
    _check_thread(measure, target, decision.seen_in)
    if case.state == CaseState.DISMISSED or (measure.key == "hide" and case.state != CaseState.OPEN):
        raise Conflict(_("Dieser Fall ist schon entschieden."))
    facts, legal_ground = clean_text(decision.facts), clean_line(decision.legal_ground)[:250]
    decision = replace(decision, facts=facts, legal_ground=legal_ground)
    _check(decision, measure, case.kind)
    _ask_for_two(actor, case, target, decision)
    statement = _carry_out(actor, case, target, measure, decision)
    case.space_id = target.space_id
    close(actor, case, CaseState.ACTED, facts)
    tell_author(actor, statement)
    # What happens to the account changes nothing for who reported the content and was told already.
    is_new = statement.measure not in ON_PERSON or not any(notice.answered_at for notice in case.present_notices)
    if is_new and case.state != CaseState.OPEN:
        tell_notifiers(case)
    return statement


def _carry_out(actor: Actor, case: Case, target: Target, measure: Measure, decision: Decision) -> Statement:
    """Let a measure take effect, and write its statement of reasons."""
    author_id = author_of(measure, target)
    plan = Plan(
        statement_puid=random_key(),
        rule=decision.rule,
        until=now() + timedelta(days=decision.days) if decision.days and measure.takes_days else None,
        minutes=decision.minutes,
        passages=decision.passages,
        warned_at=warned_at(author_id) if measure.key == "suspend" else None,
    )
    detail = measure.apply(actor, target, plan)
    if plan.warned_at is not None and plan.until is not None and author_id is not None:
        # The numbers beside it are those from before it.
        note_suspension(actor, author_id, plan, decision.facts)
    return issue(
        actor,
        case,
        target,
        measure,
        plan,
        facts=decision.facts,
        detail=detail,
        legal_ground=decision.legal_ground,
        # Also where somebody reported it as well: a program had a part in finding it (S-07, M-35).
        automated_detection=bool(findings(case.kind, case.target_id)),
        canned_id=decision.canned.id if decision.canned is not None else None,
        bulk=decision.bulk,
        untold=decision.untold,
    )


def require_for(actor: Actor, case: Case, target: Target, measure: str, author_id: int | None) -> None:
    """Ask for the right to take a measure or to take it back: one and the same. Raises Forbidden.

    A measure about a thread concerns whoever began it, also where another person's post led there; nobody decides that
    about themselves, in either direction (M-24). What concerns an account takes more (M-17).
    """
    require(actor, "person.sanction" if measure in ON_PERSON else "case.decide", concerning(case, target, author_id))


def may_have(viewer: Actor, case: Case, target: Target, statement: Statement) -> bool:
    """Tell whether somebody may take this measure, and so take it back."""
    right = "person.sanction" if statement.is_on_person else "case.decide"
    return can(viewer, right, concerning(case, target, statement.author_id))


def possible_to(viewer: Actor, case: Case, target: Target) -> list[Measure]:
    """Return what somebody may do about a thing: what concerns an account is not for those who moderate one space."""
    found = []
    for measure in possible_for(target):
        right = "person.sanction" if measure.on_person else "case.decide"
        if can(viewer, right, concerning(case, target, author_of(measure, target))):
            found.append(measure)
    return found


def _possible(target: Target, key: str) -> Measure:
    if key == "hide":
        return MEASURES["hide"]
    measure = next((one for one in possible_for(target) if one.key == key), None)
    if measure is None:
        raise Invalid(fields={"measure": [_("Bitte wählen Sie eine Maßnahme, die hier möglich ist.")]})
    return measure


def _check_thread(measure: Measure, target: Target, seen_in: int | None) -> None:
    """Raise Conflict when the post stands in another thread by now: the reasons are about the one that was read (M-03)."""
    if not measure.on_thread:
        return
    # The thread is locked first, as wherever posts are written or moved; then the post is read anew and stays where it is.
    discussions.lock_thread_of(target.thing)
    if seen_in is not None and target.thing.thread_id != seen_in:
        raise TextChanged(
            _("Der Beitrag steht inzwischen in einem anderen Thema. Bitte entscheiden Sie, was dort gelten soll.")
        )


def _check(decision: Decision, measure: Measure, kind: str) -> None:
    problems: dict[str, list[str]] = {}
    if decision.rule not in GROUNDS:
        problems["rule"] = [_("Bitte wählen Sie einen Grund.")]
    if not FACTS[0] <= len(decision.facts) <= FACTS[1]:
        problems["facts"] = [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]
    elif (
        decision.canned
        and not decision.canned.clear
        and decision.facts in {decision.canned.text, decision.canned.text_en}
    ):
        problems["facts"] = [_("Bitte fügen Sie dem Textbaustein einen eigenen Satz zu diesem Fall hinzu.")]
    if decision.untold and (decision.rule != ADVERTISING or measure.key != "hide"):
        problems["untold"] = [_("Ohne Nachricht geht es nur, wenn massenhafte Werbung verborgen wird.")]
    elif decision.untold and not decision.bulk and kind != "account":
        problems["untold"] = [_("Ohne Nachricht geht es nur bei vielen auf einmal, nicht bei einem einzelnen Inhalt.")]
    if decision.rule in RULES and RULES[decision.rule].illegal and len(decision.legal_ground) < 3:
        problems["legal_ground"] = [_("Bitte nennen Sie das Gesetz und die Vorschrift.")]
    if measure.needs_days and not decision.days:
        problems["days"] = [_("Bitte sagen Sie, wie viele Tage das gilt.")]
    if decision.days is not None and not 1 <= decision.days <= MOST_DAYS:
        problems["days"] = [_("Bitte nennen Sie zwischen 1 und %(most)s Tagen.", most=MOST_DAYS)]
    if problems:
        raise Invalid(fields=problems)


def _ask_for_two(actor: Actor, case: Case, target: Target, decision: Decision) -> None:
    """Refuse a step that needs the consent of another moderator and has none (M-23)."""
    if decision.measure == "suspend" and (decision.days or 0) > ALONE and not _has_consent(actor, case, "suspend"):
        alone = _("Allein sperren Sie ein Konto für höchstens %(most)s Tage.", most=ALONE)
        raise Invalid(fields={"days": [alone, _("Für mehr stimmt jemand anderes unter den Notizen zu.")]})
    is_idea = decision.measure == "hide" and isinstance(target.thing, Idea)
    if is_idea and target.thing.threshold_reached_at is not None and not _has_consent(actor, case, "hide"):
        many = _("So viele Menschen stehen hinter dieser Idee, dass niemand sie allein verbirgt.")
        raise Invalid(fields={"facts": [many, _("Bitte lassen Sie jemand anderes unter den Notizen zustimmen.")]})


def _has_consent(actor: Actor, case: Case, measure: str) -> bool:
    """Tell whether another moderator agreed to this measure in this case, lately and since it was taken last (M-23)."""
    used = [row.created_at for row in case.statements if row.measure == measure]
    agreed = select(CaseNote.id).where(
        CaseNote.case_id == case.id,
        CaseNote.kind == NoteKind.CONSENT,
        CaseNote.measure == measure,
        CaseNote.author_id != actor.person_id,
        CaseNote.at > max([*used, now() - CONSENT]),
    )
    return db.session.scalar(agreed.limit(1)) is not None


def warned_at(person_id: int | None) -> datetime | None:
    """Return when a person was warned last, of the warnings that count: not too long ago, and long enough to heed (S-17)."""
    return db.session.scalar(
        select(Statement.created_at)
        .where(
            Statement.author_id == person_id,
            Statement.measure == "warn",
            Statement.reverted_at.is_(None),
            Statement.created_at > now() - WINDOW,
            Statement.created_at <= now() - HEEDED,
        )
        .order_by(Statement.id.desc())
        .limit(1)
    )


def next_step(person_id: int | None) -> str:
    """Return the measure that comes next for a person by the number of those that stand: it is proposed, no more (M-17)."""
    steps = ("hint", "warn", "slow", "limit", "suspend")
    taken = db.session.scalars(
        select(Statement.measure).where(
            Statement.author_id == person_id,
            Statement.measure.in_(steps),
            Statement.reverted_at.is_(None),
            Statement.created_at > now() - WINDOW,
        )
    ).all()
    if "warn" not in taken:
        return "warn" if taken else "hint"
    # A hint is no sanction: whoever got one and a warning is warned once.
    return steps[min(len(taken) - taken.count("hint") + 1, len(steps) - 1)]
