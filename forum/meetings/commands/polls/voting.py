"""Voting: once, by whoever may, and without a name where the level says so (L-74)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import bindparam, insert, select

from forum.core.clock import now
from forum.core.db import Model, db, get_or_404, plainly
from forum.core.errors import Conflict, Invalid, NotFound
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.tokens import random_key
from forum.meetings.commands.action import Number
from forum.meetings.commands.polls.envelopes import is_envelope
from forum.meetings.commands.polls.officers import some_outside
from forum.meetings.commands.polls.shapes import PollRef, allowed_ballot, led, poll_of, require_state
from forum.meetings.commands.step import Step
from forum.meetings.counting import digest, no_figures, with_one_more
from forum.meetings.counting.ballots import LONGEST_REASON, MOST_OPTIONS
from forum.meetings.events import VoteCast, VoteNoted
from forum.meetings.models import (
    NAMED,
    NAMELESS,
    Ballot,
    Level,
    Meeting,
    NamedVote,
    Poll,
    PollState,
    Turnout,
)
from forum.meetings.queries.entitled import has_vote_on, stands_in_still, steps_back

Places = Annotated[list[int], Field(max_length=MOST_OPTIONS)]
Ratings = Annotated[list[int | None], Field(max_length=MOST_OPTIONS)]


_TABLE = Model.metadata.tables[NamedVote.__tablename__]
# Built once, since hundreds may vote in one second (L-68).
_HAS_VOTED = select(_TABLE.c.voter_id).where(*(_TABLE.c[name] == bindparam(name) for name in ("poll_id", "voter_id")))
_KEEP_VOTE = insert(_TABLE)


class Vote(PollRef):
    """A vote: of these fields, those that the kind of the poll asks for."""

    choice: Literal["yes", "no", "abstain"] | None = None
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""
    options: Places | None = None
    ratings: Ratings | None = None
    ranking: Places | None = None
    blank: bool = False
    invalid: bool = False

    def ballot(self) -> dict[str, Any]:
        """Return the ballot that these fields make."""
        fields = ("choice", "reason", "options", "ratings", "ranking", "blank", "invalid")
        return {name: getattr(self, name) for name in fields if getattr(self, name) not in (None, "", False)}


class VoteFor(Vote):
    """A vote that the desk sends in for a member, who is on the phone perhaps."""

    person_id: Number


@dataclass(frozen=True)
class Receipt:
    """What a voter can find the own vote by after closing, and whether it had been cast before."""

    receipt: str
    duplicate: bool = False


def vote(step: Step, data: Vote) -> None:
    """Cast the actor's vote in a poll with names; there is no second one."""
    _vote(step, data, step.person_id)


def vote_for(step: Step, data: VoteFor) -> None:
    """Cast the vote of a member who says it aloud; both names are kept (L-31). Raises Conflict for a desk that is biased."""
    led(step, data.poll_id)
    _vote(step, data, data.person_id)


def _vote(step: Step, data: Vote, voter_id: int) -> None:
    step.require_running()
    poll = poll_of(step, data.poll_id)
    if poll.level not in NAMED:
        raise Conflict(_("Diese Abstimmung ist ohne Namen: Die Stimme geht nur über den Stimmzettel ein."))
    _require_open(poll)
    other = voter_id != step.person_id
    _require_entitled(step.meeting, poll, voter_id, other=other)
    key = {"poll_id": poll.id, "voter_id": voter_id}
    if plainly(_HAS_VOTED, key).first() is not None:
        said = _("Diese Person hat schon abgestimmt. Ihre Stimme zählt.")
        raise Conflict(said if other else _("Sie haben schon abgestimmt. Ihre Stimme zählt."))
    ballot = allowed_ballot(poll, data.ballot())
    plainly(_KEEP_VOTE, {**key, "acting_id": step.person_id, "payload": ballot, "noted": False})
    event = VoteCast(meeting_id=step.meeting.id, poll_id=poll.id, person_id=voter_id, **_told(poll, ballot))
    step.record(event, poll.audience)


def note_vote(step: Step, data: PollRef) -> None:
    """Have the own vote in an open poll put into the minutes (L-84). Raises Conflict where votes have no name."""
    step.require_running()
    poll = poll_of(step, data.poll_id)
    if poll.level not in NAMED:
        raise Conflict(_("Bei dieser Abstimmung weiß das Forum nicht, wie Sie gestimmt haben."))
    found = db.session.get(NamedVote, (poll.id, step.person_id))
    if found is None:
        raise NotFound(_("Sie haben bei dieser Abstimmung nicht gestimmt."))
    if found.noted:
        raise Conflict(_("Ihre Stimme steht schon in der Niederschrift."))
    found.noted = True
    told = _told(poll, found.payload)
    event = VoteNoted(meeting_id=step.meeting.id, poll_id=poll.id, person_id=step.person_id, **told)
    step.record(event, poll.audience)


