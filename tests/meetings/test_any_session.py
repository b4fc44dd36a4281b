"""Random sessions: whatever people do in whatever order, old snapshot plus events is the new snapshot (L-45).

The machine knows no command by name. It reads from the table of actions which there are, and from the shape of each which
data it takes: numbers of things that exist, words from lists, texts. A new command, and a new area, is covered without a
line here.
"""

from datetime import timedelta
from types import NoneType
from typing import Any, Literal, Union, get_args, get_origin

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pydantic.fields import FieldInfo
from sqlalchemy import select

from forum.core.clock import shifted_by
from forum.core.db import db
from forum.core.errors import ForumError
from forum.core.permissions import Actor, Nobody
from forum.meetings import fold, models, queries
from forum.meetings.commands import ACTIONS, PlannedItem
from forum.meetings.models import AgendaItem, Circle, Contribution, Meeting, Motion, Poll, Question, SpeakerEntry
from tests import factories

TEXTS = ("Ein Satz, der lang genug ist.", "Erster Absatz hier.\n\nZweiter Absatz hier.", "Noch ein Wort dazu")
# Which table holds what a field numbers.
THINGS: dict[str, Any] = {
    "item_id": AgendaItem,
    "speaker_id": SpeakerEntry,
    "contribution_id": Contribution,
    "question_id": Question,
    "motion_id": Motion,
    "poll_id": Poll,
}
# A session that has ended has little to tell.
ENDS = ("session.close",)


def value_of(data: some.DataObject, name: str, field: FieldInfo, numbers: dict[str, list[int]]) -> Any:
    """Draw a value for a field of a shape; leave it to its default where the machine knows no value."""
    if not field.is_required() and data.draw(some.booleans(), label=f"leave {name} out"):
        return None
    kind = field.annotation
    if get_origin(kind) in {Union, type(int | None)}:
        kind = next(one for one in get_args(kind) if one is not NoneType)
    if name in numbers:
        return data.draw(some.sampled_from(numbers[name] or [1]), label=name)
    if get_origin(kind) is Literal:
        return data.draw(some.sampled_from(get_args(kind)), label=name)
    if kind is bool:
        return data.draw(some.booleans(), label=name)
    if kind is int:
        return data.draw(some.sampled_from((1, 2, 60)), label=name)
    if kind is str:
        return data.draw(some.sampled_from(TEXTS), label=name)
    return None


class AnySession(RuleBasedStateMachine):
    """A session with a public and a closed item, in which people do anything at any time."""

    @initialize()
    def begin(self) -> None:
        """Open a session and take the first snapshot of each audience."""
        of = factories.committee()
        chair, clerk = factories.member(of, "chair"), factories.member(of, "clerk")
        members = [factories.member(of) for _ in range(2)]
        agenda = [PlannedItem("Offenes Thema"), PlannedItem("Verschlossenes Thema", level=Circle.COMMITTEE)]
        self.number = factories.meeting(of, agenda).id
        factories.act(chair, self.number, "session.start")
        for one in (chair, *members):
            factories.act(one, self.number, "presence.check_in")
        items = select(AgendaItem.id).where(AgendaItem.meeting_id == self.number).order_by(AgendaItem.id)
        factories.act(chair, self.number, "item.open", item_id=db.session.scalars(items.limit(1)).one())
        # The chair acts as often as all others together: most commands are the desk's.
        self.people = [chair, chair, clerk, *members, factories.person()]
        self.audiences: tuple[Actor, ...] = (Nobody(), members[0], clerk, chair)
        self.seconds = 0
        self.steps = 0
        self.seqs = [0 for _ in self.audiences]
        self.cores = [fold.fold([]) for _ in self.audiences]

    @rule(data=some.data())
    def somebody_does_something(self, data: some.DataObject) -> None:
        """Let one of them send a command that may or may not fit."""
        who = data.draw(some.sampled_from(range(len(self.people))), label="who")
        kinds = sorted(kind for kind in ACTIONS if kind not in ENDS)
        kind = data.draw(some.sampled_from(kinds), label="what")
        values = self._values(data, kind)
        self.seconds += data.draw(some.sampled_from((0, 1, 30)), label="later")
        try:
            with shifted_by(timedelta(seconds=self.seconds)):
                factories.act(self.people[who], self.number, kind, **values)
        except ForumError:
            db.session.rollback()

    @rule(data=some.data())
    def the_chair_leads_on(self, data: some.DataObject) -> None:
        """Let the desk do what mostly fits, so that sessions get somewhere."""
        kind = data.draw(some.sampled_from(("item.open", "speech.start", "motion.admit", "poll.open", "poll.close")))
        values = self._values(data, kind)
        try:
            with shifted_by(timedelta(seconds=self.seconds)):
                factories.act(self.people[0], self.number, kind, **values)
        except ForumError:
            db.session.rollback()

    def _values(self, data: some.DataObject, kind: str) -> dict[str, Any]:
        fields = ACTIONS[kind].shape.model_fields
        numbers = {name: self._numbers(THINGS[name]) for name in fields if name in THINGS}
        numbers |= {"person_id": [one.id for one in self.people]}
        drawn = {name: value_of(data, name, field, numbers) for name, field in fields.items()}
        return {name: value for name, value in drawn.items() if value is not None}

    def _numbers(self, model: Any) -> list[int]:
        return list(db.session.scalars(select(model.id).where(model.meeting_id == self.number).order_by(model.id)))

    @invariant()
    def old_snapshot_and_events_are_the_new_snapshot(self) -> None:
        """L-45: for one audience after the other, so that each has now few and now many events to catch up with."""
        if hasattr(self, "number"):
            self.steps += 1
            self._catch_up(self.steps % len(self.audiences))

    def teardown(self) -> None:
        """L-45: at the end for every audience."""
        if hasattr(self, "number"):
            for place in range(len(self.audiences)):
                self._catch_up(place)

    def _catch_up(self, place: int) -> None:
        viewer = self.audiences[place]
        db.session.rollback()
        db.session.info.clear()
        meeting = db.session.get_one(Meeting, self.number)
        news = [one for one in queries.everything(viewer, meeting) if one["seq"] > self.seqs[place]]
        self.cores[place] = fold.onto(self.cores[place], news)
        db.session.info.clear()
        assert self.cores[place] == fold.core_of(queries.state(viewer, self.number))
        self.seqs[place] = db.session.get_one(Meeting, self.number).last_seq

    @invariant()
    def at_most_one_person_speaks(self) -> None:
        """L-12: a question halts the speech that it is about, and never do two clocks run."""
        if not hasattr(self, "number"):
            return
        running = select(SpeakerEntry.id).where(
            SpeakerEntry.meeting_id == self.number, SpeakerEntry.state == models.SpeakerState.SPEAKING
        )
        assert len(db.session.scalars(running).all()) <= 1


def test_whatever_happens_the_state_follows_from_the_log(app: Flask) -> None:
    """L-45: random commands by random people, against four audiences."""
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        AnySession,
        settings=settings(max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=quiet),
    )
