"""Freezing a dossier: everything the Board needs to know, gathered on one day and never changed (B-13)."""

from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import func, select

from forum.assessments.policies import ASSESSABLE
from forum.core.clock import now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict
from forum.core.events import record
from forum.core.i18n import _
from forum.core.numbers import next_number
from forum.core.permissions import Actor, require
from forum.dossiers import proof
from forum.dossiers.commands.gathering import gather
from forum.dossiers.commands.together import audience_of, newest_paper
from forum.dossiers.events import DossierFrozen
from forum.dossiers.models import Dossier, DossierDraft, DossierIdea
from forum.ideas import commands as ideas
from forum.ideas import lifecycle
from forum.ideas.lifecycle import IdeaState
from forum.ideas.models import Idea


def freeze_dossier(
    actor: Actor,
    idea: Idea,
    *,
    goals_reason: str,
    reason: str,
    draft: DossierDraft | None = None,
    seen: int | None = None,
) -> Dossier:
    """Freeze the paper about an idea as it stands now, and put the idea before the Board when the table allows it.

    A draft brings what people wrote, and the other ideas of the paper. ``goals_reason`` confirms in one sentence which
    goals the ideas serve (G-13); ``reason`` is the public text of the step, ``seen`` the version of the draft that
    was read. Raises Conflict, Invalid.
    """
    require(actor, "dossier.freeze", idea)
    if draft is not None and seen is not None and seen != draft.version:
        raise Conflict(_("Jemand anderes hat diesen Entwurf inzwischen geändert. Eingefroren ist noch nichts."))
    about = draft.ideas if draft is not None else [idea]
    # In the order of their numbers, so that two who freeze at once wait for each other and never in a circle.
    locked = {number: get_or_404(Idea, number, lock=True) for number in sorted(one.id for one in about)}
    about = [locked[one.id] for one in about]
    audience = audience_of(about)
    for one in about:
        _check(one)
        if not (one.goals_confirmed_at and one.goals_reason == goals_reason.strip()):
            ideas.confirm_goals(actor, one, sentence=goals_reason)
    number = _number(about[0], draft)
    newest = db.session.scalar(select(func.max(Dossier.version)).where(Dossier.number == number)) or 0
    title = draft.title if draft is not None else idea.title
    frozen = {"number": number, "version": newest + 1, "title": title, "frozen_at": now().isoformat()}
    data = frozen | gather(about, draft.parts if draft is not None else {})
    html = _paper(data)
    dossier = Dossier(
        number=number,
        version=newest + 1,
        idea_id=about[0].id,
        title=title,
        data=data,
        html=html,
        digest=proof.of_paper(data, html),
        audience=audience,
        frozen_at=now(),
        frozen_by=actor.person_id,
        idea_links=[DossierIdea(position=place, idea_id=one.id) for place, one in enumerate(about, start=1)],
    )
    db.session.add(dossier)
    if draft is not None:
        draft.number = number
    db.session.flush()
    event = DossierFrozen(dossier_id=dossier.id, idea_id=idea.id, version=dossier.version, digest=dossier.digest)
    record(actor, event, audience=dossier.audience)
    for one in about:
        _put_before_the_board(actor, one, dossier, reason)
    return dossier


def _check(idea: Idea) -> None:
    if idea.state not in ASSESSABLE:
        raise Conflict(
            _("Eine Vorlage entsteht erst in der Prüfung. Die Idee steht bei „%(state)s“.", state=idea.stage.label)
        )
    if idea.hidden_at is not None:
        raise Conflict(_("Die Moderation hat diese Idee verborgen."))


def _number(idea: Idea, draft: DossierDraft | None) -> str:
    """Return the number of the paper that this one continues, or a new one."""
    if draft is not None and draft.number is not None:
        return draft.number
    earlier = newest_paper(idea)
    if earlier is not None:
        return earlier.number
    series = f"V-{today().year}"
    return f"{series}-{next_number(series):03d}"


def _put_before_the_board(actor: Actor, idea: Idea, dossier: Dossier, reason: str) -> None:
    ideas.note_dossier(actor, idea, number=dossier.number, url=dossier.url)
    row = lifecycle.transition(idea.state, IdeaState.BOARD)
    if row is not None and lifecycle.holds_a_role(actor, row, idea):
        ideas.advance(actor, idea, IdeaState.BOARD, reason=reason)


def _paper(data: dict[str, Any]) -> str:
    with force_locale("de"):
        return current_app.jinja_env.get_template("dossiers/_paper.html").render(**data)
