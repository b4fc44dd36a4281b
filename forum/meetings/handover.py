"""The one place where what was adopted leaves its meeting and reaches the idea it is about."""

from sqlalchemy import func, select

from forum.committees.models import Membership, Role, in_term
from forum.core.clock import local
from forum.core.db import db
from forum.core.i18n import marked
from forum.core.permissions import SYSTEM
from forum.dossiers import commands as dossiers
from forum.dossiers import queries as dossiers_queries
from forum.dossiers.commands import Ruling, Session, Subjects, Vote
from forum.dossiers.models import Result, Unanimity
from forum.ideas import commands as ideas
from forum.ideas.models import Idea
from forum.meetings.models import Motion, Poll, Resolution

BASIS = marked("Beschluss des Smart City-Boards in seiner Sitzung")


def hand_over(resolution: Resolution, poll: Poll, motion: Motion, seq: int) -> None:
    """Put what was adopted in public where it belongs, in the transaction in which the vote was closed.

    It is the forum itself that writes it there: the step follows from the vote, whoever closed it. A recommendation goes on
    the log of its idea. A decision of the board goes into the register when the idea lies before it with paper and
    assessments; what lacks them stays a resolution of the meeting, until the Board records it by hand.
    """
    if resolution.idea_id is None or resolution.audience != "public":
        return
    if resolution.kind == "recommendation":
        _recommend(resolution, resolution.idea_id)
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


def _recommend(resolution: Resolution, idea_id: int) -> None:
    ideas.add_recommendation(
        SYSTEM,
        idea_id,
        committee_title=resolution.committee.title,
        text=resolution.text,
        url=resolution.url,
        yes=resolution.yes,
        no=resolution.no,
        abstain=resolution.abstain,
    )


def _vote(resolution: Resolution, poll: Poll) -> Vote:
    # Who came after the vote was opened may vote, too; who left may have voted before.
    present = max(poll.present, poll.yes + poll.no + poll.abstain)
    return Vote(
        yes=poll.yes,
        no=poll.no,
        abstain=poll.abstain,
        unanimity=Unanimity.MEHRHEITLICH if poll.no else Unanimity.EINSTIMMIG,
        present=present,
        entitled=max(_entitled(resolution.committee_id), present),
    )


def _session(resolution: Resolution, seq: int) -> Session:
    return Session(
        committee_id=resolution.committee_id,
        body=resolution.committee.title,
        meeting_id=resolution.meeting_id,
        item_id=resolution.item_id,
        minutes_seq=seq,
    )


def _entitled(committee_id: int) -> int:
    """Count who could have voted today; the clerk has no vote."""
    members = select(func.count()).where(
        Membership.committee_id == committee_id, Membership.role != Role.CLERK, in_term()
    )
    return db.session.scalar(members) or 0
