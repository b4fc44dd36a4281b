"""The pause for those who often report or complain without ground, as a measure with its reasons (S-17, S-02)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forum.core.clock import now
from forum.core.db import db
from forum.core.events import record
from forum.core.permissions import Actor
from forum.moderation.events import MisuseLifted
from forum.moderation.models import MisuseCase, MisuseKind
from forum.moderation.plan import Plan
from forum.moderation.target import Target

MISUSE = "misuse"


def lift(actor: Actor, _target: Target, detail: Mapping[str, Any]) -> None:
    """End a pause before its time; one that is over ended by itself, and there is nothing to say about it."""
    row = db.session.get_one(MisuseCase, detail["misuse"])
    if not row.holds:
        return
    row.lifted_at = now()
    db.session.flush()
    event = MisuseLifted(person_id=row.person_id, misuse_id=row.id, kind=MisuseKind(row.kind).value)
    record(actor, event, audience=f"person:{row.person_id}")


def hold_again(_actor: Actor, _target: Target, plan: Plan) -> dict[str, Any]:
    """Let a pause hold again that was taken back by a slip, by the statement that it has (M-15)."""
    row = db.session.scalars(select(MisuseCase).where(MisuseCase.statement_puid == plan.statement_puid)).one()
    row.lifted_at = None
    db.session.flush()
    return {"misuse": row.id}
