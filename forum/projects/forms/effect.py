"""The forms of what comes of a project: its effect, its indicators, and the values that are measured."""

from datetime import date
from typing import Any

from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional

from forum.core.i18n import _, lazy
from forum.projects.commands import Effect, IndicatorLine
from forum.projects.forms.part import Figure, PartForm
from forum.projects.models import Indicator, Project
from forum.web.addresses import number_in
from forum.web.forms import Form, choices, filled, length, of_this_century, offer_rows, one_line, paragraphs
from forum.web.language import day

MOST_INDICATORS = 24
MOST_DATES = 44
EMPTY_DATES = 3


class IndicatorForm(PlainForm):
    """A row of the indicators; without a name it does not count."""

    number = HiddenField()
    name = StringField(lazy("Kennzahl"), [length(most=500)], [one_line])
    baseline = Figure(lazy("Ausgangswert"), [Optional()])
    target = Figure(lazy("Zielwert"), [Optional()])
    unit = StringField(lazy("Einheit"), [length(most=60)], [one_line])
    source = StringField(lazy("Quelle"), [length(most=300)], [one_line])
    dates = FieldList(
        DateField(lazy("Messtag"), [Optional(), of_this_century]), label=lazy("Messtage"), max_entries=MOST_DATES
    )


class EffectForm(PartForm):
    """What comes of a project, and by what one sees it (G-20, G-22)."""

    benefit = TextAreaField(lazy("Konkreter Nutzen für die Menschen"), [length(most=5000)], [paragraphs])
    budget_effect = TextAreaField(lazy("Wirkung auf den Haushalt"), [length(most=5000)], [paragraphs])
    next_step = TextAreaField(lazy("Nächster Schritt"), [length(most=5000)], [paragraphs])
    progress = IntegerField(lazy("Fortschritt in Prozent"), [Optional(), NumberRange(0, 100)])
    indicators = FieldList(FormField(IndicatorForm), label=lazy("Kennzahlen"), max_entries=MOST_INDICATORS)

    @classmethod
    def of(cls, project: Project) -> "EffectForm":
        """Return the form with what the project says now."""
        names = ("benefit", "budget_effect", "next_step", "progress", "version")
        values = {name: getattr(project, name) for name in names}
        form = cls(data={**values, "indicators": [_typed(row) for row in project.indicators]})
        offer_rows(form, form.indicators)
        if not form.is_submitted():
            for row in form.indicators:
                for _empty in range(EMPTY_DATES):
                    row.form.dates.append_entry()
        return form

    @property
    def effect(self) -> Effect:
        """What was sent, as commands take it."""
        return Effect(
            benefit=self.benefit.data or "",
            budget_effect=self.budget_effect.data or "",
            next_step=self.next_step.data or "",
            progress=self.progress.data or 0,
            indicators=[_line(row) for row in self.indicators.data],
        )


def _typed(row: Indicator) -> dict[str, Any]:
    names = ("name", "baseline", "target", "unit", "source")
    values = {name: getattr(row, name) for name in names}
    return {**values, "number": str(row.id), "dates": [one.due_on for one in row.dates]}


def _line(row: dict[str, Any]) -> IndicatorLine:
    return IndicatorLine(
        id=number_in(row["number"]),
        name=row["name"] or "",
        baseline=row["baseline"],
        target=row["target"],
        unit=row["unit"] or "",
        source=row["source"] or "",
        dates=[one for one in row["dates"] if one is not None],
    )


class ValueForm(Form):
    """A measured value; a correction says why."""

    value = Figure(lazy("Messwert"), [filled()])
    measured_on = DateField(lazy("Gemessen am"), [filled(), of_this_century])
    due_on = SelectField(lazy("Für den Messtag"), [Optional()])
    note = StringField(lazy("Anmerkung"), [length(most=500)], [one_line])

    def __init__(self, indicator: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [one.due_on for one in indicator.open_dates]
        between = ("", _("außerhalb der Messtage"))
        self.due_on.choices = choices([*((one.isoformat(), day(one)) for one in days), between])

    @property
    def planned_day(self) -> date | None:
        """The day of measuring that the value is for."""
        return date.fromisoformat(self.due_on.data) if self.due_on.data else None
