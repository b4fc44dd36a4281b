"""Taking measures: the effect and its statement of reasons in one transaction, and taking them back (S-02, M-26)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, can, require
from forum.core.text import clean_line, clean_text
from forum.core.tokens import random_key
from forum.ideas.models import Idea
from forum.moderation.commands.cases import (
    FACTS,
    check_seen,
    check_version,
    close,
    lock,
    shown_again,
    tell_notifiers,
    tell_of_undoing,
)
from forum.moderation.commands.letters import write_to
from forum.moderation.commands.misuse import note_suspension
from forum.moderation.events import StatementIssued, StatementReverted
from forum.moderation.measures import ALONE, MEASURES, MOST_DAYS, OUTLASTING, Measure, author_of, possible_for, remains
from forum.moderation.models import ON_PERSON, CannedReason, Case, CaseNote, CaseState, NoteKind, Statement
from forum.moderation.plan import Plan
from forum.moderation.rules import ADVERTISING, RULES
from forum.moderation.target import Target, barred, concerning
from forum.moderation.targets import load
from forum.screening.queries import findings
from forum.terms.queries import in_force

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
    if case.state == CaseState.DISMISSED or (measure.key == "hide" and case.state != CaseState.OPEN):
        raise Conflict(_("Dieser Fall ist schon entschieden."))
    facts, legal_ground = clean_text(decision.facts), clean_line(decision.legal_ground)[:250]
    decision = replace(decision, facts=facts, legal_ground=legal_ground)
    _check(decision, measure)
    _ask_for_two(actor, case, target, decision)
    statement = _carry_out(actor, case, target, measure, decision)
    case.space_id = target.space_id
    close(actor, case, CaseState.ACTED, facts)
    event = StatementIssued(case_id=case.id, statement_id=statement.id, rule=decision.rule, author_id=author_id)
    record(actor, event, audience=f"person:{author_id}")
    write_to(statement)
    tell_notifiers(case)
    return statement


def _carry_out(actor: Actor, case: Case, target: Target, measure: Measure, decision: Decision) -> Statement:
    """Let a measure take effect, and write its statement of reasons with all fields of Art. 17 DSA."""
    author_id = author_of(measure, target)
    until = now() + timedelta(days=decision.days) if decision.days and measure.takes_days else None
    plan = Plan(
        statement_puid=random_key(),
        rule=decision.rule,
        until=until,
        minutes=decision.minutes,
        passages=decision.passages,
        warned_at=warned_at(author_id) if measure.key == "suspend" else None,
    )
    # Whoever only began the thread reads which one it is, and not the words of somebody else in it.
    evidence, files = (target.thing.thread.title, []) if measure.on_thread else (target.evidence, target.files)
    statement = Statement(
        puid=plan.statement_puid,
        case_id=case.id,
        author_id=author_id,
        moderator_id=actor.person_id,
        measure=measure.key,
        rule=decision.rule,
        rules_version=in_force("regeln").number,
        legal_ground=decision.legal_ground,
        facts=decision.facts,
        after_notice=case.notice_count > 0,
        # Also where somebody reported it as well: a program had a part in finding it (S-07, M-35).
        automated_detection=bool(findings(case.kind, case.target_id)),
        source=_source(case),
        until=until,
        detail=measure.apply(actor, target, plan),
        evidence=evidence,
        evidence_version=target.version,
        evidence_files=files,
        content_at=target.published_at,
        content_type=target.content_type,
        content_language=target.language,
        canned_id=decision.canned.id if decision.canned is not None else None,
        bulk=decision.bulk,
        untold=decision.untold,
        created_at=now(),
    )
    if plan.warned_at is not None and until is not None and author_id is not None:
        note_suspension(actor, author_id, plan, decision.facts)
    db.session.add(statement)
    return statement


def require_for(actor: Actor, case: Case, target: Target, measure: str, author_id: int | None) -> None:
    """Ask for the right to take a measure or to take it back: one and the same. Raises Forbidden.

    A measure about a thread concerns whoever began it, also where another person's post led there; nobody decides that
    about themselves, in either direction (M-24). What concerns an account takes more (M-17).
    """
    require(actor, "person.sanction" if measure in ON_PERSON else "case.decide", concerning(case, target, author_id))


def may_take_back(viewer: Actor, case: Case, target: Target | None) -> bool:
    """Tell whether somebody may take the newest measure of a case back, or undo a decision without one.

    ``target`` is None where the thing is gone, or the viewer may not read it.
    """
    newest = standing_of(case)
    if newest is None:
        return target is not None and can(viewer, "case.decide", barred(case, target))
    if target is None:
        if newest.measure not in OUTLASTING:
            return False
        target = remains(newest)
    right = "person.sanction" if newest.is_on_person else "case.decide"
    return can(viewer, right, concerning(case, target, newest.author_id))


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


def _check(decision: Decision, measure: Measure) -> None:
    problems: dict[str, list[str]] = {}
    if decision.rule not in RULES:
        problems["rule"] = [_("Bitte wählen Sie einen Grund.")]
    if not FACTS[0] <= len(decision.facts) <= FACTS[1]:
        problems["facts"] = [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]
    elif (
        decision.canned
        and not decision.canned.clear
        and decision.facts in {decision.canned.text, decision.canned.text_en}
    ):
        problems["facts"] = [_("Bitte fügen Sie der Vorlage einen eigenen Satz zu diesem Fall hinzu.")]
    if decision.untold and (decision.rule != ADVERTISING or measure.key != "hide"):
        problems["untold"] = [_("Ohne Nachricht geht es nur, wenn massenhafte Werbung verborgen wird.")]
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
    """Return the measure that comes next for a person by the number of those that stand: a hint, not a rule (M-17)."""
    steps = ("warn", "slow", "limit", "suspend")
    taken = db.session.scalars(
        select(Statement.measure).where(
            Statement.author_id == person_id,
            Statement.measure.in_(steps),
            Statement.reverted_at.is_(None),
            Statement.created_at > now() - WINDOW,
        )
    ).all()
    return steps[min(len(taken), len(steps) - 1)] if "warn" in taken else steps[0]


def _source(case: Case) -> str:
    """Return from where the moderation heard of it, in the vocabulary of the transparency database."""
    notices = case.standing_notices
    if not notices:
        return "SOURCE_VOLUNTARY"
    if any(notice.trusted for notice in notices):
        return "SOURCE_TRUSTED_FLAGGER"
    by_law = any(notice.person_id is None or RULES[notice.rule].illegal for notice in notices)
    return "SOURCE_ARTICLE_16" if by_law else "SOURCE_TYPE_OTHER_NOTIFICATION"


def restore(actor: Actor, case: Case, *, reason: str, version: int) -> None:
    """Take the newest measure back, with a reason (M-15). Raises Invalid, Conflict."""
    target = to_lift(actor, case, standing_of(case))
    require(actor, "case.decide", barred(case, target))
    lock(case)
    check_version(case, version)
    reason = clean_text(reason)
    if not FACTS[0] <= len(reason) <= FACTS[1]:
        raise Invalid(fields={"facts": [_("Bitte schreiben Sie zwischen 20 und 5.000 Zeichen.")]})
    statement = standing_of(case)
    if statement is None:
        raise Conflict(_("In diesem Fall ist nichts verborgen."))
    take_back(actor, case, target, statement, reason)


def to_lift(actor: Actor, case: Case, statement: Statement | None) -> Target:
    """Return the thing of a case, or what is left of it where a measure on an account or a thread outlasts it (S-04).

    Raises NotFound when it is gone, or not for the actor, and with it all that the statement was about.
    """
    try:
        return load(actor, case.kind, case.target_id)
    except NotFound:
        if statement is None or statement.measure not in OUTLASTING:
            raise
        return remains(statement)


def standing_of(case: Case) -> Statement | None:
    """Return the newest measure of a case that holds still."""
    return next((row for row in reversed(case.statements) if row.stands), None)


def take_back(
    actor: Actor, case: Case, target: Target, statement: Statement, reason: str, *, at_once: bool = False
) -> None:
    """Undo the effect of a statement, and mark it as reverted; it takes the same right as taking the measure."""
    require_for(actor, case, target, statement.measure, statement.author_id)
    statement.reverted_at, statement.reverted_by, statement.revert_reason = now(), actor.person_id, reason
    db.session.flush()
    # Marked first: what holds in a thread is computed from the measures that stand still.
    if statement.ended_at is None:
        MEASURES[statement.measure].lift(actor, target, {**(statement.detail or {}), "at_once": at_once})
    if case.state == CaseState.OPEN:
        # What was reported since waits for a decision of its own; whoever was told of this one hears that it is gone.
        db.session.expire(case, ["statements"])
        tell_of_undoing(case)
    else:
        # A case can hold more than one; each decision is taken back by itself, the newest first.
        close(actor, case, CaseState.ACTED if standing_of(case) else CaseState.DISMISSED, reason)
        if not at_once:
            tell_notifiers(case)
    event = StatementReverted(case_id=case.id, statement_id=statement.id, author_id=statement.author_id)
    record(actor, event, audience=f"person:{statement.author_id}")
