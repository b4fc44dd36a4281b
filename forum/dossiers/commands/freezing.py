"""Freezing a dossier: everything the Board needs to know, gathered on one day and never changed (B-13)."""

from typing import Any

from flask import current_app, url_for
from flask_babel import force_locale
from sqlalchemy import func, select

from forum.assessments.policies import ASSESSABLE
from forum.assessments.queries import anonymous_copy, assessments_of
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.dossiers import proof
from forum.dossiers.commands.numbers import next_number
from forum.dossiers.events import DossierFrozen
from forum.dossiers.models import Dossier
from forum.ideas import commands as ideas
from forum.ideas import lifecycle
from forum.ideas.lifecycle import IdeaState, StepKind
from forum.ideas.models import Idea, IdeaStep
from forum.strategy.models import strategy

CITED = (StepKind.ANSWER, StepKind.RECOMMENDATION)


def freeze_dossier(actor: Actor, idea: Idea, *, goals_reason: str, reason: str) -> Dossier:
    """Freeze the paper about an idea as it stands now, and put the idea before the Board when the table allows it.

    ``goals_reason`` confirms in one sentence which goals the idea serves (G-13); ``reason`` is the public text of the
    step. Raises Conflict, Invalid.
    """
    require(actor, "dossier.freeze", idea)
    if idea.state not in ASSESSABLE:
        raise Conflict(
            _("Eine Vorlage entsteht erst in der Prüfung. Die Idee steht bei „%(state)s“.", state=idea.stage.label)
        )
    if idea.hidden_at is not None:
        raise Conflict(_("Die Moderation hat diese Idee verborgen."))
    if not (idea.goals_confirmed_at and idea.goals_reason == goals_reason.strip()):
        ideas.confirm_goals(actor, idea, sentence=goals_reason)
    earlier = db.session.scalar(select(Dossier.number).where(Dossier.idea_id == idea.id).limit(1))
    number = earlier or f"V-{today().year}-{next_number(f'V-{today().year}'):03d}"
    newest = db.session.scalar(select(func.max(Dossier.version)).where(Dossier.number == number)) or 0
    data = _gather(idea, number, newest + 1)
    html = _paper(data)
    dossier = Dossier(
        number=number,
        version=newest + 1,
        idea_id=idea.id,
        title=idea.title,
        data=data,
        html=html,
        digest=proof.of_paper(data, html),
        audience=idea.audience,
        frozen_at=now(),
        frozen_by=actor.person_id,
    )
    db.session.add(dossier)
    db.session.flush()
    event = DossierFrozen(dossier_id=dossier.id, idea_id=idea.id, version=dossier.version, digest=dossier.digest)
    record(actor, event, audience=dossier.audience)
    ideas.note_dossier(actor, idea, number=number, url=dossier.url)
    row = lifecycle.transition(idea.state, IdeaState.BOARD)
    if row is not None and lifecycle.holds_a_role(actor, row, idea):
        ideas.advance(actor, idea, IdeaState.BOARD, reason=reason)
    return dossier


def _gather(idea: Idea, number: str, version: int) -> dict[str, Any]:
    known = strategy()
    steps = db.session.scalars(
        select(IdeaStep)
        .where(IdeaStep.idea_id == idea.id, IdeaStep.kind.in_([kind.value for kind in CITED]))
        .order_by(IdeaStep.seq)
    )
    return {
        "number": number,
        "version": version,
        "frozen_at": now().isoformat(),
        "strategy_version": known.version,
        "idea": {
            "id": idea.id,
            "title": idea.title,
            "version": idea.text_version,
            "source": idea.source,
            "html": idea.html,
            "submitted_at": idea.submitted_at.isoformat() if idea.submitted_at else None,
            "url": url_for("ideas.show", idea_id=idea.id, _external=False),
        },
        "support": {
            "count": idea.support_count,
            "threshold": idea.threshold,
            "reached_at": idea.threshold_reached_at.isoformat() if idea.threshold_reached_at else None,
        },
        "goals": [{"key": goal.key, "title": goal.title} for goal in idea.goals],
        "goals_reason": idea.goals_reason,
        "districts": [{"number": district.number, "name": district.name} for district in idea.districts],
        "unit": idea.unit,
        "steps": [
            {
                "kind": step.kind,
                "title": step.title,
                "unit": step.unit,
                "at": step.at.isoformat(),
                "source": step.source,
                "html": step.html,
                "data": step.data,
            }
            for step in steps
        ],
        "criteria": [
            {"key": row.key, "title": row.title, "weight": row.weight, "knock_out": row.knock_out}
            for row in known.criteria.values()
        ],
        "assessments": anonymous_copy(assessments_of(idea)),
    }


def _paper(data: dict[str, Any]) -> str:
    # The paper is German whoever freezes it, and needs neither request nor viewer.
    with force_locale("de"):
        return current_app.jinja_env.get_template("dossiers/_paper.html").render(**data)
