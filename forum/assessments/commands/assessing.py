"""Giving an assessment: every criterion needs an answer, and nobody sees the others' before all have finished."""

from collections.abc import Mapping
from typing import Any

from forum.assessments.commands.criteria import keep_criteria
from forum.assessments.commands.rounds import lock, note_shown, present_round, stored_round
from forum.assessments.events import AssessmentGiven
from forum.assessments.models import Assessment
from forum.assessments.scoring import score
from forum.core.clock import now
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_text
from forum.ideas.models import Idea
from forum.strategy.models import CriteriaSet
from forum.strategy.models.criteria import MOST_POINTS

LONGEST_COMMENT = 5000
LONGEST_REMARK = 1000
POINTS = frozenset(range(MOST_POINTS + 1))


def assess(
    actor: Actor,
    idea: Idea,
    *,
    given: Mapping[str, Any],
    remarks: Mapping[str, str] | None = None,
    goals: Mapping[str, Any] | None = None,
    comment: str = "",
    seen: int | None = None,
) -> Assessment:
    """Give the actor's assessment of an idea in its present round, or change it while others are still to give theirs.

    ``seen`` is the version of the criteria that the form showed. Raises Invalid, and Conflict when the round is complete
    or its criteria are others by now.
    """
    require(actor, "assessment.give", idea)
    if actor.person_id is None:
        raise Forbidden
    # Whoever decides, freezes or assesses at the same moment waits; then the state of the idea is asked for again.
    lock(idea)
    require(actor, "assessment.give", idea)
    present = present_round(idea)
    if present.is_complete:
        raise Conflict(_("Diese Runde ist abgeschlossen. Die Stabsstelle kann eine weitere Runde öffnen."))
    if present.was_shown and present.of(actor.person_id) is not None:
        raise Conflict(
            _("In dieser Runde waren die Punkte aller schon zu sehen. Ihre Bewertung ändert sich deshalb nicht mehr.")
        )
    known = present.criteria_set
    if seen is not None and seen != known.number:
        raise Conflict(_("Die Kriterien haben sich inzwischen geändert. Bitte prüfen Sie Ihre Antworten noch einmal."))
    answers, kept_remarks = _answers(known, given), _texts(known, remarks or {})
    rated = {key: (goals or {}).get(key) for key in idea.goal_keys}
    comment = clean_text(comment)
    _check(known, answers, kept_remarks, rated, comment)
    keep_criteria()
    stored_round(idea, present).criteria_version = known.number
    row = present.of(actor.person_id)
    if row is None:
        row = Assessment(idea_id=idea.id, round=present.number, assessor_id=actor.person_id, created_at=now())
        db.session.add(row)
    result = score(known.criteria.values(), answers)
    row.given, row.points, row.failed = answers, result.points, list(result.failed)
    row.remarks, row.goals = kept_remarks, {key: points for key, points in rated.items() if points is not None}
    row.comment, row.criteria_version, row.changed_at = comment, known.number, now()
    db.session.flush()
    note_shown(idea)
    event = AssessmentGiven(idea_id=idea.id, assessment_id=row.id, round=row.round)
    record(actor, event, audience="staff")
    return row


def _answers(known: CriteriaSet, given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: given.get(key) for key in known.criteria}


def _texts(known: CriteriaSet, remarks: Mapping[str, str]) -> dict[str, str]:
    texts = {key: clean_text(remarks.get(key) or "") for key in known.criteria}
    return {key: text for key, text in texts.items() if text}


def _check(
    known: CriteriaSet,
    answers: Mapping[str, Any],
    remarks: Mapping[str, str],
    rated: Mapping[str, Any],
    comment: str,
) -> None:
    wrong: dict[str, list[str]] = {}
    for criterion in known.criteria.values():
        value = answers[criterion.key]
        if criterion.knock_out and not isinstance(value, bool):
            wrong[criterion.key] = [_("Bitte antworten Sie mit Ja oder Nein.")]
        elif not criterion.knock_out and not _is_points(value):
            wrong[criterion.key] = [_("Bitte geben Sie 0 bis 5 Punkte.")]
    for key, value in rated.items():
        if value is not None and not _is_points(value):
            wrong[f"goal-{key}"] = [_("Bitte geben Sie 0 bis 5 Punkte.")]
    for key, text in remarks.items():
        if len(text) > LONGEST_REMARK:
            wrong[f"remark-{key}"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_REMARK)]
    if len(comment) > LONGEST_COMMENT:
        wrong["comment"] = [_("Bitte schreiben Sie höchstens %(most)d Zeichen.", most=LONGEST_COMMENT)]
    if wrong:
        raise Invalid(fields=wrong)


def _is_points(value: Any) -> bool:
    return not isinstance(value, bool) and value in POINTS
