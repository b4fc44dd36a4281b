"""Deciding in writing between sessions (B-06).

It is started by the chair or the clerk, and closed by the last answer, the deadline or an objection.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from forum.committees.models import Committee, Majority, Quorum, State
from forum.committees.queries import people_recused, recused, rules_of
from forum.core.clock import local, now
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import SYSTEM, Actor, can, require
from forum.core.text import clean_line, clean_text, render
from forum.dossiers.queries import paper_number
from forum.ideas.results import Result
from forum.meetings import ruling as ruled
from forum.meetings.borrowing import hold_ideas, show_titles
from forum.meetings.commands.adoption import adopt_circulated
from forum.meetings.commands.agenda.content import is_known_idea
from forum.meetings.commands.approval import approve_in_writing, begin_in_writing
from forum.meetings.counting.rules import has_majority
from forum.meetings.events import (
    CirculationAnswered,
    CirculationClosed,
    CirculationReminded,
    CirculationStarted,
)
from forum.meetings.models import Circulation, CirculationReply, CirculationState
from forum.meetings.queries.entitled import voters
from forum.meetings.queries.procedure import COUNTED

LONGEST, LONGEST_AGAINST = 20_000, 5000
# How long members may have for their answers: while a matter is open, its committee neither rests nor ends.
LONGEST_TIME = timedelta(days=90)
# How long before the deadline those are reminded who have not answered.
REMINDER = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is to be decided: the text of the motion, why, what to read before, and about which idea or minutes."""

    title: str
    text: str
    reasons: str = ""
    papers: str = ""
    idea_id: int | None = None
    # The session whose minutes are to be approved.
    minutes_id: int | None = None
    public: bool = True
    # In the Board, about an idea: what it decides about it, and until when it postpones it.
    ruling: ruled.RulingWord = ""
    next_on: date | None = None


def start_circulation(actor: Actor, committee: Committee, matter: Matter, *, deadline: datetime) -> Circulation:
    """Ask the members to decide in writing. Who may vote and all rules are frozen now. Raises Invalid, Conflict."""
    require(actor, "circulation.start", committee)
    public = matter.public
    if matter.minutes_id is not None:
        # Sessions are locked before committees, here as in all their commands.
        public = public and begin_in_writing(matter.minutes_id, committee.id).audience == committee.audience
    # A committee is dissolved under the same lock.
    committee = get_or_404(Committee, committee.id, lock=True)
    if committee.state != State.ACTIVE:
        raise Conflict(_("Dieses Gremium ist nicht tätig."))
    matter = _checked(actor, committee, matter, deadline)
    rules, people = rules_of(committee.id), sorted(voters(committee.id) - _stepping_back(matter))
    if not people:
        raise Conflict(_("Dieses Gremium hat zurzeit kein Mitglied mit Stimme."))
    decides = ruled.result_of(matter.ruling)
    circulation = Circulation(
        committee_id=committee.id,
        title=matter.title,
        source=matter.text,
        html=render(matter.text),
        reasons=matter.reasons,
        reasons_html=_html(matter.reasons),
        papers=matter.papers,
        papers_html=_html(matter.papers),
        idea_id=matter.idea_id,
        ruling=matter.ruling or None,
        next_on=matter.next_on if decides == Result.VERTAGT else None,
        dossier_id=paper_number(matter.idea_id) if decides is not None and matter.idea_id is not None else None,
        minutes_id=matter.minutes_id,
        audience=committee.word,
        adopted_for=committee.audience if public else committee.word,
        entitled=people,
        quorum=Quorum(rules.quorum).needed(len(people)),
        majority=str(rules.majority),
        objections_needed=rules.circulation_objections,
        started_by=actor.person_id,
        started_at=now(),
        deadline=deadline,
    )
    show_titles(circulation)
    db.session.add(circulation)
    db.session.flush()
    event = CirculationStarted(circulation_id=circulation.id, committee_id=committee.id)
    record(actor, event, audience=circulation.audience)
    return circulation


def _stepping_back(matter: Matter) -> set[int]:
    """Return who takes no part in deciding on the idea, in writing as in a session (B-15)."""
    return {person.id for person in people_recused(idea_id=matter.idea_id)} if matter.idea_id is not None else set()


def _html(text: str) -> str:
    return render(text) if text else ""