def cast(actor: Actor, meeting_id: int, poll_id: int, ballot: Any, key: str) -> Receipt:
    """Cast a vote in a poll without names; the same key gets the same receipt. Raises as commands do.

    Turnout and ballot are written together, and nothing else is: no event, no key of a command, no time. Only the poll is
    locked, so that votes do not wait for what else happens in the meeting.
    """
    meeting = get_or_404(Meeting, meeting_id)
    if meeting.audience not in actor.words:
        raise NotFound
    require(actor, "meeting.vote", meeting)
    step = Step(actor, meeting)
    poll = poll_of(step, poll_id)
    if poll.level not in NAMELESS:
        raise Conflict(_("Diese Abstimmung hat keinen Stimmzettel ohne Namen."))
    if not isinstance(key, str) or not 8 <= len(key) <= 64:
        raise Invalid(fields={"key": [_("Der Schlüssel braucht 8 bis 64 Buchstaben oder Ziffern.")]})
    key_hash = hashlib.sha256(f"{poll.id}:{step.person_id}:{key}".encode()).hexdigest()
    secret = poll.level == Level.SECRET
    if secret and not is_envelope(ballot):
        raise Invalid(
            fields={"ballot": [_("Dieser Umschlag hat nicht die richtige Form. Bitte laden Sie die Seite neu.")]}
        )
    receipt = digest(ballot) if secret else key_hash
    before = db.session.get(Turnout, (poll.id, step.person_id))
    if before is not None:
        if before.key_hash != key_hash:
            raise Conflict(_("Sie haben schon abgestimmt. Ihre Stimme zählt."))
        if secret and not _has_arrived(poll, ballot):
            # Who believes to have changed the vote must not read that this one counts.
            raise Conflict(_("Sie haben schon abgestimmt. Ihre Stimme zählt."))
        return Receipt(receipt, duplicate=True)
    step.require_running()
    _require_open(poll)
    _require_entitled(meeting, poll, step.person_id)
    here = step.presence(step.person_id)
    if secret and here is not None and some_outside([here.kind]):
        raise Conflict(_("Geheim stimmt nur ab, wer im Raum ist. Sie nehmen jetzt per Video oder Telefon teil."))
    if secret and _has_arrived(poll, ballot):
        raise Conflict(
            _("Dieser Umschlag liegt schon in der Urne. Bitte laden Sie die Seite neu und stimmen Sie dann ab.")
        )
    kept = {"envelope": ballot} if secret else allowed_ballot(poll, ballot)
    who = {"voter_id": step.person_id, "acting_id": step.person_id}
    db.session.add(Turnout(poll_id=poll.id, key_hash=key_hash, **who))
    db.session.add(Ballot(poll_id=poll.id, id=random_key(), payload=kept))
    db.session.flush()
    return Receipt(receipt)


def _has_arrived(poll: Poll, envelope: str) -> bool:
    ballots = db.session.scalars(select(Ballot.payload).where(Ballot.poll_id == poll.id))
    return envelope in poll.envelopes or any(ballot.get("envelope") == envelope for ballot in ballots)


def _told(poll: Poll, ballot: dict[str, Any]) -> dict[str, Any]:
    """Return what the log says of a vote: a word, what it adds to each option, and the whole order of a ranking."""
    figures = with_one_more(no_figures(len(poll.options)), ballot)
    word = ballot.get("choice") or next((word for word in ("blank", "invalid") if ballot.get(word)), "")
    return {"choice": word, "marks": figures["options"], "ranking": ballot.get("ranking", [])}


def _require_open(poll: Poll) -> None:
    """Refuse a vote that comes too early or too late; a grace after the announced end still counts (L-82)."""
    require_state(poll, PollState.OPEN)
    if poll.level == Level.PAPER:
        raise Conflict(_("Abgestimmt wird auf Papier."))
    grace = timedelta(seconds=poll.configuration["grace"])
    if poll.ends_at is not None and now() > poll.ends_at + grace:
        raise Conflict(_("Die Abstimmung ist schon geschlossen."))


def _require_entitled(meeting: Meeting, poll: Poll, voter_id: int, *, other: bool = False) -> None:
    """Refuse who was not on the list when the vote opened, or has no vote any more. Raises Conflict.

    The list holds for the whole vote (L-73): who stands in for a member votes to its end, also when the member comes
    meanwhile, who is not on the list; so a seat votes once, and never not at all (L-21).
    """
    if not has_vote_on(voter_id, meeting, poll.item_id) and not (
        voter_id in poll.configuration["entitled"] and stands_in_still(meeting, poll.item_id, voter_id)
    ):
        if steps_back(voter_id, poll.item_id):
            raise Conflict(_("Wer bei einem Punkt befangen ist, wirkt an ihm nicht mit."))
        absent = _("Diese Person ist nicht anwesend gemeldet oder hat hier keine Stimme.")
        raise Conflict(absent if other else _("Bitte melden Sie sich zuerst anwesend."))
    if voter_id not in poll.configuration["entitled"]:
        late = _("Wer stimmberechtigt ist, stand beim Öffnen der Abstimmung fest. Diese Person kam später dazu.")
        raise Conflict(
            late
            if other
            else _("Wer stimmberechtigt ist, stand beim Öffnen der Abstimmung fest. Sie kamen später dazu.")
        )
