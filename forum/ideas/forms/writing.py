"""What authors send in: ideas, changes, additions, and whom they ask in."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import _, lazy
from forum.files.queries import Choice
from forum.ideas.commands import Content
from forum.strategy.models import Outline, Point, outline, strategy
from forum.web.forms import Form, OpenForm, choices, filled, length, one_line, paragraphs


class PointField(StringField):
    """A point on the map, typed, copied from another map, or set by a press on ours (N-07)."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the point; an empty field is none, anything else that is none is a mistake."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = outline().point_in(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(_("Bitte geben Sie zwei Zahlen an, zum Beispiel: 52.26412, 10.52636"))

    def _value(self) -> str:
        if self.data is None:
            return self.raw_data[0] if self.raw_data else ""
        return Point(*self.data).words


class FactsForm(Form):
    """By what an idea is sorted: goals, category, districts, place."""

    goals = SelectMultipleField(lazy("Welchen Zielen der Stadt dient die Idee?"), [Optional()])
    category = SelectField(lazy("Thema"), [Optional()])
    districts = SelectMultipleField(lazy("Stadtbezirke"), [Optional()], coerce=int)
    place = StringField(lazy("Ort"), [length(most=200)], [one_line])
    point = PointField(lazy("Punkt auf der Karte"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = strategy()
        self.goals.choices = choices((goal.key, goal.label) for goal in known.goals.values())
        self.category.choices = choices(
            [("", _("Bitte wählen")), *((row.key, row.label) for row in known.categories.values())]
        )
        self.districts.choices = choices((row.number, row.name) for row in known.districts.values())

    @property
    def outline(self) -> Outline:
        """The map on which a point can be shown."""
        return outline()

    @property
    def facts(self) -> dict[str, Any]:
        """What was chosen, as commands take it."""
        return {
            "goals": tuple(self.goals.data or ()),
            "category": self.category.data or "",
            "districts": tuple(self.districts.data or ()),
            "place": self.place.data or "",
            "point": self.point.data,
        }


class SortForm(FactsForm):
    """By what the Stabsstelle sorts an idea, and the mark of what it saw there."""

    seen = StringField(validators=[Optional()], widget=HiddenInput())


class IdeaForm(FactsForm):
    """An idea: two fields are required, the rest helps others to find it (N-01)."""

    title = StringField(lazy("Titel"), [filled(), length(10, 120)], [one_line])
    text = TextAreaField(lazy("Beschreibung"), [filled(), length(30, 20_000)], [paragraphs])
    # The files in one line, as the page's script keeps them.
    held = StringField(widget=HiddenInput())

    def content(self, files: Sequence[Choice]) -> Content:
        """Return what was written, with its files, as commands take it."""
        return Content(title=self.title.data or "", text=self.text.data or "", files=files, **self.facts)


class VisitorForm(OpenForm, IdeaForm):
    """An idea that somebody writes before having an account (N-02)."""


class DraftForm(IdeaForm):
    """A draft that is written on, and the version its author saw: others may write it too."""

    version = IntegerField(validators=[filled()], widget=HiddenInput())


class EditForm(DraftForm):
    """A changed idea, the version its author saw, and what changes."""

    reason = StringField(lazy("Was ändert sich?"), [length(most=250)], [one_line])


class InviteForm(Form):
    """Who is asked to write an idea too."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(most=31)], [one_line])


class WithdrawForm(Form):
    """Why an idea is taken back."""

    reason = StringField(lazy("Grund"), [length(most=250)], [one_line])


class RetireForm(Form):
    """To which idea the authors point, by number or address, and why."""

    other = StringField(lazy("Andere Idee"), [filled(), length(most=300)], [one_line])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])

    @property
    def number(self) -> int:
        """The number that was meant; 0 where nobody can read one."""
        return next(iter(numbers_in(self.other.data or "")), 0)


class AddendumForm(Form):
    """What is added below an idea."""

    text = TextAreaField(lazy("Ergänzung"), [filled(), length(10, 5000)], [paragraphs])


def numbers_in(typed: str) -> list[int]:
    """Return the numbers of ideas in a line; addresses of ideas are understood too."""
    return [int(number) for number in re.findall(r"(?:/ideen/|\b)(\d{1,9})(?=-|\b)", typed)]
