"""The shape of what people send in about committees."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional

from forum.committees.commands import Frame
from forum.committees.models import GROUP_LABELS, MAJORITY_LABELS, QUORUM_LABELS, ROLE_LABELS, Group
from forum.core.i18n import lazy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs


def _as_number(value: Any) -> int:
    return int(value) if str(value or "").isdigit() else 0


class ProposalForm(Form):
    """A Fachbeirat that somebody proposes."""

    title = StringField(lazy("Name des Fachbeirats"), [filled(), length(5, 120)], [one_line])
    theme = StringField(lazy("Thema"), [filled(), length(3, 120)], [one_line])
    mandate = TextAreaField(lazy("Auftrag"), [filled(), length(20, 8000)], [paragraphs])
    reason = TextAreaField(
        lazy("Warum braucht die Stadt diesen Fachbeirat?"), [filled(), length(20, 8000)], [paragraphs]
    )
    term_until = DateField(lazy("Der Auftrag soll laufen bis"), [Optional(), of_this_century])
    contact = StringField(lazy("Ansprechperson"), [length(most=200)], [one_line])
    business = IntegerField(GROUP_LABELS[Group.BUSINESS], [Optional()])
    research = IntegerField(GROUP_LABELS[Group.RESEARCH], [Optional()])
    civil_society = IntegerField(GROUP_LABELS[Group.CIVIL_SOCIETY], [Optional()])
    administration = IntegerField(GROUP_LABELS[Group.ADMINISTRATION], [Optional()])

    @property
    def place_fields(self) -> list[Any]:
        """The fields of the places, in the order of the groups."""
        return [self[group.value] for group in Group]

    def frame(self) -> Frame:
        """Return what the committee is to have beside its mandate."""
        places = {field.name: field.data or 0 for field in self.place_fields}
        return Frame(term_until=self.term_until.data, contact=self.contact.data, places=places)


class ReasonForm(Form):
    """Why something is decided."""

    reason = StringField(lazy("Begründung"), [filled(), length(10, 500)], [one_line])


class RenamingForm(ReasonForm):
    """What a committee is to be called, and why."""

    title = StringField(lazy("Neuer Name"), [filled(), length(5, 120)], [one_line])


class CallForm(Form):
    """Whom a committee looks for, and until when."""

    text = TextAreaField(lazy("Wen suchen Sie?"), [filled(), length(20, 8000)], [paragraphs])
    closes_on = DateField(lazy("Letzter Tag"), [filled(), of_this_century])


class ApplicationForm(Form):
    """Why somebody would like to belong to a committee, and which ties they have."""

    group = RadioField(lazy("Ich komme aus"), [filled()], choices=choices(GROUP_LABELS.items()))
    organisation = StringField(lazy("Organisation"), [length(most=120)], [one_line])
    text = TextAreaField(
        lazy("Warum möchten Sie mitmachen, und was bringen Sie mit?"), [filled(), length(20, 8000)], [paragraphs]
    )
    interests = TextAreaField(lazy("Eigene Interessen, die das Thema berühren"), [length(most=500)], [paragraphs])


class NamingForm(Form):
    """Whom somebody proposes for a committee."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(3, 30)], [one_line])
    group = RadioField(lazy("Die Person kommt aus"), [filled()], choices=choices(GROUP_LABELS.items()))


class AcceptanceForm(ReasonForm):
    """From when until when somebody who applied is appointed, and why."""

    since = DateField(lazy("Beginn der Amtszeit"), [Optional(), of_this_century])
    until = DateField(lazy("Ende der Amtszeit"), [Optional(), of_this_century])


class RulesForm(ReasonForm):
    """The rules of procedure; ``number`` is the version that was seen."""

    number = HiddenField(filters=[_as_number])
    notice_days = IntegerField(lazy("Ladungsfrist in Tagen"), [filled(), NumberRange(0, 90)])
    quorum = RadioField(lazy("Beschlussfähig sind"), [filled()], choices=choices(QUORUM_LABELS.items()))
    majority = RadioField(lazy("Angenommen ist ein Antrag durch"), [filled()], choices=choices(MAJORITY_LABELS.items()))
    public = BooleanField(lazy("Sitzungen sind öffentlich"))
    balanced = BooleanField(lazy("Ausgewogene Redeliste: Wer noch nicht gesprochen hat, kommt zuerst"))
    objection_days = IntegerField(
        lazy("Frist für Einwendungen gegen Niederschriften in Tagen"), [filled(), NumberRange(1, 90)]
    )
    publication_days = IntegerField(
        lazy("Genehmigte Niederschriften sind öffentlich nach höchstens so vielen Tagen"),
        [filled(), NumberRange(0, 90)],
    )
    circulation_objections = IntegerField(
        lazy("Widersprüche, die einen Umlaufbeschluss in die nächste Sitzung bringen"), [filled(), NumberRange(1, 50)]
    )
    names_all = BooleanField(lazy("Niederschriften nennen alle Anwesenden mit Namen"))


class InterestForm(Form):
    """A tie that may touch what a committee deals with."""

    text = StringField(lazy("Meine Bindung"), [filled(), length(5, 500)], [one_line])


class SeatForm(Form):
    """Who sends somebody to a seat."""

    sender = StringField(lazy("Entsendendes Dezernat oder Gesellschaft"), [filled(), length(3, 120)], [one_line])


class AppointmentForm(Form):
    """Who is appointed, as what, sent by whom, for how long."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(3, 30)], [one_line])
    role = SelectField(lazy("Aufgabe"), [filled()], choices=choices(ROLE_LABELS.items()))
    group = SelectField(lazy("Gruppe"), [filled()], choices=choices(GROUP_LABELS.items()))
    organisation = StringField(lazy("Organisation"), [Optional(), length(0, 120)], [one_line])
    seat = SelectField(lazy("Sitz"), default="")
    deputises = BooleanField(lazy("Als Stellvertretung"))
    since = DateField(lazy("Beginn der Amtszeit"), [Optional(), of_this_century])
    until = DateField(lazy("Ende der Amtszeit"), [Optional(), of_this_century])

    def offer(self, seats: Iterable[tuple[str, str]]) -> "AppointmentForm":
        """Let one choose among these seats, or none; return the form."""
        self.seat.choices = choices([("", lazy("Ohne Sitz")), *seats])
        return self
