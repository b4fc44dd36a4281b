"""Planning a meeting with its agenda, changing the plan, and cancelling it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from forum.committees.models import Committee, State
from forum.core.clock import local, now, today
from forum.core.db import db, get_or_404
from forum.core.errors import Conflict, Invalid
from forum.core.i18n import _
from forum.core.permissions import Actor, require
from forum.core.text import clean_line, safe_link
from forum.meetings.commands import agenda
from forum.meetings.commands.agenda import PlannedItem
from forum.meetings.commands.agenda.arranging import MOST_ITEMS
from forum.meetings.commands.agenda.tree import rows_of
from forum.meetings.commands.step import Step
from forum.meetings.events import MeetingCancelled, MeetingChanged, MeetingPlanned
from forum.meetings.models import AgendaItem, Circle, Meeting, MeetingState, Numbering
from forum.meetings.queries.procedure import can_be_taken_up, is_late, usual_level

LONGEST = timedelta(hours=24)
LONGEST_LINK = 500
REASON = (10, 500)
# What stands in people's calendars: a change of it is told to everybody who was invited (L-29).
SHOWN = ("title", "starts_at", "ends_at", "place", "link", "audience")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is planned; what is not said of quorum and level goes by the rules of procedure (B-05)."""

    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""
    quorum: int | None = None
    numbering: str = Numbering.ARABIC
    level: Circle | None = None
    second: bool = False


def plan_meeting(actor: Actor, committee: Committee, plan: Plan, items: Sequence[PlannedItem] = ()) -> Meeting:
    """Plan a meeting of a committee with its agenda. Raises Invalid, Conflict."""
    require(actor, "meeting.plan", committee)
    # A committee is dissolved under the same lock, and then nothing may be planned that nobody would cancel.
    committee = get_or_404(Committee, committee.id, lock=True)
    if committee.state != State.ACTIVE:
        raise Conflict(_("Dieses Gremium ist nicht tätig."))
    problems = _problems(plan) | _second_to_nothing(committee.id, plan) | _over_already(actor, plan)
    every = [one for item in items for one in (item, *item.children)]
    if not every or len(every) > MOST_ITEMS:
        problems["items"] = [_("Die Tagesordnung braucht zwischen 1 und 60 Punkte.")]
    for item in every:
        try:
            agenda.check(actor, item)
        except Invalid as error:
            problems["items"] = [sentence for several in error.fields.values() for sentence in several]
    if problems:
        raise Invalid(fields=problems)
    level = plan.level or usual_level(committee.id)
    meeting = Meeting(committee_id=committee.id, created_at=now(), audience=_word(committee, level))
    _write(meeting, plan)
    db.session.add(meeting)
    db.session.flush()
    step = Step(actor, meeting)
    step.record(MeetingPlanned(meeting_id=meeting.id))
    for item in items:
        parent = _add(step, item)
        for child in item.children:
            _add(step, child, parent)
    return meeting


def _add(step: Step, item: PlannedItem, parent: AgendaItem | None = None) -> AgendaItem:
    """Add an item; what is wrong with it is said of the agenda, which holds many, and names it. Raises Invalid."""
    try:
        return agenda.add_item(step, _taken_up(step, item), parent)
    except Invalid as error:
        sentences = [sentence for several in error.fields.values() for sentence in several]
        named = [_("„%(title)s“: %(sentence)s", title=item.title, sentence=one) for one in sentences]
        raise Invalid(fields={"items": named}) from error


def _taken_up(step: Step, item: PlannedItem) -> PlannedItem:
    """Return the item as it stood in the first session, with its paper, or as a new one where it is another matter."""
    first = db.session.get(AgendaItem, item.again_of) if item.again_of is not None else None
    if (
        first is None
        or not step.meeting.second
        or first.audience not in step.actor.words
        or (clean_line(item.title), item.idea_id) != (first.title, first.idea_id)
        or not can_be_taken_up(first, step.meeting.committee_id)
    ):
        return replace(item, again_of=None)
    return replace(item, dossier_id=first.dossier_id)


def change_meeting(actor: Actor, meeting_id: int, plan: Plan, *, version: int) -> Meeting:
    """Change what is planned; whoever was invited hears of what stands in calendars. Raises Invalid, Conflict."""
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    require(actor, "meeting.plan", meeting)
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(_("Diese Sitzung ist schon eröffnet, beendet oder abgesagt."))
    if meeting.version != version:
        raise Conflict(_("Jemand anderes hat das inzwischen geändert. Bitte laden Sie die Seite neu."))
    unfounded = {} if meeting.second else _second_to_nothing(meeting.committee_id, plan)
    past = _over_already(actor, plan) if plan.starts_at != meeting.starts_at else {}
    if problems := _problems(plan) | unfounded | past:
        raise Invalid(fields=problems)
    before = {name: getattr(meeting, name) for name in (*SHOWN, "quorum", "quorum_by_rules", "numbering", "second")}
    _write(meeting, plan)
    if plan.level is not None:
        meeting.audience = _word(meeting.committee, plan.level)
    changed = tuple(name for name, value in before.items() if getattr(meeting, name) != value)
    if not changed:
        return meeting
    meeting.version += 1
    if {*changed} & {*SHOWN}:
        meeting.sequence += 1
    if "starts_at" in changed and meeting.invited_at is not None:
        meeting.invited_late = meeting.invited_late or is_late(meeting)
    db.session.flush()
    step = Step(actor, meeting)
    widened = "audience" in changed and Circle.of(meeting.audience).breadth < Circle.of(before["audience"]).breadth
    step.record(
        MeetingChanged(
            meeting_id=meeting.id,
            sequence=meeting.sequence,
            changed=changed,
            invited_late=meeting.invited_late,
            invited_days=_days_of_notice(meeting) if widened else None,
        )
    )
    with agenda.noted_in_calendars(step):
        agenda.narrow(step)
        if "numbering" in changed:
            agenda.number_anew(step, rows_of(step))
    return meeting


