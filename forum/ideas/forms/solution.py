"""The shape of what is sent in about the solution of an idea (G-23)."""

from typing import Any

from wtforms import FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from forum.core.checking import MOST_LINES
from forum.core.i18n import _, lazy
from forum.ideas.commands import ReferenceLine
from forum.ideas.models import Solution, maturities
from forum.web.forms import EMPTY_ROWS, VersionForm, choices, filled, length, offer_rows, one_line


class ReferenceForm(PlainForm):
    """A row of the references; without a city it does not count."""

    city = StringField(lazy("Name der Stadt"), [length(most=120)], [one_line])
    url = StringField(lazy("Adresse im Netz"), [length(most=500)], [one_line])
    lesson = TextAreaField(lazy("Was lernen wir daraus?"), [length(most=1000)], [one_line])


class SolutionForm(VersionForm):
    """How mature the solution is, and where others have done the like."""

    maturity = SelectField(lazy("Reife der Lösung"), [Optional()])
    references = FieldList(FormField(ReferenceForm), label=lazy("Referenzen"), max_entries=MOST_LINES + 2 * EMPTY_ROWS)
    reason = StringField(lazy("Was ändert sich und warum?"), [filled(), length(5, 500)], [one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ((step.key, step.label) for step in maturities().values())
        self.maturity.choices = choices([("", _("noch keine Angabe")), *known])

    @classmethod
    def of(cls, solution: Solution) -> "SolutionForm":
        """Return the form with what the idea says now."""
        form = cls(obj=solution)
        offer_rows(form, form.references)
        return form

    @property
    def said(self) -> dict[str, Any]:
        """What was sent, as the command takes it."""
        lines = [ReferenceLine(**{name: row[name] or "" for name in row}) for row in self.references.data]
        return {
            "references": lines,
            "maturity": self.maturity.data or "",
            "version": self.version.data,
            "reason": self.reason.data or "",
        }
