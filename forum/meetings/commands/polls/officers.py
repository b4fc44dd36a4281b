"""The two who open a secret vote or read out a paper one: neither can do it alone (L-71, L-75, L-83).

For a secret vote each makes a pair of keys in the own browser; the private half never leaves it. After the end each
opens one half of every envelope's key and sends these halves, locked for the other, through the server. Then both
browsers can open the ballots, and each reports them in sorted order: the server takes them only when both say the same.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from flask import current_app
from pydantic import Field
from sqlalchemy import select

from forum.committees.models import Membership, can_act, in_term
from forum.core.db import db
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.i18n import _
from forum.meetings.commands.polls.closing import conclude
from forum.meetings.commands.polls.envelopes import is_public_key
from forum.meetings.commands.polls.shapes import PollRef, poll_of, require_state
from forum.meetings.commands.step import Step
from forum.meetings.counting import canonical, checked
from forum.meetings.counting.ballots import MOST_OPTIONS
from forum.meetings.events import OfficerReady
from forum.meetings.models import Level, Poll, PollOfficer, PollState, Presence, PresenceKind
from forum.meetings.queries.entitled import steps_back

Votes = Annotated[int, Field(ge=0, le=1000)]


class Key(PollRef):
    """The public key of an officer."""

    public_key: Annotated[str, Field(max_length=1000)]


class Parcel(PollRef):
    """The opened halves of all envelopes' keys, locked for the other officer."""

    parcel: Annotated[str, Field(min_length=1, max_length=60_000)]


class Report(PollRef):
    """The outcome as an officer saw it: all ballots as JSON, or for paper the number of each answer."""

    ballots: Annotated[str, Field(max_length=60_000)] = ""
    yes: Votes = 0
    no: Votes = 0
    abstain: Votes = 0
    blank: Votes = 0
    invalid: Votes = 0
    marks: Annotated[list[Votes], Field(max_length=MOST_OPTIONS, default_factory=list)]


def some_outside(kinds: Iterable[str]) -> bool:
    """Tell whether somebody takes part by video or phone, and no setting allows secret votes then (L-83)."""
    return not current_app.config["SECRET_VOTES_REMOTE"] and any(kind != PresenceKind.ROOM for kind in kinds)


def require_secrecy(step: Step) -> None:
    """Refuse an encrypted vote that has not been reviewed, or with somebody who is not in the room. Raises Conflict."""
    if not current_app.config["SECRET_VOTES_REVIEWED"]:
        raise Conflict(
            _(
                "Verschlüsselte geheime Abstimmungen sind nicht freigeschaltet: "
                "Die Prüfung durch Fachleute liegt noch nicht vor. Bitte stimmen Sie geheim auf Papier ab."
            )
        )
    kinds = select(Presence.kind).where(Presence.meeting_id == step.meeting.id, Presence.until.is_(None))
    if some_outside(db.session.scalars(kinds)):
        raise Conflict(
            _(
                "Ein Mitglied nimmt per Video oder Telefon teil. "
                "Dann ist eine geheime Abstimmung nur auf Papier oder per Brief möglich."
            )
        )


def name_officers(step: Step, poll: Poll, people: Sequence[int | None]) -> None:
    """Name the two officers of a poll; they belong to the committee today and take part in the item. Raises Invalid."""
    named = [person_id for person_id in people if person_id is not None]
    if len(set(named)) != 2 or not set(named) <= _members(step):
        raise Invalid(fields={"officers": [_("Bitte benennen Sie zwei verschiedene Beauftragte aus dem Gremium.")]})
    if any(steps_back(person_id, poll.item_id) for person_id in named):
        raise Invalid(fields={"officers": [_("Wer bei einem Punkt befangen ist, wirkt an ihm nicht mit.")]})
    for place, person_id in enumerate(named):
        db.session.add(PollOfficer(poll_id=poll.id, person_id=person_id, place=place))
    db.session.flush()


def require_officers(step: Step, poll: Poll) -> None:
    """Refuse a vote that nobody could count: an officer left the committee or stepped back meanwhile. Raises Conflict."""
    people = {one.person_id for one in keys_of(poll, every=True)}
    if not people <= _members(step) or any(steps_back(person_id, poll.item_id) for person_id in people):
        raise Conflict(
            _(
                "Eine der beauftragten Personen gehört dem Gremium nicht mehr an oder wirkt an diesem Punkt nicht mit. "
                "Bitte erklären Sie diese Abstimmung für ungültig und bereiten Sie sie mit anderen Beauftragten neu vor."
            )
        )


