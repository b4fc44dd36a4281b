"""The shape of what people write in discussions."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from wtforms import BooleanField, DateField, DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from forum.core.audiences import named_audiences
from forum.core.clock import end_of_day, local, of_city
from forum.core.errors import Invalid
from forum.core.i18n import _, lazy
from forum.discussions.commands import Act, Arrangement, SpacePlan, Treatment
from forum.discussions.languages import languages, own_name, usual_language
from forum.discussions.models import MARKS, Space, SpaceKind, Stance, Thread, ThreadKind
from forum.discussions.queries import Reading, Sorting, View
from forum.web.addresses import number_in
from forum.web.forms import Form, choice_of, choices, filled, length, one_line, paragraphs

# A thread is named by 12, #12, /themen/12-ampeln or the whole address.
_THREAD_NUMBER = re.compile(r"(?:^#?|/themen/)(\d{1,10})(?=$|[-?#/])")

NUMBER = [Optional(), NumberRange(1, 2**31 - 1)]


def _stances() -> Any:
    return choices([("", lazy("Keine Angabe")), *((one.value, one.label) for one in Stance if one.value)])


class HeldFiles(Form):
    """A form whose text can have files; ``held`` names them in one line, for drafts."""

    held = StringField(widget=HiddenInput())


class _KnownLanguage:
    # One of the choices always holds, so the field is not marked as one that may be left out.
    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse a language in which no post can be written."""
        if field.data not in {*languages(), field.object_data}:
            raise ValidationError(_("Diese Auswahl gibt es nicht."))


class WrittenForm(HeldFiles):
    """A form whose text is in a language."""

    language = SelectField(
        lazy("Sprache des Beitrags"),
        [_KnownLanguage()],
        choices=lambda: choices(languages().items()),
        default=usual_language,
        validate_choice=False,
    )


class ThreadForm(WrittenForm):
    """A new thread with its first post."""

    title = StringField(lazy("Überschrift"), [filled(), length(5, 120)], [one_line])
    text = TextAreaField(lazy("Text"), [filled(), length(8, 20_000)], [paragraphs])
    kind = SelectField(
        lazy("Art des Themas"),
        [choice_of(ThreadKind)],
        choices=lambda: choices((one.value, one.label) for one in ThreadKind),
        default=ThreadKind.DISCUSSION.value,
        validate_choice=False,
    )

    def offer(self, *, announcements: bool) -> None:
        """Offer announcements only to those who may make them."""
        if not announcements:
            self.kind.choices = choices(
                (one.value, one.label) for one in ThreadKind if one is not ThreadKind.ANNOUNCEMENT
            )


class PostForm(WrittenForm):
    """A post in a thread."""

    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), length(8, 20_000)], [paragraphs])
    parent = IntegerField(validators=NUMBER, widget=HiddenInput())
    quoted = IntegerField(validators=NUMBER, widget=HiddenInput())
    quote = TextAreaField(lazy("Zitat"), [Optional(), length(most=1000)], [paragraphs])
    mark = SelectField(lazy("Sie schreiben als"), [choice_of(MARKS)], default="", validate_choice=False)
    stance = SelectField(
        lazy("Ihre Haltung"),
        [choice_of(Stance)],
        filters=[one_line],
        choices=_stances,
        default="",
        validate_choice=False,
    )

    def offer_marks(self, marks: Iterable[str]) -> None:
        """Let people with a task say that they write in it; without one there is nothing to choose (T-29)."""
        self.mark.choices = choices([("", lazy("Privatperson")), *((one, MARKS[one]) for one in marks)])


