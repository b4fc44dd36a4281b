"""Assessing ideas by the strategy's criteria."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forum.assessments.events import AssessmentGiven
from forum.assessments.models import Assessment
from forum.assessments.scoring import MOST_POINTS, score
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Forbidden, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.ideas.models import Idea
from forum.strategy.models import strategy


def assess(actor: Actor, idea: Idea, *, given: Mapping[str, Any], comment: str = "") -> Assessment:
    """Give the actor's assessment of an idea, or change it: every criterion needs an answer. Raises Invalid."""
    require(actor, "assessment.give", idea)
    if actor.person_id is None:
        raise Forbidden
    known = strategy()
    wrong: dict[str, list[str]] = {}
    answers: dict[str, Any] = {}
    for criterion in known.criteria.values():
        value = given.get(criterion.key)
        if criterion.knock_out and not isinstance(value, bool):
            wrong[criterion.key] = [_("Bitte antworten Sie mit Ja oder Nein.")]
        elif not criterion.knock_out and (isinstance(value, bool) or value not in range(MOST_POINTS + 1)):
            wrong[criterion.key] = [_("Bitte geben Sie 0 bis 5 Punkte.")]
        answers[criterion.key] = value
    comment = clean_text(comment)
    if len(comment) > 5000:
        wrong["comment"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=5000)]
    if wrong:
        raise Invalid(fields=wrong)
    row = db.session.scalar(
        select(Assessment).where(Assessment.idea_id == idea.id, Assessment.assessor_id == actor.person_id)
    )
    if row is None:
        row = Assessment(idea_id=idea.id, assessor_id=actor.person_id, created_at=now())
        db.session.add(row)
    result = score(known.criteria.values(), answers)
    row.given, row.points, row.failed = answers, result.points, list(result.failed)
    row.comment, row.strategy_version, row.changed_at = comment, known.version, now()
    db.session.flush()
    record(actor, AssessmentGiven(idea_id=idea.id, assessment_id=row.id), audience="staff")
    return row
