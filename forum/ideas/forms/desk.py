"""The shape of what the desk sends in: signatures on paper, ideas that were told, codes, suspicious support."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from forum.core.i18n import lazy
from forum.ideas.forms.writing import IdeaForm
from forum.ideas.models import TOLD, Age
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs

# Nought is a number too, so that only an empty field is refused.
_NUMBER = InputRequired(lazy("Bitte füllen Sie dieses Feld aus."))


class FiguresForm(Form):
    """How many signed, and how many of these are valid."""

    on_paper = IntegerField(lazy("Unterschriften auf dem Papier"), [_NUMBER])
    valid = IntegerField(lazy("Davon gültig"), [_NUMBER])


class PaperForm(FiguresForm):
    """A batch of signatures on paper."""

    source = StringField(lazy("Herkunft der Liste"), [filled(), length(3, 200)], [one_line])
    since = DateField(lazy("Gesammelt von"), [filled(), of_this_century])
    until = DateField(lazy("Gesammelt bis"), [filled(), of_this_century])
    desk = StringField(lazy("Entgegengenommen bei"), [filled(), length(3, 120)], [one_line])
    # The files in one line, as the page's script keeps them.
    held = StringField(widget=HiddenInput())


class CorrectionForm(FiguresForm):
    """Another figure for a batch, and why."""

    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 500)], [paragraphs])


class CaptureForm(IdeaForm):
    """An idea that somebody told the desk, and how."""

    origin = SelectField(lazy("Wie kam die Idee zu uns?"), [filled()])
    told_on = DateField(lazy("Tag"), [filled(), of_this_century])
    told_at = StringField(lazy("Veranstaltung"), [length(most=120)], [one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.origin.choices = choices(TOLD.items())

    @property
    def telling(self) -> dict[str, Any]:
        """How the desk heard of it, as the command takes it."""
        return {"origin": self.origin.data, "told_on": self.told_on.data, "told_at": self.told_at.data or ""}


class ClaimForm(Form):
    """A one-time code."""

    code = StringField(lazy("Code"), [filled(), length(most=40)], [one_line])


class RemovalForm(Form):
    """Which supports are removed, and why."""

    first = DateField(lazy("Unterstützungen vom"), [filled(), of_this_century])
    last = DateField(lazy("bis zum"), [filled(), of_this_century])
    age = SelectField(lazy("Alter des Kontos bei der Unterstützung"), [filled()])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.age.choices = choices((age.value, age.label) for age in Age)

    @property
    def group(self) -> dict[str, Any]:
        """Which supports, as the command takes it."""
        return {"first": self.first.data, "last": self.last.data, "age": Age(self.age.data)}