class EditForm(WrittenForm):
    """A changed post and the version its author saw."""

    reason = StringField(lazy("Was haben Sie geändert?"), [Optional(), length(most=200)], [one_line])
    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), length(8, 20_000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.language.object_data
        self.language.choices = choices({**languages(), code: own_name(code)}.items())


class CloseForm(Form):
    """Why a thread is closed."""

    reason = StringField(lazy("Grund"), [filled(), length(5, 250)], [one_line])


class ReadingForm(Form):
    """How to lay out and sort the posts of a thread; its names are those of the address."""

    ansicht = SelectField(lazy("Ansicht"), choices=lambda: choices((one.value, one.label) for one in View))
    ordnung = SelectField(lazy("Reihenfolge"), choices=lambda: choices((one.value, one.label) for one in Sorting))
    haltung = SelectField(
        lazy("Haltung"),
        choices=lambda: choices([("", lazy("Alle")), *((one.value, one.label) for one in Stance if one.value)]),
    )
    nur = SelectField(lazy("Sprache der Beiträge"), validate_choice=False)

    @classmethod
    def of(cls, view: View, wanted: Reading, codes: Iterable[str]) -> "ReadingForm":
        """Return the form as it shows the present way of reading; ``codes`` are the languages of the posts."""
        form = cls(
            formdata=None,
            ansicht=view.value,
            ordnung=wanted.sorting.value,
            haltung=wanted.stance,
            nur=wanted.language,
        )
        form.nur.choices = choices([("", lazy("Alle")), *((code, own_name(code)) for code in codes)])
        return form


class ApplicationForm(Form):
    """Why somebody wants to be let into a space."""

    text = TextAreaField(lazy("Was führt Sie hierher?"), [filled(), length(10, 1000)], [paragraphs])


class MemberForm(Form):
    """Who is let into a space."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(3, 30)], [one_line])


class SummaryForm(Form):
    """A summary of a thread and the version its writer saw."""

    text = TextAreaField(lazy("Zwischenstand"), [filled(), length(8, 20_000)], [paragraphs])
    version = IntegerField(validators=[NumberRange(0, 2**31 - 1)], widget=HiddenInput())


def _writers() -> Any:
    return choices([("", lazy("Alle, die mitlesen und ein Konto haben")), ("staff", lazy("Nur die Stabsstelle"))])


class SpaceForm(Form):
    """A space with its settings."""

    title = StringField(lazy("Name des Raums"), [filled(), length(5, 120)], [one_line])
    description = TextAreaField(lazy("Worum es geht"), [filled(), length(8, 4000)], [paragraphs])
    kind = SelectField(lazy("Für wen"), choices=lambda: choices((one.value, one.label) for one in SpaceKind))
    committee = SelectField(
        lazy("Gremium"), choices=lambda: choices([("", lazy("Keines")), *named_audiences()]), default=""
    )
    applications = BooleanField(lazy("Wer nicht dazugehört, sieht den Namen des Raums und kann um Aufnahme bitten"))
    starters = SelectField(lazy("Wer darf Themen beginnen?"), choices=_writers, default="")
    writers = SelectField(lazy("Wer darf antworten?"), choices=_writers, default="")
    rules = TextAreaField(lazy("Hausregeln"), [Optional(), length(most=4000)], [paragraphs])
    influence = StringField(
        lazy("Was lässt sich hier beeinflussen – und was nicht?"), [Optional(), length(most=500)], [one_line]
    )
    contact = StringField(lazy("Ansprechperson"), [Optional(), length(most=200)], [one_line])
    slow_minutes = IntegerField(
        lazy("Langsamer Modus: Minuten zwischen zwei Beiträgen"), [Optional(), NumberRange(0, 1440)], default=0
    )

    @classmethod
    def of(cls, space: Space) -> "SpaceForm":
        """Return the form as it shows a space."""
        usual = "members" if space.kind == SpaceKind.PUBLIC else space.audience
        return cls(
            obj=space,
            committee=space.audience if space.kind == SpaceKind.COMMITTEE else "",
            starters="" if space.starters == usual else space.starters,
            writers="" if space.writers == usual else space.writers,
        )

    def plan(self) -> SpacePlan:
        """Return what was filled in."""
        return SpacePlan(
            title=self.title.data,
            description=self.description.data,
            kind=SpaceKind(self.kind.data),
            committee=self.committee.data,
            starters=self.starters.data,
            writers=self.writers.data,
            rules=self.rules.data,
            influence=self.influence.data,
            contact=self.contact.data,
            applications=self.applications.data,
            slow_minutes=self.slow_minutes.data or 0,
        )


class ArrangementForm(Form):
    """What moderation and Stabsstelle arrange about a thread; times are those of Braunschweig."""

    kind = SelectField(lazy("Art des Themas"), choices=lambda: choices((one.value, one.label) for one in ThreadKind))
    pinned_until = DateField(lazy("Oben anheften bis"), [Optional()])
    pinned_everywhere = BooleanField(lazy("Auch über der Liste der Räume zeigen"))
    slow_minutes = IntegerField(
        lazy("Langsamer Modus: Minuten zwischen zwei Beiträgen"), [Optional(), NumberRange(0, 1440)], default=0
    )
    opens_at = DateTimeLocalField(lazy("Öffnet am"), [Optional()])
    closes_at = DateTimeLocalField(lazy("Schließt am"), [Optional()])
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
    until = DateField(lazy("Anheften bis"), [Optional()])

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
