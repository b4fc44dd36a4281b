"""Ideas that are told at a desk: the Stabsstelle puts them down, and the person may claim them with a code (N-16)."""

import re
import secrets
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import delete, select

from forum.core.clock import now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, clean_text
from forum.core.tokens import keyed_digest
from forum.ideas.commands.facts import set_facts
from forum.ideas.commands.log import Line, add_line, move
from forum.ideas.commands.writing import Content, check_content, new_idea, publish, write_text
from forum.ideas.events import ClaimCodeIssued, IdeaCaptured, IdeaClaimed
from forum.ideas.lifecycle import IdeaState, StepKind, transition
from forum.ideas.models import TOLD, Idea, IdeaClaim

# Letters and digits that nobody mistakes for each other on paper: 60 bits in three groups of four.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP = 3, 4


def capture_idea(actor: Actor, content: Content, *, origin: str, told_on: date, told_at: str = "") -> Idea:
    """Put an idea down that somebody told the desk; it has no author, and its page says how it came. Raises Invalid."""
    require(actor, "idea.capture")
    check_content(content)
    wrong: dict[str, list[str]] = {}
    if origin not in TOLD:
        wrong["origin"] = [_("Diese Auswahl gibt es nicht.")]
    if told_on > today():
        wrong["told_on"] = [_("Dieser Tag liegt in der Zukunft.")]
    if wrong:
        raise Invalid(fields=wrong)
    idea = new_idea(None)
    write_text(idea, clean_line(content.title), clean_text(content.text))
    set_facts(idea, content.goals, content.category, content.districts, clean_line(content.place)[:200], content.point)
    idea.origin, idea.told_on, idea.told_at = origin, told_on, clean_line(told_at)[:120]
    publish(actor, idea)
    if idea.thread is not None:
        idea.thread.author_id = None
    row = transition(IdeaState.ENTWURF, IdeaState.EINGEREICHT)
    assert row is not None  # noqa: S101  The table holds this row.
    move(actor, idea, row, Line(data={"note": "captured"}))
    record(actor, IdeaCaptured(idea_id=idea.id), audience=idea.audience)
    return idea


def issue_code(actor: Actor, idea: Idea) -> str:
    """Return a fresh one-time code for an idea, to be handed out on paper; a former code opens nothing any more."""
    require(actor, "idea.issue_code", idea)
    db.session.execute(delete(IdeaClaim).where(IdeaClaim.idea_id == idea.id, IdeaClaim.used_at.is_(None)))
    code = "-".join("".join(secrets.choice(ALPHABET) for _place in range(GROUP)) for _group in range(GROUPS))
    lives = timedelta(days=current_app.config["CLAIM_CODE_DAYS"])
    claim = IdeaClaim(
        digest=_digest(code),
        idea_id=idea.id,
        issued_by=actor.person_id,
        issued_at=now(),
        expires_at=now() + lives,
    )
    db.session.add(claim)
    db.session.flush()
    record(actor, ClaimCodeIssued(idea_id=idea.id), audience="staff")
    return code


def claim_idea(actor: Actor, code: str) -> Idea:
    """Make the actor the author of the idea for which the code was handed out. Raises Invalid, Conflict."""
    require(actor, "idea.claim")
    claim = db.session.scalar(select(IdeaClaim).where(IdeaClaim.digest == _digest(code)).with_for_update())
    if claim is None:
        raise _refused(_("Diesen Code gibt es nicht. Bitte prüfen Sie, ob Sie sich vertippt haben."))
    if claim.used_at is not None:
        raise _refused(_("Dieser Code wurde schon eingelöst."))
    if claim.expires_at <= now():
        raise _refused(_("Dieser Code ist abgelaufen. Bitte fragen Sie die Stabsstelle nach einem neuen."))
    idea = get_or_404(Idea, claim.idea_id, lock=True)
    if idea.author_id is not None:
        raise Conflict(_("Diese Idee hat schon jemand übernommen."))
    claim.used_at, idea.author_id = now(), actor.person_id
    if idea.thread is not None:
        idea.thread.author_id = actor.person_id
    db.session.flush()
    add_line(actor, idea, StepKind.NOTE, Line(data={"note": "claimed"}))
    record(actor, IdeaClaimed(idea_id=idea.id), audience=idea.audience)
    return idea


def _digest(code: str) -> str:
    """Return what is stored of a code, however it was typed; the key keeps a stolen table from being tried out."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return keyed_digest(current_app.config["SECRET_KEY"], f"claim:{plain}")


def _refused(sentence: str) -> Invalid:
    return Invalid(fields={"code": [sentence]})
