"""The shape of what moderators and Stabsstelle do with threads and posts."""

import re
from datetime import date, datetime, timedelta

from wtforms import BooleanField, DateField, DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.clock import end_of_day, last_day, local, now, of_city
from forum.core.errors import Invalid
from forum.core.i18n import _, lazy
from forum.discussions.commands import Act, Arrangement, Treatment
from forum.discussions.models import Space, Thread, ThreadKind
from forum.web.addresses import number_in
from forum.web.forms import Form, choice_of, choices, filled, length, of_this_century, one_line, paragraphs, set_length

# A thread is named by 12, #12, /themen/12-ampeln or the whole address.
_THREAD_NUMBER = re.compile(r"(?:^#?|/themen/)(\d{1,10})(?=$|[-?#/])")
# So long a pin lasts unless another day is chosen (T-24).
USUAL_PIN = timedelta(days=14)
NUMBER = [Optional(), NumberRange(1, 2**31 - 1)]


def usual_end() -> date:
    """Return the day until which a thread is pinned unless another one is chosen (T-24)."""
    return (local(now()) + USUAL_PIN).date()


class CloseForm(Form):
    """Why a thread or a branch is closed or opened again."""

    reason = StringField(lazy("Grund"), [filled(), length(5, 250)], [one_line])


class BranchForm(CloseForm):
    """Why a branch is closed, and from when on; the time is that of Braunschweig."""

    at = DateTimeLocalField(lazy("Erst ab"), [Optional(), of_this_century])

    @property
    def moment(self) -> datetime | None:
        """When the branch closes; None means now."""
        return of_city(self.at.data) if self.at.data else None


class SummaryForm(Form):
    """A summary of a thread and the version its writer saw; under an idea it has two more parts."""

    text = TextAreaField(lazy("Zwischenstand"), [filled(), set_length("POST_SHORTEST", "POST_LONGEST")], [paragraphs])
    against = TextAreaField(lazy("Was dagegen spricht"), [length(most=20_000)], [paragraphs])
    affected = TextAreaField(lazy("Wen es betrifft"), [length(most=20_000)], [paragraphs])
    version = IntegerField(validators=[NumberRange(0, 2**31 - 1)], widget=HiddenInput())


class CorrectionForm(Form):
    """What should be corrected in a summary."""

    text = TextAreaField(lazy("Was soll anders dastehen, und warum?"), [filled(), length(10, 2000)], [paragraphs])


class ArrangementForm(Form):
    """What moderation and Stabsstelle arrange about a thread; times are those of Braunschweig."""

    kind = SelectField(lazy("Art des Themas"), choices=lambda: choices((one.value, one.label) for one in ThreadKind))
    pinned = BooleanField(lazy("Oben anheften"))
    # A pin ends after two weeks, unless another day is chosen (T-24).
    pinned_until = DateField(lazy("Angeheftet bis"), [Optional(), of_this_century], default=usual_end)
    pinned_everywhere = BooleanField(lazy("Auch über der Liste der Räume zeigen"))
    slow_minutes = IntegerField(
        lazy("Langsamer Modus: Minuten zwischen zwei Beiträgen"), [Optional(), NumberRange(0, 1440)], default=0
    )
    opens_at = DateTimeLocalField(lazy("Öffnet am"), [Optional(), of_this_century])
    closes_at = DateTimeLocalField(lazy("Schließt am"), [Optional(), of_this_century])
    archived = BooleanField(lazy("Ins Archiv legen: lesbar, aber zu Ende"))
    reason = StringField(lazy("Grund, den alle lesen"), [Optional(), length(5, 250)], [one_line])
    version = IntegerField(validators=[NumberRange(0, 2**31 - 1)], widget=HiddenInput())

    @classmethod
    def of(cls, thread: Thread) -> "ArrangementForm":
        """Return the form as it shows a thread."""
        return cls(
            kind=thread.kind,
            pinned=thread.is_pinned,
            pinned_until=last_day(thread.pinned_until) if thread.is_pinned and thread.pinned_until else usual_end(),
            pinned_everywhere=thread.pinned_everywhere,
            slow_minutes=thread.slow_minutes,
            opens_at=_shown(thread.opens_at),
            closes_at=_shown(thread.closes_at),
            archived=thread.archived_at is not None,
            version=thread.arrangement,
        )

    def plan(self) -> Arrangement:
        """Return what was filled in, as moments with a zone."""
        day = self.pinned_until.data or usual_end()
        return Arrangement(
            kind=ThreadKind(self.kind.data),
            pinned_until=end_of_day(day) if self.pinned.data else None,
            pinned_everywhere=self.pinned_everywhere.data,
            slow_minutes=self.slow_minutes.data or 0,
            opens_at=of_city(self.opens_at.data) if self.opens_at.data else None,
            closes_at=of_city(self.closes_at.data) if self.closes_at.data else None,
            archived=self.archived.data,
            reason=self.reason.data or "",
            version=self.version.data,
        )


def _shown(moment: datetime | None) -> datetime | None:
    return local(moment).replace(tzinfo=None) if moment is not None else None


class MoveForm(Form):
    """What becomes of chosen posts, or of a whole thread, and why."""

    reason = StringField(lazy("Grund, den alle lesen"), [filled(), length(5, 250)], [one_line])
    confirmed = BooleanField(lazy("Ja, dort dürfen andere Menschen mitlesen"))


class UndoForm(MoveForm):
    """Why a move is undone; shortly after the move nobody is asked."""

    reason = StringField(lazy("Grund, den alle lesen"), [Optional(), length(5, 250)], [one_line])


class BulkForm(MoveForm):
    """One act on many threads of a space; which further field counts depends on the act."""

    akt = StringField(validators=[filled(), choice_of(Act)], widget=HiddenInput())
    space = SelectField(lazy("In welchen Raum?"), [Optional()], coerce=int, validate_choice=False)
    target = SelectField(lazy("Welches Thema bleibt?"), [Optional()], coerce=int, validate_choice=False)
    until = DateField(lazy("Anheften bis"), [Optional(), of_this_century])

    @property
    def act(self) -> Act:
        """What is to be done; a page without a known act asks about closing."""
        return Act(self.akt.data) if self.akt.data in set(Act) else Act.CLOSE

    def treatment(self, space: Space | None) -> Treatment:
        """Return what was filled in."""
        return Treatment(
            act=self.act,
            reason=self.reason.data,
            space=space,
            target_id=self.target.data,
            until=end_of_day(self.until.data) if self.until.data else None,
            confirmed=self.confirmed.data,
        )


class SplitForm(MoveForm):
    """A new thread of chosen posts."""

    title = StringField(lazy("Überschrift des neuen Themas"), [filled(), length(5, 120)], [one_line])
    space = SelectField(lazy("Raum"), coerce=int, validate_choice=True)


class TargetForm(MoveForm):
    """Another thread, by its number or its address."""

    target = StringField(lazy("Nummer oder Adresse des anderen Themas"), [filled(), length(1, 300)], [one_line])

    @property
    def target_id(self) -> int:
        """The number of the thread that was named. Raises Invalid."""
        found = _THREAD_NUMBER.search(self.target.data)
        number = number_in(found.group(1)) if found else None
        if number is None:
            raise Invalid(fields={"target": [_("Das ist keine Nummer und keine Adresse eines Themas.")]})
        return number


class SpaceChoiceForm(MoveForm):
    """Another space for a whole thread."""

    space = SelectField(lazy("In welchen Raum?"), coerce=int, validate_choice=True)
