"""The one place where what was adopted leaves its meeting and reaches the ideas it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from forum.committees.models import Majority
from forum.core.clock import local
from forum.core.db import db, get_or_404
from forum.core.i18n import german, lazy, marked
from forum.core.permissions import SYSTEM
from forum.dossiers import commands as dossiers
from forum.dossiers import queries as dossiers_queries
from forum.dossiers.commands import SIMPLE_MAJORITY, Duty, Ruling, Session, Subjects, Vote
from forum.dossiers.models import Decision, DecisionSubject, Result, Unanimity
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings.conditions import Condition
from forum.meetings.labels import RULES
from forum.meetings.models import Circulation, Motion, Poll, Resolution, ResolutionKind
from forum.meetings.queries.circulation import opinions_of
from forum.meetings.queries.entitled import members_with_a_vote, people_stepping_back
from forum.meetings.queries.procedure import COUNTED
from forum.meetings.ruling import result_of

BASIS = marked("Beschluss des Smart City-Boards in seiner Sitzung")
BASIS_IN_WRITING = marked("Beschluss des Smart City-Boards im Umlaufverfahren")
# What stands above the parts of a recommendation where it is quoted.
REASONS, OPINIONS = lazy("Begründung"), lazy("Abweichende Meinungen")


def hand_over(resolution: Resolution, poll: Poll, motion: Motion, seq: int) -> None:
    """Put what was adopted in public where it belongs, in the transaction in which the vote was closed.

    It is the forum itself that writes it there: the step follows from the vote, whoever closed it. A recommendation goes on
    the logs of its ideas; what a Fachbeirat resolved for itself goes nowhere. A decision of the Board goes into the register
    with the result that was frozen with the vote (B-19), for all its ideas that lie before the Board with paper and
    assessments (B-13); what lacks them stays a resolution of the meeting, until the Board records it by hand.
    """
    frozen = poll.configuration
    session = Session(
        committee_id=resolution.committee_id,
        body=resolution.committee.title,
        meeting_id=resolution.meeting_id,
        item_id=resolution.item_id,
        minutes_seq=seq,
    )
    biased = people_stepping_back(poll.item_id)
    vote = Vote(
        yes=poll.yes,
        no=poll.no,
        abstain=poll.abstain,
        unanimity=Unanimity.MEHRHEITLICH if poll.no else Unanimity.EINSTIMMIG,
        present=poll.present,
        entitled=max(members_with_a_vote(resolution.committee_id), poll.present),
        recused=[person.handle for person in biased if person.handle],
        rule=_named(poll.rule),
    )
    next_on = date.fromisoformat(frozen["next_on"]) if frozen.get("next_on") else None
    papers = dict(zip(frozen.get("ideas") or (), frozen.get("papers") or (), strict=True))
    # The day on which the vote was opened: days that lay ahead then count as ahead, also when it was closed after midnight.
    day = local(poll.opened_at).date()
    said = Said(frozen.get("ruling"), next_on, motion.reasons, vote, BASIS, day, papers, motion.conditions)
    _hand_over(resolution, said, session)


def hand_over_circulated(resolution: Resolution, circulation: Circulation) -> None:
    """Put what was adopted in writing where it belongs, like what was adopted in a session; it has a period, no meeting."""
    vote = Vote(
        yes=resolution.yes,
        no=resolution.no,
        abstain=resolution.abstain,
        unanimity=Unanimity.MEHRHEITLICH if resolution.no else Unanimity.EINSTIMMIG,
        present=resolution.yes + resolution.no + resolution.abstain,
        entitled=len(circulation.entitled),
        rule=_named(COUNTED[Majority(circulation.majority)]),
    )
    papers = {circulation.idea_id: circulation.dossier_id} if circulation.idea_id and circulation.dossier_id else {}
    day = local(resolution.adopted_at).date()
    said = Said(circulation.ruling, circulation.next_on, circulation.reasons, vote, BASIS_IN_WRITING, day, papers)
    _hand_over(resolution, said, Session(committee_id=resolution.committee_id, body=resolution.committee.title))


@dataclass(frozen=True)
class Said:
    """What a vote said about ideas: the result, if it decides about them, until when they are postponed, why, and how.

    ``papers`` names the papers that lay before the committee, by the number of the idea; no other idea is decided about.
    """

    ruling: str | None
    next_on: date | None
    reasons: str
    vote: Vote
    basis: str
    day: date
    papers: Mapping[int, int]
    conditions: Sequence[Condition] = ()


def _named(rule: str) -> str:
    """Return a rule of counting in the words of the register, which are German."""
    return SIMPLE_MAJORITY if rule == "simple" else german(RULES[rule])


def _hand_over(resolution: Resolution, said: Said, session: Session) -> None:
    if resolution.audience != "public":
        return
    if resolution.kind == ResolutionKind.RECOMMENDATION:
        recommend(resolution)
    result = result_of(said.ruling)
    if resolution.kind == ResolutionKind.DECISION and result is not None:
        _decide(resolution, result, said, session)


def _decide(resolution: Resolution, result: Result, said: Said, session: Session) -> None:
    # In the order of their numbers, so that two who decide at once wait for each other and never in a circle; whether an
    # idea lies before the Board is asked when nobody else can move it.
    locked = {number: get_or_404(Idea, number, lock=True) for number in sorted(said.papers)}
    ready = [idea for number in said.papers if dossiers_queries.is_ready(idea := locked[number])]
    if not ready:
        return
    ruling = Ruling(
        result=result,
        vote=said.vote,
        text=resolution.text,
        reasons=said.reasons,
        binding_basis=said.basis,
        decided_on=said.day,
        next_on=said.next_on,
        duties=[Duty(text=one.text, unit=one.unit, due_on=one.due_on) for one in said.conditions],
    )
    subjects = Subjects(ideas=ready, papers=said.papers)
    resolution.decision_number = dossiers.record_decision(SYSTEM, subjects, ruling, session).number


def take_back(resolution: Resolution) -> None:
    """Take the words of what was adopted from where they were put, because they are removed (L-51); the votes stay."""
    if not resolution.text:
        return
    for idea_id in sorted(resolution.idea_ids):
        ideas.blank_recommendation(SYSTEM, idea_id, url=resolution.url)
    for number in _recorded_as(resolution):
        dossiers.withhold_words(SYSTEM, number)


def _recorded_as(resolution: Resolution) -> Sequence[str]:
    """Return under which numbers the register has a resolution: its own, or what was recorded by hand in its words."""
    if resolution.decision_number is not None:
        return [resolution.decision_number]
    if resolution.kind != ResolutionKind.DECISION or not resolution.idea_ids:
        return []
    of_others = select(Resolution.decision_number).where(Resolution.decision_number.is_not(None))
    by_hand = select(Decision.number).where(
        Decision.subjects.any(DecisionSubject.idea_id.in_(resolution.idea_ids)),
        Decision.text == resolution.text,
        Decision.number.not_in(of_others),
    )
    return db.session.scalars(by_hand.order_by(Decision.id)).all()


def say_anew(resolution: Resolution) -> None:
    """Let the ideas say what their recommendation says now: an opinion came to it, or was removed."""
    if resolution.kind == ResolutionKind.RECOMMENDATION and resolution.audience == "public" and resolution.text:
        for idea_id in sorted(resolution.idea_ids):
            ideas.reword_recommendation(SYSTEM, idea_id, url=resolution.url, text=_wording(resolution))


def _wording(resolution: Resolution) -> str:
    """Return a recommendation as ideas and papers quote it: text, reasons, and what spoke against it (L-16).

    Reasons that were not announced with it stay in the committee.
    """
    if resolution.reasons_audience is not None:
        return resolution.text
    if resolution.circulation_id is not None:
        reasons = db.session.get_one(Circulation, resolution.circulation_id).reasons
        replies = db.session.scalars(opinions_of(resolution.circulation_id))
        against = [reply.against for reply in replies if reply.against]
    else:
        motion = db.session.get_one(Motion, db.session.get_one(Poll, resolution.poll_id).motion_id)
        reasons, against = motion.reasons, [motion.against] if motion.against else []
    parts = [resolution.text]
    if reasons:
        parts += [f"**{german(REASONS)}**", reasons]
    if against:
        parts += [f"**{german(OPINIONS)}**", *against]
    return "\n\n".join(parts)


def announced(resolution: Resolution) -> None:
    """Put where it belongs what was adopted behind closed doors and is announced now; a plain resolution goes nowhere."""
    if resolution.kind == ResolutionKind.RECOMMENDATION:
        recommend(resolution)


def recommend(resolution: Resolution) -> None:
    """Put a recommendation on the pages of its ideas, if everybody may read it."""
    for idea_id in sorted(resolution.idea_ids) if resolution.audience == "public" else ():
        ideas.add_recommendation(
            SYSTEM,
            idea_id,
            committee_title=resolution.committee.title,
            text=_wording(resolution),
            url=resolution.url,
            yes=resolution.yes,
            no=resolution.no,
            abstain=resolution.abstain,
        )
