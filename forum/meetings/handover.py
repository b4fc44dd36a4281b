"""The one place where what was adopted leaves its meeting and reaches the idea it is about."""

from sqlalchemy import Select, select

from forum.core.clock import local
from forum.core.db import db
from forum.core.i18n import german, lazy, marked
from forum.core.permissions import SYSTEM
from forum.dossiers import commands as dossiers
from forum.dossiers import queries as dossiers_queries
from forum.dossiers.commands import Ruling, Session, Subjects, Vote
from forum.dossiers.models import Result, Unanimity
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings.models import Circulation, CirculationReply, Motion, Poll, Resolution, ResolutionKind
from forum.meetings.queries.entitled import members_with_a_vote

BASIS = marked("Beschluss des Smart City-Boards in seiner Sitzung")
BASIS_IN_WRITING = marked("Beschluss des Smart City-Boards im Umlaufverfahren")
# What stands above the parts of a recommendation where it is quoted.
REASONS, OPINIONS = lazy("Begründung"), lazy("Abweichende Meinungen")


def hand_over(resolution: Resolution, poll: Poll, motion: Motion, seq: int) -> None:
    """Put what was adopted in public where it belongs, in the transaction in which the vote was closed.

    It is the forum itself that writes it there: the step follows from the vote, whoever closed it. A recommendation goes on
    the log of its idea; what a Fachbeirat resolved for itself goes nowhere. A decision of the board goes into the register
    when the idea lies before it with paper and assessments; what lacks them stays a resolution of the meeting, until the
    Board records it by hand.
    """
    if resolution.idea_id is None or resolution.audience != "public":
        return
    if resolution.kind == ResolutionKind.RECOMMENDATION:
        _recommend(resolution, resolution.idea_id)
    if resolution.kind != ResolutionKind.DECISION:
        return
    idea = db.session.get_one(Idea, resolution.idea_id)
    if dossiers_queries.is_ready(idea):
        ruling = Ruling(
            result=Result.UNGEAENDERT,
            vote=_vote(resolution, poll),
            text=resolution.text,
            reasons=motion.reasons,
            binding_basis=BASIS,
            decided_on=local(resolution.adopted_at).date(),
        )
        dossiers.record_decision(SYSTEM, Subjects(ideas=[idea]), ruling, _session(resolution, seq))


def hand_over_circulated(resolution: Resolution, circulation: Circulation) -> None:
    """Put what was adopted in writing where it belongs, like what was adopted in a session; it has a period, no meeting."""
    if resolution.idea_id is None or resolution.audience != "public":
        return
    if resolution.kind == ResolutionKind.RECOMMENDATION:
        _recommend(resolution, resolution.idea_id)
        return
    idea = db.session.get_one(Idea, resolution.idea_id)
    if dossiers_queries.is_ready(idea):
        vote = Vote(
            yes=resolution.yes,
            no=resolution.no,
            abstain=resolution.abstain,
            unanimity=Unanimity.MEHRHEITLICH if resolution.no else Unanimity.EINSTIMMIG,
            present=resolution.yes + resolution.no + resolution.abstain,
            entitled=len(circulation.entitled),
        )
        ruling = Ruling(
            result=Result.UNGEAENDERT,
            vote=vote,
            text=resolution.text,
            reasons=circulation.reasons,
            binding_basis=BASIS_IN_WRITING,
            decided_on=local(resolution.adopted_at).date(),
        )
        where = Session(committee_id=resolution.committee_id, body=resolution.committee.title)
        dossiers.record_decision(SYSTEM, Subjects(ideas=[idea]), ruling, where)


def take_back(resolution: Resolution) -> None:
    """Take the words of what was adopted from where they were put, because they are removed (L-51); the votes stay."""
    if resolution.idea_id is None or not resolution.text:
        return
    ideas.blank_recommendation(SYSTEM, resolution.idea_id, url=resolution.url)
    if resolution.kind == ResolutionKind.DECISION:
        dossiers.withhold_words(SYSTEM, resolution.idea_id, text=resolution.text)


def say_anew(resolution: Resolution) -> None:
    """Let the idea say what its recommendation says now: an opinion came to it, or was removed."""
    handed_over = resolution.kind == ResolutionKind.RECOMMENDATION and resolution.audience == "public"
    if handed_over and resolution.idea_id is not None and resolution.text:
        ideas.reword_recommendation(SYSTEM, resolution.idea_id, url=resolution.url, text=_wording(resolution))


def _wording(resolution: Resolution) -> str:
    """Return a recommendation as ideas and papers quote it: text, reasons, and what spoke against it (L-16)."""
    if resolution.circulation_id is not None:
        reasons = db.session.get_one(Circulation, resolution.circulation_id).reasons
        against = list(db.session.scalars(opinions_of(resolution.circulation_id)))
    else:
        motion = db.session.get_one(Motion, db.session.get_one(Poll, resolution.poll_id).motion_id)
        reasons, against = motion.reasons, [motion.against] if motion.against else []
    parts = [resolution.text]
    if reasons:
        parts += [f"**{german(REASONS)}**", reasons]
    if against:
        parts += [f"**{german(OPINIONS)}**", *against]
    return "\n\n".join(parts)


def opinions_of(circulation_id: int) -> Select[str]:
    """Select what those said who voted no in writing, in the order of the words, so that nothing tells who wrote which."""
    said = CirculationReply.against
    return select(said).where(CirculationReply.circulation_id == circulation_id, said != "").order_by(said)


def _recommend(resolution: Resolution, idea_id: int) -> None:
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


def _vote(resolution: Resolution, poll: Poll) -> Vote:
    return Vote(
        yes=poll.yes,
        no=poll.no,
        abstain=poll.abstain,
        unanimity=Unanimity.MEHRHEITLICH if poll.no else Unanimity.EINSTIMMIG,
        present=poll.present,
        entitled=max(members_with_a_vote(resolution.committee_id), poll.present),
    )


def _session(resolution: Resolution, seq: int) -> Session:
    return Session(
        committee_id=resolution.committee_id,
        body=resolution.committee.title,
        meeting_id=resolution.meeting_id,
        item_id=resolution.item_id,
        minutes_seq=seq,
    )
