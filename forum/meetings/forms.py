"""The shape of a planned meeting, of an item of its agenda, and of reasons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.clock import of_city
from forum.core.i18n import lazy
from forum.meetings.commands import Plan, PlannedItem
from forum.meetings.models import CHOICE_LABELS, CIRCLE_LABELS, NUMBERING_LABELS, Circle, Numbering
from forum.meetings.ruling import RULING_CHOICES
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs

EMPTY_ROWS = 5
MOST_MINUTES = 24 * 60


class ItemForm(Form):
    """One item of the agenda; an empty row is no item."""

    title = StringField(lazy("Titel"), [Optional(), length(3, 160)], [one_line])
    text = TextAreaField(lazy("Worum es geht"), [Optional(), length(0, 8000)], [paragraphs])
    minutes = IntegerField(lazy("Geplante Dauer in Minuten"), [Optional(), NumberRange(1, MOST_MINUTES)])
    idea_id = IntegerField(lazy("Nummer der Idee"), [Optional(), NumberRange(1, 2**31 - 1)])
    # Nothing chosen means: for whom the session or the item above is, so that a closed session needs no choice at all.
    level = SelectField(
        lazy("Wer den Punkt sieht"),
        choices=choices([("", lazy("wie die Sitzung oder der Punkt darüber")), *CIRCLE_LABELS.items()]),
        default="",
    )
    below = BooleanField(lazy("Unterpunkt des Punktes davor"))
    again_of = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)], widget=HiddenInput())

    def item(self, children: Sequence[PlannedItem] = ()) -> PlannedItem:
        """Return what was filled in."""
        return PlannedItem(
            title=self.title.data or "",
            text=self.text.data or "",
            idea_id=self.idea_id.data,
            minutes=self.minutes.data,
            level=Circle(self.level.data) if self.level.data else None,
            children=tuple(children),
            again_of=self.again_of.data,
        )


class ItemEditForm(Form):
    """Everything that a planned item says."""

    title = StringField(lazy("Titel"), [filled(), length(3, 160)], [one_line])
    text = TextAreaField(lazy("Worum es geht"), [Optional(), length(0, 8000)], [paragraphs])
    minutes = IntegerField(lazy("Geplante Dauer in Minuten"), [Optional(), NumberRange(1, MOST_MINUTES)])
    idea_id = IntegerField(lazy("Nummer der Idee"), [Optional(), NumberRange(1, 2**31 - 1)])
    dossier_id = SelectField(lazy("Vorlage"), default="")
    level = SelectField(lazy("Wer den Punkt sieht"), choices=choices(CIRCLE_LABELS.items()), default=Circle.PUBLIC)
    version = HiddenField()

    def offer(self, papers: Sequence[tuple[int, str]]) -> "ItemEditForm":
        """Let one choose among these papers, or none; return the form."""
        self.dossier_id.choices = choices([("", lazy("Keine Vorlage")), *((str(key), name) for key, name in papers)])
        return self

    def command(self, item_id: int) -> dict[str, Any]:
        """Return the data of the command that changes the item."""
        sent = {name: field.data for name, field in self._fields.items() if name not in ("once", "dossier_id")}
        sent["dossier_id"] = self.dossier_id.data or None
        return {"item_id": item_id, **{name: value for name, value in sent.items() if value not in (None, "")}}


class ParagraphForm(Form):
    """A paragraph of the minutes, and the version that was seen while writing it."""

    text = TextAreaField(lazy("Text des Absatzes"), [Optional(), length(0, 20_000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())


class CirculationForm(Form):
    """What a committee decides in writing, and until when."""

    title = StringField(lazy("Worum es geht"), [filled(), length(5, 160)], [one_line])
    text = TextAreaField(lazy("Wortlaut, über den abgestimmt wird"), [filled(), length(10, 20_000)], [paragraphs])
    reasons = TextAreaField(lazy("Begründung"), [Optional(), length(0, 20_000)], [paragraphs])
    papers = TextAreaField(lazy("Unterlagen"), [Optional(), length(0, 20_000)], [paragraphs])
    idea_id = IntegerField(lazy("Nummer der Idee"), [Optional(), NumberRange(1, 2**31 - 1)])
    # Only the Board is asked what it decides about an idea.
    ruling = SelectField(
        lazy("Was bei Annahme über die Idee beschlossen ist"),
        [Optional()],
        choices=choices(RULING_CHOICES.items()),
        default="",
    )
    next_on = DateField(lazy("Vertagt bis"), [Optional(), of_this_century])
    minutes_id = IntegerField(lazy("Nummer der Sitzung"), [Optional(), NumberRange(1, 2**31 - 1)], widget=HiddenInput())
    deadline = DateTimeLocalField(lazy("Antworten sind möglich bis"), [filled(), of_this_century])
    public = BooleanField(lazy("Ein angenommener Beschluss ist öffentlich"), default=True)

    def moment(self) -> datetime:
        """Return the deadline; what people type is the time in Braunschweig."""
        return of_city(self.deadline.data)


class ReplyForm(Form):
    """A vote in writing, or an objection to voting so."""

    choice = RadioField(
        lazy("Ihre Antwort"),
        [filled()],
        choices=choices(
            [
                *CHOICE_LABELS.items(),
                ("object", lazy("Ich widerspreche dem Verfahren: Darüber soll die nächste Sitzung beschließen.")),
            ]
        ),
    )
    against = TextAreaField(lazy("Abweichende Meinung"), [Optional(), length(0, 5000)], [paragraphs])
    reason = StringField(lazy("Grund des Widerspruchs"), [Optional(), length(0, 500)], [one_line])


class PlanForm(Form):
    """What is planned of a meeting."""

    title = StringField(lazy("Titel der Sitzung"), [filled(), length(5, 160)], [one_line])
    starts_at = DateTimeLocalField(lazy("Beginn"), [filled(), of_this_century])
    ends_at = DateTimeLocalField(lazy("Ende"), [Optional(), of_this_century])
    place = StringField(lazy("Ort"), [Optional(), length(0, 160)], [one_line])
    link = URLField(lazy("Adresse der Videositzung"), [Optional(), length(0, 500)], [one_line])
    level = SelectField(lazy("Wer die Sitzung sieht"), default=Circle.PUBLIC)
    quorum = IntegerField(lazy("Beschlussfähig ab so vielen Mitgliedern"), [Optional(), NumberRange(0, 200)])
    second = BooleanField(lazy("Zweite Sitzung nach einer, die nicht beschlussfähig war"))
    numbering = SelectField(
        lazy("Nummern der Tagesordnung"), choices=choices(NUMBERING_LABELS.items()), default=Numbering.ARABIC
    )
    version = HiddenField(default="1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wide = [(level, CIRCLE_LABELS[level]) for level in (Circle.PUBLIC, Circle.COMMITTEE)]
        self.level.choices = choices(wide)

    def plan(self) -> Plan:
        """Return what was filled in; what people type is the time in Braunschweig."""
        return Plan(
            title=self.title.data,
            starts_at=of_city(self.starts_at.data),
            ends_at=self._end(),
            place=self.place.data or "",
            link=self.link.data or "",
            quorum=self.quorum.data,
            numbering=self.numbering.data,
            level=Circle(self.level.data),
            second=self.second.data,
        )

    def _end(self) -> datetime | None:
        return of_city(self.ends_at.data) if self.ends_at.data is not None else None


class MeetingForm(PlanForm):
    """A meeting with its agenda."""

    items = FieldList(FormField(ItemForm), lazy("Tagesordnung"), min_entries=EMPTY_ROWS, max_entries=60)

    def agenda(self) -> list[PlannedItem]:
        """Return the items that were filled in, each with those that stand below it."""
        forms = [part.form for part in self.items.entries if part.form.title.data]
        tops: list[tuple[ItemForm, list[PlannedItem]]] = []
        for form in forms:
            if form.below.data and tops:
                tops[-1][1].append(form.item())
            else:
                tops.append((form, []))
        return [form.item(children) for form, children in tops]


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = StringField(lazy("Begründung"), [filled(), length(10, 500)], [one_line])


class SessionPaperForm(Form):
    """A paper for an item or for a motion; ``held`` names its files in one line."""

    title = StringField(lazy("Was ist das?"), [filled(), length(3, 160)], [one_line])
    level = SelectField(lazy("Wer die Unterlage sieht"), choices=choices(CIRCLE_LABELS.items()), default=Circle.PUBLIC)
    motion_id = SelectField(lazy("Gehört zum Antrag"), default="")
    held = StringField(widget=HiddenInput())

    def offer(self, motions: Sequence[tuple[int, Any]]) -> "SessionPaperForm":
        """Let one choose among these motions, or none; return the form."""
        rows = [(str(key), lazy("Antrag %(number)s", number=number)) for key, number in motions]
        self.motion_id.choices = choices([("", lazy("zum Punkt selbst")), *rows])
        return self
