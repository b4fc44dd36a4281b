"""The shape of what moderators and Stabsstelle do with threads and posts."""

import re
from datetime import datetime

from wtforms import BooleanField, DateField, DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.clock import end_of_day, local, of_city
from forum.core.errors import Invalid
from forum.core.i18n import _, lazy
from forum.discussions.commands import Act, Arrangement, Treatment
from forum.discussions.models import Space, Thread, ThreadKind
from forum.web.addresses import number_in
from forum.web.forms import Form, choice_of, choices, filled, length, of_this_century, one_line, paragraphs

# A thread is named by 12, #12, /themen/12-ampeln or the whole address.
_THREAD_NUMBER = re.compile(r"(?:^#?|/themen/)(\d{1,10})(?=$|[-?#/])")
NUMBER = [Optional(), NumberRange(1, 2**31 - 1)]


class CloseForm(Form):
    """Why a thread is closed."""

    reason = StringField(lazy("Grund"), [filled(), length(5, 250)], [one_line])


class SummaryForm(Form):
    """A summary of a thread and the version its writer saw."""

    text = TextAreaField(lazy("Zwischenstand"), [filled(), length(8, 20_000)], [paragraphs])
    version = IntegerField(validators=[NumberRange(0, 2**31 - 1)], widget=HiddenInput())


class ArrangementForm(Form):
    """What moderation and Stabsstelle arrange about a thread; times are those of Braunschweig."""

    kind = SelectField(lazy("Art des Themas"), choices=lambda: choices((one.value, one.label) for one in ThreadKind))
    pinned_until = DateField(lazy("Oben anheften bis"), [Optional(), of_this_century])
    pinned_everywhere = BooleanField(lazy("Auch über der Liste der Räume zeigen"))
    slow_minutes = IntegerField(
        lazy("Langsamer Modus: Minuten zwischen zwei Beiträgen"), [Optional(), NumberRange(0, 1440)], default=0
    )
    opens_at = DateTimeLocalField(lazy("Öffnet am"), [Optional(), of_this_century])
    closes_at = DateTimeLocalField(lazy("Schließt am"), [Optional(), of_this_century])
    archived = BooleanField(lazy("Ins Archiv legen: lesbar, aber zu Ende"))

    @classmethod
    def of(cls, thread: Thread) -> "ArrangementForm":
        """Return the form as it shows a thread."""
        return cls(
            kind=thread.kind,
            pinned_until=local(thread.pinned_until).date() if thread.is_pinned and thread.pinned_until else None,
            pinned_everywhere=thread.pinned_everywhere,
            slow_minutes=thread.slow_minutes,
            opens_at=_shown(thread.opens_at),
            closes_at=_shown(thread.closes_at),
            archived=thread.archived_at is not None,
        )

    def plan(self) -> Arrangement:
        """Return what was filled in, as moments with a zone."""
        return Arrangement(
            kind=ThreadKind(self.kind.data),
            pinned_until=end_of_day(self.pinned_until.data) if self.pinned_until.data else None,
            pinned_everywhere=self.pinned_everywhere.data,
            slow_minutes=self.slow_minutes.data or 0,
            opens_at=of_city(self.opens_at.data) if self.opens_at.data else None,
            closes_at=of_city(self.closes_at.data) if self.closes_at.data else None,
            archived=self.archived.data,
        )


def _shown(moment: datetime | None) -> datetime | None:
    return local(moment).replace(tzinfo=None) if moment is not None else None


class MoveForm(Form):
    """What becomes of chosen posts, or of a whole thread, and why."""

    reason = StringField(lazy("Grund, den alle lesen"), [filled(), length(5, 250)], [one_line])
    confirmed = BooleanField(lazy("Ja, dort dürfen andere Menschen mitlesen"))


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