def _checked(actor: Actor, committee: Committee, matter: Matter, deadline: datetime) -> Matter:
    """Return the matter with its texts tidied. Raises Invalid with everything that is wrong."""
    title, texts = clean_line(matter.title), [clean_text(one) for one in (matter.text, matter.reasons, matter.papers)]
    problems: dict[str, list[str]] = {}
    if not 5 <= len(title) <= 160:
        problems["title"] = [_("Bitte schreiben Sie zwischen 5 und 160 Zeichen.")]
    if len(texts[0]) < 10 or any(len(text) > LONGEST for text in texts):
        problems["text"] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=10, most=LONGEST)]
    if deadline < now() + timedelta(days=1):
        problems["deadline"] = [_("Die Mitglieder brauchen mindestens einen Tag.")]
    elif deadline > now() + LONGEST_TIME:
        problems["deadline"] = [_("Ein Umlauf dauert höchstens %(days)d Tage.", days=LONGEST_TIME.days)]
    hold_ideas(matter.idea_id, paper_number(matter.idea_id) if matter.idea_id is not None else None)
    if matter.idea_id is not None and not is_known_idea(actor, matter.idea_id):
        problems["idea_id"] = [_("Eine der genannten Ideen gibt es nicht.")]
    if matter.idea_id is not None and matter.minutes_id is not None:
        problems["idea_id"] = [_("Wer eine Niederschrift genehmigt, entscheidet über keine Idee.")]
    known = [matter.idea_id] if matter.idea_id is not None and "idea_id" not in problems else []
    asked = ruled.Matter(committee_kind=committee.kind, ideas=known, public=matter.public)
    problems |= ruled.problems_of_ruling(
        matter.ruling, matter.next_on, texts[1], asked, voted_on=local(deadline).date()
    )
    if problems:
        raise Invalid(fields=problems)
    return replace(matter, title=title, text=texts[0], reasons=texts[1], papers=texts[2])


def answer_circulation(
    actor: Actor, circulation_id: int, choice: str, reason: str = "", *, against: str = ""
) -> Circulation:
    """Vote, or object to deciding in writing; an answer stands. Raises NotFound, Forbidden, Conflict, Invalid.

    Whoever votes no may say what speaks ``against`` the text; it stands beside what is adopted all the same (L-16).

    Answers, deadline and closing happen one after another under the lock of the row: an answer counts when it comes
    before the end of the second of the deadline, and what closes the matter closes it once.
    """
    circulation = get_or_404(Circulation, circulation_id, lock=True)
    if circulation.audience not in actor.words:
        raise NotFound
    require(actor, "circulation.answer", circulation)
    person_id, moment = actor.person_id, now()
    assert person_id is not None  # noqa: S101  The permission asks for an account.
    if circulation.state != CirculationState.OPEN or moment >= _end(circulation):
        raise Conflict(_("Dieser Umlauf ist beendet."))
    if circulation.committee.state != State.ACTIVE:
        raise Conflict(_("Dieses Gremium ist nicht tätig."))
    if circulation.idea_id is not None and recused(person_id, idea_id=circulation.idea_id):
        raise Conflict(_("Sie sind bei dieser Idee befangen und wirken an diesem Umlauf nicht mit."))
    if db.session.get(CirculationReply, (circulation.id, person_id)) is not None:
        raise Conflict(_("Sie haben schon geantwortet. Ihre Antwort gilt."))
    reason, against = clean_text(reason), clean_text(against)
    if problems := _problems_of_reply(choice, reason, against):
        raise Invalid(fields=problems)
    reply = CirculationReply(
        circulation_id=circulation.id,
        person_id=person_id,
        choice=choice,
        reason=reason if choice == "object" else "",
        against=against,
        at=moment,
    )
    db.session.add(reply)
    db.session.flush()
    event = CirculationAnswered(circulation_id=circulation.id, committee_id=circulation.committee_id, choice=choice)
    record(actor, event, audience=circulation.audience)
    given = _given(circulation)
    if given.count("object") >= circulation.objections_needed or len(given) == len(_taking_part(circulation)):
        _close(circulation, given)
    return circulation


def withdraw_circulation(actor: Actor, circulation_id: int, reason: str) -> Circulation:
    """Take back, with a reason, what is being decided in writing. Raises NotFound, Forbidden, Invalid, Conflict.

    Nothing is adopted; the answers stay, and the matter can be put again or to the next session. Where nobody leads the
    committee any more, the Stabsstelle does it without reading the matter.
    """
    circulation = get_or_404(Circulation, circulation_id, lock=True)
    if circulation.audience not in actor.words and not can(actor, "circulation.withdraw", circulation):
        raise NotFound
    require(actor, "circulation.withdraw", circulation)
    if circulation.state != CirculationState.OPEN or now() >= _end(circulation):
        raise Conflict(_("Dieser Umlauf ist beendet."))
    reason = clean_line(reason)
    if not 10 <= len(reason) <= 500:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen Grund mit 10 bis 500 Zeichen.")]})
    circulation.withdrawn_reason = reason
    _count(circulation, _given(circulation))
    _end_as(actor, circulation, CirculationState.WITHDRAWN)
    return circulation


