"""The one dispatcher for socket, API and forms: asked, allowed, and done once (L-38)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.meetings.commands import polls, session, shapes, talk
from forum.meetings.commands.step import Step
from forum.meetings.models import Meeting, SentCommand

KEY = re.compile(r"[\w-]{8,64}", re.ASCII)


@dataclass(frozen=True)
class Action:
    """A type of command: the permission it takes, the shape of its data, and what it does."""

    permission: str
    shape: type[shapes.Shape]
    handle: Callable[[Step, Any], None]


ACTIONS = {
    "session.start": Action("meeting.lead", shapes.Empty, session.start_session),
    "session.close": Action("meeting.end", shapes.Empty, session.close_session),
    "item.open": Action("meeting.lead", shapes.ItemRef, session.open_item),
    "item.close": Action("meeting.lead", shapes.ItemEnd, session.close_item),
    "presence.check_in": Action("meeting.contribute", shapes.PresenceRef, session.check_in),
    "presence.check_out": Action("meeting.contribute", shapes.PresenceRef, session.check_out),
    "contribution.add": Action("meeting.contribute", shapes.NewContribution, talk.add_contribution),
    "contribution.hide": Action("contribution.hide", shapes.ContributionRef, talk.hide_contribution),
    "speech.request": Action("meeting.vote", shapes.NewSpeech, talk.request_speech),
    "speech.withdraw": Action("meeting.vote", shapes.SpeakerRef, talk.withdraw_speech),
    "speech.start": Action("meeting.lead", shapes.SpeakerRef, talk.start_speech),
    "speech.end": Action("meeting.lead", shapes.SpeakerRef, talk.end_speech),
    "motion.add": Action("meeting.lead", shapes.NewMotion, polls.add_motion),
    "poll.open": Action("meeting.lead", shapes.NewPoll, polls.open_poll),
    "poll.vote": Action("meeting.vote", shapes.Vote, polls.vote),
    "poll.close": Action("meeting.lead", shapes.PollRef, polls.close_poll),
}


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
    known = db.session.get(SentCommand, (meeting.id, step.person_id, idempotency_key))
    if known is not None:
        if known.type != kind:
            raise Conflict(_("Dieser Schlüssel gehört zu einem anderen Befehl."))
        return Answer(known.seq, duplicate=True)
    action.handle(step, shapes.checked(action.shape, {} if data is None else data, strict=strict))
    sent = SentCommand(
        meeting_id=meeting.id, person_id=step.person_id, key=idempotency_key, type=kind, seq=step.seqs[-1]
    )
    db.session.add(sent)
    db.session.flush()
    return Answer(sent.seq)
