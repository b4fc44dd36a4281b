"""The shape of what is sent in about assessments."""

from typing import Any

from wtforms import RadioField, TextAreaField

from forum.core.i18n import _, lazy
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, paragraphs


def assessment_form(given: dict[str, Any] | None, comment: str) -> Form:
    """Build the form of an assessment from the criteria of the strategy."""
    names: dict[str, Any] = {}
    values: dict[str, Any] = {"comment": comment}
    for criterion in strategy().criteria.values():
        if criterion.knock_out:
            options = choices([("ja", _("Ja")), ("nein", _("Nein"))])
        else:
            options = choices((str(points), str(points)) for points in range(6))
        names[criterion.key] = RadioField(
            criterion.label, [filled(lazy("Bitte wählen Sie eine Antwort."))], choices=options
        )
        value = (given or {}).get(criterion.key)
        if value is not None:
            values[criterion.key] = ("ja" if value else "nein") if criterion.knock_out else str(value)
    names["comment"] = TextAreaField(lazy("Anmerkung"), [length(most=5000)], [paragraphs])
    form: Form = type("AssessmentForm", (Form,), names)(data=values)
    return form


def assessment_values(form: Any) -> dict[str, Any]:
    """Return what was answered, as the command takes it."""
    return {
        criterion.key: form[criterion.key].data == "ja" if criterion.knock_out else int(form[criterion.key].data)
        for criterion in strategy().criteria.values()
    }
