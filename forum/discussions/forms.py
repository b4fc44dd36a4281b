"""The shape of what people write in discussions."""

from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import lazy
from forum.discussions.models import Stance
from forum.discussions.queries import Reading, Sorting, View
from forum.web.forms import Form, choice_of, choices, filled, length, one_line, paragraphs

NUMBER = [Optional(), NumberRange(1, 2**31 - 1)]


def _stances() -> Any:
    return choices([("", lazy("Keine Angabe")), *((one.value, one.label) for one in Stance if one.value)])


class ThreadForm(Form):
    """A new thread with its first post."""

    title = StringField(lazy("Überschrift"), [filled(), length(5, 120)], [one_line])
    text = TextAreaField(lazy("Text"), [filled(), length(8, 20_000)], [paragraphs])


class PostForm(Form):
    """A post in a thread."""

    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), length(8, 20_000)], [paragraphs])
    parent = IntegerField(validators=NUMBER, widget=HiddenInput())
    quoted = IntegerField(validators=NUMBER, widget=HiddenInput())
    quote = TextAreaField(lazy("Zitat"), [Optional(), length(most=1000)], [paragraphs])
    stance = SelectField(
        lazy("Ihre Haltung"),
        [choice_of(Stance)],
        filters=[one_line],
        choices=_stances,
        default="",
        validate_choice=False,
    )


class EditForm(Form):
    """A changed post and the version its author saw."""

    reason = StringField(lazy("Was haben Sie geändert?"), [Optional(), length(most=200)], [one_line])
    text = TextAreaField(lazy("Ihr Beitrag"), [filled(), length(8, 20_000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())


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

    @classmethod
    def of(cls, view: View, wanted: Reading) -> "ReadingForm":
        """Return the form as it shows the present way of reading."""
        return cls(formdata=None, ansicht=view.value, ordnung=wanted.sorting.value, haltung=wanted.stance)
