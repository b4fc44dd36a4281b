"""The one dispatcher for socket, API and forms: asked, allowed, and done once (L-38)."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from forum.core.db import Model, db, get_or_404, plainly
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.meetings.commands import (
    agenda,
    contributions,
    inviting,
    minutes,
    motions,
    polls,
    presence,
    questions,
    quorum,
    recusals,
    redaction,
    session,
    speakers,
    substitutes,
)
from forum.meetings.commands.action import checked
from forum.meetings.commands.step import Step
from forum.meetings.models import Meeting, SentCommand

KEY = re.compile(r"[\w-]{8,64}", re.ASCII)


AREAS = (
    session, inviting, agenda, presence, substitutes, recusals, quorum, contributions, questions, speakers, motions, polls,
    minutes, redaction,
)  # fmt: skip
ACTIONS = {kind: action for area in AREAS for kind, action in area.ACTIONS.items()}


_TABLE = Model.metadata.tables[SentCommand.__tablename__]
# Built once: every command asks them, and hundreds may come in one second (L-68).
_SENT_BEFORE = select(_TABLE.c.type, _TABLE.c.seq).where(
    *(_TABLE.c[name] == bindparam(name) for name in ("meeting_id", "person_id", "key"))
)
_NOTE_SENT = insert(_TABLE)


@dataclass(frozen=True)
class Answer:
    """The number of the last event of a command, and whether the command had been carried out before."""

    seq: int
    duplicate: bool = False


def perform(
    actor: Actor, meeting_id: int, kind: Any, data: Any, idempotency_key: Any, *, strict: bool = True
) -> Answer:
    """Carry a command out, once per key. Raises NotFound, Forbidden, Invalid, Conflict.

    The meeting's row stays locked to the end of the transaction: commands of one meeting happen one after
    another.
    """
    action = ACTIONS.get(kind) if isinstance(kind, str) else None
    if action is None:
        raise Invalid(fields={"type": [_("Diesen Befehl gibt es nicht.")]})
    if not isinstance(idempotency_key, str) or not KEY.fullmatch(idempotency_key):
        raise Invalid(fields={"idempotency_key": [_("Der Schlüssel braucht 8 bis 64 Buchstaben oder Ziffern.")]})
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    if meeting.audience not in actor.words:
        raise NotFound
    require(actor, action.permission, meeting)
    step = Step(actor, meeting)
    sent = {"meeting_id": meeting.id, "person_id": step.person_id, "key": idempotency_key}
    known = plainly(_SENT_BEFORE, sent).first()
    if known is not None:
        if known.type != kind:
            raise Conflict(_("Dieser Schlüssel gehört zu einem anderen Befehl."))
        return Answer(known.seq, duplicate=True)
    action.handle(step, checked(action.shape, {} if data is None else data, strict=strict))
    db.session.flush()
    plainly(_NOTE_SENT, {**sent, "type": kind, "seq": step.seqs[-1]})
    return Answer(step.seqs[-1])