def _problems_of_reply(choice: str, reason: str, against: str) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if choice not in {"yes", "no", "abstain", "object"}:
        problems["choice"] = [_("Diese Angabe fehlt oder passt nicht.")]
    if choice == "object" and not 10 <= len(reason) <= 500:
        problems["reason"] = [_("Bitte schreiben Sie zwischen %(least)d und %(most)d Zeichen.", least=10, most=500)]
    if against and choice != "no":
        problems["against"] = [_("Eine abweichende Meinung gehört zu einem Nein.")]
    elif len(against) > LONGEST_AGAINST:
        problems["against"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_AGAINST)]
    return problems


def _end(circulation: Circulation) -> datetime:
    """Return the first moment at which it is too late: the whole second of the deadline still counts."""
    return circulation.deadline.replace(microsecond=0) + timedelta(seconds=1)


def _taking_part(circulation: Circulation) -> set[int]:
    """Return who may vote and has not stepped back from the idea since it started (B-15)."""
    idea_id = circulation.idea_id
    biased = {person.id for person in people_recused(idea_id=idea_id)} if idea_id is not None else set[int]()
    return set(circulation.entitled) - biased


def _given(circulation: Circulation) -> list[str]:
    """Return the answers that count: who stepped back after answering takes no part either."""
    reply = CirculationReply
    replies = select(reply.choice).where(
        reply.circulation_id == circulation.id, reply.person_id.in_(_taking_part(circulation))
    )
    return list(db.session.scalars(replies.order_by(reply.person_id)))


def _close(circulation: Circulation, given: Sequence[str]) -> None:
    """End a circulation, once: the row is locked, and it is open."""
    _count(circulation, given)
    _end_as(SYSTEM, circulation, _outcome(circulation, given.count("object")))
    if circulation.state != CirculationState.ACCEPTED:
        return
    if circulation.minutes_id is not None:
        approve_in_writing(circulation)
    else:
        adopt_circulated(circulation)


def _count(circulation: Circulation, given: Sequence[str]) -> None:
    circulation.yes, circulation.no, circulation.abstain = (given.count(one) for one in ("yes", "no", "abstain"))


def _end_as(actor: Actor, circulation: Circulation, state: CirculationState) -> None:
    """Write down how a circulation ended, and say so."""
    circulation.state, circulation.closed_at = state, now()
    event = CirculationClosed(
        circulation_id=circulation.id,
        committee_id=circulation.committee_id,
        outcome=str(circulation.state),
        yes=circulation.yes,
        no=circulation.no,
        abstain=circulation.abstain,
    )
    record(actor, event, audience=circulation.audience)
    db.session.flush()


def _outcome(circulation: Circulation, objections: int) -> CirculationState:
    if objections >= circulation.objections_needed:
        return CirculationState.OBJECTED
    yes, no = circulation.yes, circulation.no
    took_part = yes + no + circulation.abstain
    if circulation.committee.state != State.ACTIVE:
        # A committee that rests or is dissolved decides nothing any more.
        return CirculationState.NO_QUORUM
    if took_part < circulation.quorum or not took_part:
        return CirculationState.NO_QUORUM
    accepted = has_majority(COUNTED[Majority(circulation.majority)], yes, no, took_part, len(_taking_part(circulation)))
    return CirculationState.ACCEPTED if accepted else CirculationState.REJECTED


def close_due_circulations() -> int:
    """Close what is past its deadline; return how many. The worker calls it, each time in a transaction of its own."""
    due = select(Circulation.id).where(Circulation.state == CirculationState.OPEN, Circulation.deadline < now())
    closed = 0
    for number in db.session.scalars(due.order_by(Circulation.id)).all():
        circulation = get_or_404(Circulation, number, lock=True)
        if circulation.state == CirculationState.OPEN and now() >= _end(circulation):
            _close(circulation, _given(circulation))
            closed += 1
    return closed


def remind_of_circulations() -> int:
    """Remind once of every circulation whose deadline comes near; return of how many."""
    near = select(Circulation.id).where(
        Circulation.state == CirculationState.OPEN,
        Circulation.reminded_at.is_(None),
        Circulation.deadline < now() + REMINDER,
        Circulation.deadline > now(),
    )
    numbers = db.session.scalars(near.order_by(Circulation.id)).all()
    for number in numbers:
        circulation = get_or_404(Circulation, number, lock=True)
        if circulation.state == CirculationState.OPEN and circulation.reminded_at is None:
            circulation.reminded_at = now()
            event = CirculationReminded(circulation_id=circulation.id, committee_id=circulation.committee_id)
            record(SYSTEM, event, audience=circulation.audience)
    return len(numbers)