def _members(step: Step) -> frozenset[int]:
    """Return who belongs to the committee today and may act for it."""
    of_today = select(Membership.person_id).where(
        Membership.committee_id == step.meeting.committee_id, in_term(), can_act()
    )
    return frozenset(db.session.scalars(of_today))


def keys_of(poll: Poll, *, every: bool = False) -> Sequence[PollOfficer]:
    """Return the officers who have made a key, or all."""
    officers = db.session.scalars(
        select(PollOfficer).where(PollOfficer.poll_id == poll.id).order_by(PollOfficer.place)
    ).all()
    return [one for one in officers if every or one.public_key]


def make_key(step: Step, data: Key) -> None:
    """Take the public key of an officer before the vote opens. Raises Conflict, Forbidden, Invalid."""
    poll = poll_of(step, data.poll_id)
    officer = _officer(step, poll)
    require_state(poll, PollState.PREPARED)
    if officer.public_key:
        raise Conflict(_("Ihr Schlüssel ist schon da."))
    if not is_public_key(data.public_key):
        raise Invalid(fields={"public_key": [_("Diese Angabe fehlt oder passt nicht.")]})
    officer.public_key = data.public_key
    _ready(step, poll, "key")


def send_parcel(step: Step, data: Parcel) -> None:
    """Hand one's halves over to the other officer; the server cannot look inside. Raises Conflict, Forbidden."""
    poll = poll_of(step, data.poll_id)
    officer = _officer(step, poll)
    require_state(poll, PollState.COUNTING)
    if poll.level != Level.SECRET:
        raise Conflict(_("Hier gibt es keine Umschläge zu öffnen."))
    officer.parcel = data.parcel
    _ready(step, poll, "parcel")


def report(step: Step, data: Report) -> None:
    """Report the outcome; when both officers say the same, it is counted. Raises Conflict, Forbidden, Invalid."""
    poll = poll_of(step, data.poll_id)
    officer = _officer(step, poll)
    require_state(poll, PollState.COUNTING)
    officer.report = _opened(poll, data) if poll.level == Level.SECRET else _read_out(poll, data)
    db.session.flush()
    _ready(step, poll, "report")
    reports = [one.report for one in keys_of(poll, every=True)]
    if reports[0] is not None and reports[0] == reports[1]:
        conclude(step, poll, reports[0])


def _opened(poll: Poll, data: Report) -> list[dict[str, Any]]:
    """Return the ballots that an officer's browser found in the envelopes, in sorted order."""
    try:
        ballots = json.loads(data.ballots)
    except ValueError:
        ballots = None
    if not isinstance(ballots, list) or len(ballots) != len(poll.envelopes):
        raise Invalid(fields={"ballots": [_("Das sind nicht so viele Stimmen wie Umschläge.")]})
    return sorted((_or_invalid(poll, ballot) for ballot in ballots), key=canonical)


def _or_invalid(poll: Poll, ballot: Any) -> dict[str, Any]:
    """Return a ballot that counts, or an invalid one: nobody stops a count by sending in nonsense."""
    try:
        return checked(poll.configuration, ballot)
    except ValueError:
        return {"invalid": True}


def _read_out(poll: Poll, data: Report) -> list[dict[str, Any]]:
    """Return the ballots on paper that these numbers mean, in sorted order."""
    answers: list[tuple[dict[str, Any], int]] = [({"blank": True}, data.blank), ({"invalid": True}, data.invalid)]
    if poll.kind == "choice":
        if len(data.marks) != len(poll.options):
            raise Invalid(fields={"marks": [_("Diese Angabe fehlt oder passt nicht.")]})
        answers += [({"options": [place]}, number) for place, number in enumerate(data.marks)]
    else:
        answers += [({"choice": word}, getattr(data, word)) for word in ("yes", "no", "abstain")]
    ballots = [ballot for ballot, number in answers for _each in range(number)]
    if len(ballots) > len(poll.configuration["entitled"]):
        raise Invalid(fields={"yes": [_("Das sind mehr Stimmen, als es Stimmberechtigte gibt.")]})
    return sorted(ballots, key=canonical)


def _officer(step: Step, poll: Poll) -> PollOfficer:
    found = db.session.get(PollOfficer, (poll.id, step.person_id))
    if found is None:
        raise Forbidden(_("Das tun nur die beiden Beauftragten dieser Abstimmung."))
    return found


def _ready(step: Step, poll: Poll, done: str) -> None:
    event = OfficerReady(meeting_id=step.meeting.id, poll_id=poll.id, person_id=step.person_id, step=done)
    step.record(event, poll.audience)
