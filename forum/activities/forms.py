"""The shape of what people send in about activities."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from forum.activities.commands import Facts
from forum.activities.models import KIND_LABELS, STATUS_LABELS, ActivityKind, Status
from forum.activities.queries import Filter
from forum.core.i18n import _, lazy
from forum.discussions.models import Space
from forum.strategy.models import strategy
from forum.web.addresses import number_in
from forum.web.forms import Form, choice_of, choices, filled, length, one_line, paragraphs, set_length


def _districts() -> list[tuple[str, Any]]:
    return [("", _("Ganze Stadt")), *((str(row.number), row.name) for row in strategy().districts.values())]


class FactsForm(Form):
    """What stands about an activity beside its text."""

    title = StringField(lazy("Titel"), [filled(), length(5, 120)], [one_line])
    kind = SelectField(
        lazy("Was ist es?"),
        [choice_of(ActivityKind)],
        choices=lambda: choices((k.value, v) for k, v in KIND_LABELS.items()),
    )
    status = SelectField(
        lazy("Wie steht es?"),
        [choice_of(Status)],
        choices=lambda: choices((k.value, v) for k, v in STATUS_LABELS.items()),
        default=Status.RUNNING.value,
    )
    organisation = StringField(lazy("Wer macht das?"), [length(most=120)], [one_line])
    link = StringField(lazy("Adresse im Netz"), [length(most=500)], [one_line])
    district = SelectField(lazy("Stadtbezirk"), choices=lambda: choices(_districts()))

    @property
    def facts(self) -> Facts:
        """Return what was given, as commands take it."""
        return Facts(
            title=self.title.data or "",
            kind=ActivityKind(self.kind.data),
            status=Status(self.status.data),
            organisation=self.organisation.data or "",
            link=self.link.data or "",
            district=number_in(self.district.data),
        )


class StartForm(FactsForm):
    """A new activity with the text that describes it, and the space in which one talks about it."""

    space = SelectField(lazy("Raum für das Gespräch darüber"), [filled()])
    text = TextAreaField(lazy("Beschreibung"), [filled(), set_length("POST_SHORTEST", "POST_LONGEST")], [paragraphs])

    def offer(self, spaces: Sequence[Space]) -> None:
        """Offer the spaces in which the person may start a thread."""
        self.space.choices = choices([("", _("Bitte wählen")), *((space.slug, space.title) for space in spaces)])


class EditForm(FactsForm):
    """Changed facts, and the version their owner saw."""

    version = IntegerField(validators=[filled()], widget=HiddenInput())


class UpdateForm(Form):
    """How it stands."""

    text = TextAreaField(
        lazy("Was gibt es Neues?"), [filled(), set_length("POST_SHORTEST", "POST_LONGEST")], [paragraphs]
    )
    status = SelectField(
        lazy("Wie steht es?"),
        [choice_of(Status)],
        choices=lambda: choices((k.value, v) for k, v in STATUS_LABELS.items()),
    )


class HandOverForm(Form):
    """Who answers for it from now on."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(most=31)], [one_line])


class FilterForm(Form):
    """What a reader wants to see; the names are the words of the address."""

    q = StringField(lazy("Stichwort"))
    art = SelectField(lazy("Art"))
    stand = SelectField(lazy("Stand"))
    bezirk = SelectField(lazy("Stadtbezirk"))
    ohne_stand = BooleanField(lazy("nur ohne aktuellen Stand"))

    def __init__(self, wanted: Filter) -> None:
        super().__init__(
            formdata=None,
            q=wanted.text,
            art=wanted.kind.value if wanted.kind else "",
            stand=wanted.status.value if wanted.status else "alle" if wanted.everything else "",
            bezirk=str(wanted.district or ""),
            ohne_stand=wanted.silent,
        )
        every: list[tuple[str, Any]] = [("", _("Alle"))]
        states = [("", _("nicht beendet")), ("alle", _("auch beendete"))]
        self.art.choices = choices([*every, *((k.value, v) for k, v in KIND_LABELS.items())])
        self.stand.choices = choices([*states, *((k.value, v) for k, v in STATUS_LABELS.items())])
        self.bezirk.choices = choices([*every, *_districts()[1:]])
