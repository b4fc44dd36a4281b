"""Recording what the Board decided; a record is never changed (G-07)."""

import hashlib
import json
from datetime import date
from typing import Any

from sqlalchemy import select

from forum.assessments.queries import anonymous_copy, demanded_assessments
from forum.core.clock import now, today
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text, render
from forum.dossiers.commands.numbers import next_number
from forum.dossiers.events import DecisionRecorded
from forum.dossiers.models import Decision, DecisionDistrict, DecisionGoal, Dossier, Result, Unanimity
from forum.ideas import commands as ideas
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea
from forum.strategy.models import strategy

LEAST_TEXT = 20


def record_decision(
    actor: Actor,
    idea: Idea,
    *,
    result: Result,
    unanimity: Unanimity,
    text: str,
    reasons: str = "",
    conditions: str = "",
    yes: int,
    no: int,
    abstain: int,
    binding_basis: str,
    decided_on: date,
    next_on: date | None = None,
    meeting_id: int | None = None,
) -> Decision:
    """Write a decision into the register and let the idea take its step.

    Raises Conflict when the idea is not before the Board, assessments are missing (G-09) or no dossier is frozen;
    Invalid when the record is not complete.
    """
    require(actor, "decision.record", idea)
    if idea.state != IdeaState.BOARD:
        raise Conflict(_("Die Idee liegt dem Board nicht vor. Sie steht bei „%(state)s“.", state=idea.stage.label))
    rows = demanded_assessments(idea)
    dossier = db.session.scalar(
        select(Dossier).where(Dossier.idea_id == idea.id).order_by(Dossier.version.desc()).limit(1)
    )
    if dossier is None:
        raise Conflict(_("Zu dieser Idee ist noch keine Vorlage eingefroren."))
    text, reasons, conditions = clean_text(text), clean_text(reasons), clean_text(conditions)
    basis = clean_line(binding_basis)
    _check(result, unanimity, text, reasons, (yes, no, abstain), basis, decided_on, next_on)
    decision = Decision(
        number=f"SCB-{decided_on.year}-{next_number(f'SCB-{decided_on.year}')}",
        idea_id=idea.id,
        dossier_id=dossier.id,
        meeting_id=meeting_id,
        title=idea.title,
        result=result,
        unanimity=unanimity,
        text=text,
        text_html=render(text),
        reasons=reasons,
        reasons_html=render(reasons) if reasons else "",
        conditions=conditions,
        conditions_html=render(conditions) if conditions else "",
        yes=yes,
        no=no,
        abstain=abstain,
        binding_basis=basis,
        decided_on=decided_on,
        next_on=next_on if result == Result.VERTAGT else None,
        strategy_version=strategy().version,
        assessments=anonymous_copy(rows),
        audience=idea.audience,
        recorded_at=now(),
        recorded_by=actor.person_id,
        goal_links=[DecisionGoal(goal=link.goal, version=link.version) for link in idea.goal_links],
        district_links=[DecisionDistrict(district=number) for number in idea.district_numbers],
    )
    decision.digest = digest_of(decision)
    db.session.add(decision)
    db.session.flush()
    event = DecisionRecorded(decision_id=decision.id, idea_id=idea.id, result=result.value, digest=decision.digest)
    record(actor, event, audience=decision.audience)
    ideas.note_decision(
        actor,
        idea,
        IdeaState(result.value),
        number=decision.number,
        text=reasons or text,
        url=decision.url,
        due_on=decision.next_on,
        data={"yes": yes, "no": no, "abstain": abstain},
    )
    return decision


def _check(
    result: Result,
    unanimity: Unanimity,
    text: str,
    reasons: str,
    votes: tuple[int, int, int],
    basis: str,
    decided_on: date,
    next_on: date | None,
) -> None:
    wrong: dict[str, list[str]] = {}
    if len(text) < LEAST_TEXT:
        wrong["text"] = [_("Bitte schreiben Sie mindestens %(least)d Zeichen.", least=LEAST_TEXT)]
    if result != Result.BESCHLOSSEN and len(reasons) < LEAST_TEXT:
        wrong["reasons"] = [_("Ablehnen und Vertagen brauchen eine Begründung.")]
    if min(votes) < 0 or max(votes) > 1000 or not sum(votes):
        wrong["yes"] = [_("Bitte geben Sie die gezählten Stimmen an.")]
    elif unanimity == Unanimity.EINSTIMMIG and votes[0] and votes[1]:
        wrong["unanimity"] = [_("Mit Ja- und Nein-Stimmen ist der Beschluss nicht einstimmig.")]
    elif result == Result.BESCHLOSSEN and votes[0] <= votes[1]:
        wrong["yes"] = [_("Beschlossen ist, was mehr Ja- als Nein-Stimmen hat.")]
    if not 5 <= len(basis) <= 500:
        wrong["binding_basis"] = [_("Bitte nennen Sie, worauf sich die Bindung stützt.")]
    if decided_on > today():
        wrong["decided_on"] = [_("Dieser Tag liegt in der Zukunft.")]
    if result == Result.VERTAGT and (next_on is None or next_on <= decided_on):
        wrong["next_on"] = [_("Bitte nennen Sie den Tag, bis zu dem vertagt wird.")]
    if wrong:
        raise Invalid(fields=wrong)


def digest_of(decision: Decision) -> str:
    """Return the digest that proves a record unchanged."""
    names = (
        "number", "idea_id", "meeting_id", "title", "text", "reasons", "conditions", "yes", "no", "abstain",
        "binding_basis", "strategy_version", "assessments",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(decision, name) for name in names}
    values["result"], values["unanimity"] = str(decision.result), str(decision.unanimity)
    values["decided_on"] = decision.decided_on.isoformat()
    values["next_on"] = decision.next_on.isoformat() if decision.next_on else None
    values["goals"] = sorted(link.goal for link in decision.goal_links)
    values["districts"] = sorted(link.district for link in decision.district_links)
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
