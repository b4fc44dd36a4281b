"""What was frozen about ideas of the administration becomes public with them (G-25): the text stays, its readers change."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, update

from forum.core.db import db
from forum.core.events import LoggedEvent, Subscriber, record
from forum.core.permissions import SYSTEM
from forum.dossiers.events import DecisionReleased, DossierReleased
from forum.dossiers.models import Decision, DecisionSubject, Dossier, DossierIdea
from forum.ideas.events import IdeaReleased
from forum.ideas.lifecycle import INSIDE
from forum.ideas.models import Idea

_IS_KEPT_INSIDE = Idea.audience != "public"


def _release(events: Sequence[LoggedEvent]) -> None:
    for event in events:
        _release_papers(event.data["idea_id"])
        release_decisions(DecisionSubject.idea_id == event.data["idea_id"])


def _release_papers(idea_id: int) -> None:
    papers = select(Dossier.id, Dossier.idea_id).where(
        Dossier.audience == INSIDE,
        Dossier.idea_links.any(DossierIdea.idea_id == idea_id),
        ~Dossier.idea_links.any(DossierIdea.idea.has(_IS_KEPT_INSIDE)),
    )
    for dossier_id, first in db.session.execute(papers.order_by(Dossier.id)).all():
        # The rows are frozen for everybody else; who may read them is no part of what their digest proves.
        db.session.execute(update(Dossier).where(Dossier.id == dossier_id).values(audience="public"))
        record(SYSTEM, DossierReleased(dossier_id=dossier_id, idea_id=first), audience="public")


def release_decisions(about: ColumnElement[bool]) -> None:
    """Make the decisions about a subject public, once all the ideas that they name are."""
    decisions = select(Decision.id, Decision.idea_id).where(
        Decision.audience == INSIDE,
        Decision.subjects.any(about),
        ~Decision.subjects.any(DecisionSubject.idea.has(_IS_KEPT_INSIDE)),
    )
    for decision_id, first in db.session.execute(decisions.order_by(Decision.id)).all():
        db.session.execute(update(Decision).where(Decision.id == decision_id).values(audience="public"))
        record(SYSTEM, DecisionReleased(decision_id=decision_id, idea_id=first), audience="public")


RELEASED = Subscriber("dossiers.released", (IdeaReleased,), _release)
