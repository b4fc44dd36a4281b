"""The rows of the speakers' list, and the one place that works their order out anew."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from forum.accounts.speaking import groups_of
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.meetings.commands.action import Number, Shape
from forum.meetings.commands.step import Step
from forum.meetings.models import ON_THE_FLOOR, SpeakerEntry, SpeakerList, SpeakerState, SpeakingRules
from forum.meetings.speaking import Heard, Kind, Point, Rules, Wish, order

Order = tuple[tuple[int, str], ...]


class SpeakerRef(Shape):
    """An entry of the speakers' list."""

    speaker_id: Number


def entry(step: Step, speaker_id: int) -> SpeakerEntry:
    """Return an entry of this meeting that the actor may see. Raises NotFound."""
    found = db.session.get(SpeakerEntry, speaker_id)
    if found is None or found.meeting_id != step.meeting.id or found.audience not in step.actor.words:
        raise NotFound(_("Diese Wortmeldung gibt es hier nicht."))
    return found


def rules_of(step: Step) -> SpeakingRules:
    """Return the rules of the meeting, the ordinary ones if it set none."""
    stored = db.session.get(SpeakingRules, step.meeting.id)
    return stored or SpeakingRules(
        meeting_id=step.meeting.id, alternate=False, balanced=False, present_only=True, limit_seconds=None
    )


def list_of(step: Step, item_id: int) -> SpeakerList | None:
    """Return what was set for the list of an item, if anything was."""
    return db.session.get(SpeakerList, item_id)


def on_the_floor(step: Step) -> Sequence[SpeakerEntry]:
    """Return who speaks: a speech, and perhaps a question for which it stands still."""
    floor = SpeakerEntry.meeting_id == step.meeting.id, SpeakerEntry.state.in_(ON_THE_FLOOR)
    return db.session.scalars(select(SpeakerEntry).where(*floor).order_by(SpeakerEntry.id)).all()


def reorder(step: Step, item_id: int) -> Order:
    """Work the order of an item's list out anew, note each place with its reason, and return it for the event."""
    db.session.flush()
    waiting = {
        one.id: one
        for one in db.session.scalars(
            select(SpeakerEntry).where(SpeakerEntry.item_id == item_id, SpeakerEntry.state == SpeakerState.WAITING)
        )
    }
    rules = rules_of(step)
    before = _heard(item_id) if rules.balanced or rules.alternate else []
    people = {one.person_id for one in (*waiting.values(), *before)} if rules.balanced else set()
    groups, times = groups_of(people), _times(step) if rules.balanced else Counter[int]()
    places = order(
        [_wish(one, groups.get(one.person_id, ""), times[one.person_id]) for one in waiting.values()],
        Rules(rules.alternate, rules.balanced),
        [Heard(one.stance, groups.get(one.person_id, "")) for one in before],
    )
    for place, one in enumerate(places, start=1):
        waiting[one.number].place, waiting[one.number].why = place, one.why
    return tuple((one.number, str(one.why)) for one in places)


def _wish(row: SpeakerEntry, group: str, times: int) -> Wish:
    return Wish(
        number=row.id,
        kind=Kind(row.kind),
        stance=row.stance,
        point=Point(row.point or Point.OTHER),
        group=group,
        times=times,
        place=row.place,
        moved=row.moved,
    )


def _heard(item_id: int) -> Sequence[SpeakerEntry]:
    """Return whose speeches an item heard so far, in their order."""
    return db.session.scalars(
        select(SpeakerEntry)
        .where(
            SpeakerEntry.item_id == item_id,
            SpeakerEntry.kind == Kind.SPEECH,
            SpeakerEntry.started_at.is_not(None),
        )
        .order_by(SpeakerEntry.started_at, SpeakerEntry.id)
    ).all()


def _times(step: Step) -> Counter[int]:
    """Count the speeches of each person in this meeting, the present one with them."""
    entry = SpeakerEntry
    spoken = (
        select(entry.person_id, func.count().label("times"))
        .where(entry.meeting_id == step.meeting.id, entry.kind == Kind.SPEECH, entry.started_at.is_not(None))
        .group_by(entry.person_id)
    )
    return Counter({row.person_id: row.times for row in db.session.execute(spoken)})
