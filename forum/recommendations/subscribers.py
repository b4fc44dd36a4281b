"""What recommendations do when something happened: one was adopted, or the Board decided on its idea."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber
from forum.dossiers.events import DecisionRecorded
from forum.dossiers.models import Decision, DecisionSubject
from forum.meetings.events import CirculatedAnnounced, ResolutionAdopted, ResolutionAnnounced, ResolutionCirculated
from forum.meetings.models import Resolution, ResolutionIdea
from forum.recommendations.commands import announce_votes, answer_by_decision, owe_answer
from forum.recommendations.models import FollowUp


def _adopted(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        resolution = db.session.get_one(Resolution, event.data["resolution_id"])
        if resolution.kind == "recommendation" and resolution.audience == "public":
            owe_answer(resolution)
            announce_votes(resolution)


def _decided(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        decision = db.session.get_one(Decision, event.data["decision_id"])
        about = select(DecisionSubject).where(DecisionSubject.decision_id == decision.id)
        subjects = db.session.scalars(about).all()
        its_ideas = ResolutionIdea.idea_id.in_([one.idea_id for one in subjects if one.idea_id])
        asked = select(Resolution).join(FollowUp, FollowUp.resolution_id == Resolution.id)
        found = db.session.scalars(
            asked.where(
                Resolution.id.in_(select(ResolutionIdea.resolution_id).where(its_ideas))
                | Resolution.id.in_([one.resolution_id for one in subjects if one.resolution_id]),
                FollowUp.answered_at.is_(None),
                Resolution.adopted_at <= event.at,
            ).order_by(Resolution.id)
        ).all()
        for resolution in found:
            answer_by_decision(decision, resolution)


SUBSCRIBERS = [
    Subscriber(
        "recommendations.owed",
        (ResolutionAdopted, ResolutionCirculated, ResolutionAnnounced, CirculatedAnnounced),
        _adopted,
    ),
    Subscriber("recommendations.answered", (DecisionRecorded,), _decided),
]
