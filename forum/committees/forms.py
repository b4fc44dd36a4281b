"""The shape of what people send in about committees."""

from collections.abc import Iterable

from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from forum.committees.models import GROUP_LABELS, ROLE_LABELS
from forum.core.i18n import lazy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs


class ProposalForm(Form):
    """A Fachbeirat that somebody proposes."""

    title = StringField(lazy("Name des Fachbeirats"), [filled(), length(5, 120)], [one_line])
    theme = StringField(lazy("Thema"), [filled(), length(3, 120)], [one_line])
    mandate = TextAreaField(lazy("Auftrag"), [filled(), length(20, 8000)], [paragraphs])
    reason = TextAreaField(
        lazy("Warum braucht die Stadt diesen Fachbeirat?"), [filled(), length(20, 8000)], [paragraphs]
    )


class ReasonForm(Form):
    """Why something is decided."""

    reason = StringField(lazy("Begründung"), [filled(), length(10, 500)], [one_line])


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