def _days_of_notice(meeting: Meeting) -> int | None:
    """Return how many days before the session its members were invited, for those who could not hear it then (L-45)."""
    if meeting.invited_at is None:
        return None
    return max(0, (local(meeting.starts_at).date() - local(meeting.invited_at).date()).days)


def cancel_meeting(actor: Actor, meeting_id: int, *, reason: str = "") -> None:
    """Cancel a meeting that has not begun; one that is cancelled already stays as it is.

    People say why, and hear when it has begun meanwhile; the forum itself, which cancels with a dissolved committee, need
    not. Raises Invalid, Conflict.
    """
    meeting = get_or_404(Meeting, meeting_id, lock=True)
    require(actor, "meeting.plan", meeting)
    reason = clean_line(reason)
    if actor.person_id is not None and not REASON[0] <= len(reason) <= REASON[1]:
        raise Invalid(fields={"reason": [_("Bitte nennen Sie einen Grund mit 10 bis 500 Zeichen.")]})
    if actor.person_id is not None and meeting.state not in (MeetingState.PLANNED, MeetingState.CANCELLED):
        raise Conflict(_("Die Sitzung läuft schon oder ist beendet. Absagen lässt sie sich nicht mehr."))
    if meeting.state == MeetingState.PLANNED:
        meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
        meeting.sequence += 1
        Step(actor, meeting).record(MeetingCancelled(meeting_id=meeting.id, sequence=meeting.sequence))


def _word(committee: Committee, level: Circle) -> str:
    return committee.audience if level == Circle.PUBLIC else level.word(committee.id)


def _write(meeting: Meeting, plan: Plan) -> None:
    meeting.title, meeting.place = clean_line(plan.title), clean_line(plan.place)
    meeting.starts_at, meeting.ends_at = plan.starts_at, plan.ends_at
    meeting.link, meeting.numbering = plan.link.strip(), Numbering(plan.numbering)
    meeting.second = plan.second
    # Without a number of its own the session has the one of the rules, for the members that there are then (L-06).
    meeting.quorum_by_rules, meeting.quorum = plan.quorum is None, max(0, plan.quorum or 0)


def _problems(plan: Plan) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not 5 <= len(clean_line(plan.title)) <= 160:
        problems["title"] = [_("Bitte schreiben Sie zwischen 5 und 160 Zeichen.")]
    if len(clean_line(plan.place)) > 160:
        problems["place"] = [_("Bitte schreiben Sie höchstens 160 Zeichen.")]
    if plan.ends_at is not None and not plan.starts_at < plan.ends_at <= plan.starts_at + LONGEST:
        problems["ends_at"] = [_("Das Ende liegt nach dem Beginn, höchstens einen Tag danach.")]
    if plan.link and not _is_link(plan.link.strip()):
        problems["link"] = [_("Bitte nennen Sie eine Adresse, die mit https:// beginnt.")]
    if plan.level == Circle.CHAIR:
        problems["level"] = [_("Eine Sitzung ist öffentlich oder nur für das Gremium.")]
    return problems


def _over_already(actor: Actor, plan: Plan) -> dict[str, list[str]]:
    """Return what is wrong with a session that somebody plans for a day before today."""
    if actor.person_id is None or local(plan.starts_at).date() >= today():
        return {}
    return {"starts_at": [_("Dieser Tag ist schon vorbei.")]}


def _second_to_nothing(committee_id: int, plan: Plan) -> dict[str, list[str]]:
    """Return what is wrong with a second session where none before was without a quorum (NKomVG § 65)."""
    if not plan.second:
        return {}
    first = select(Meeting.id).where(
        Meeting.committee_id == committee_id, Meeting.starts_at < plan.starts_at, Meeting.lacked_quorum
    )
    if db.session.scalar(first.limit(1)) is not None:
        return {}
    return {"second": [_("Es gibt noch keine Sitzung dieses Gremiums, die nicht beschlussfähig war.")]}


def _is_link(link: str) -> bool:
    """Tell whether people can be sent to this address: encrypted, to a named host, with nobody's password in it."""
    if len(link) > LONGEST_LINK or safe_link(link) is None:
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc
    except ValueError:
        return False
