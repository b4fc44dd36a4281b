"""The shape of a report, an answer and a review."""

from typing import Any

from wtforms import DateField, EmailField, RadioField, StringField, TextAreaField

from forum.accessibility.commands import LONGEST_PAGE, TEXT
from forum.accessibility.models import ReviewKind
from forum.core.clock import today
from forum.core.i18n import lazy
from forum.web.forms import Form, OpenForm, VersionForm, choices, filled, length, of_this_century, one_line, paragraphs


class BarrierForm(OpenForm):
    """A barrier that somebody met."""

    page = StringField(lazy("Auf welcher Seite?"), [length(most=LONGEST_PAGE)], [one_line])
    text = TextAreaField(lazy("Was hindert Sie?"), [filled(), length(*TEXT)], [paragraphs])
    email = EmailField(lazy("Ihre E-Mail-Adresse"), [length(most=254)], [one_line], render_kw={"autocomplete": "email"})


class BarrierAnswerForm(VersionForm):
    """The answer of the office."""

    answer = TextAreaField(lazy("Antwort"), [filled(), length(*TEXT)], [paragraphs])


class ReviewForm(Form):
    """A review that took place."""

    kind = RadioField(lazy("Was war es?"), [filled(lazy("Bitte wählen Sie aus."))], default=ReviewKind.SELF.value)
    reviewed_on = DateField(lazy("Wann?"), [filled(), of_this_century], default=today)
    pages = TextAreaField(lazy("Welche Seiten?"), [filled(), length(3, TEXT[1])], [paragraphs])
    tools = TextAreaField(lazy("Womit?"), [filled(), length(3, TEXT[1])], [paragraphs])
    results = TextAreaField(lazy("Was kam heraus?"), [filled(), length(3, TEXT[1])], [paragraphs])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices((one.value, one.label) for one in ReviewKind)
