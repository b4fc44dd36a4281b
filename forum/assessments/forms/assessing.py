"""The form of an assessment, built from the criteria of its round."""

from collections.abc import Mapping
from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from forum.assessments.models import Assessment
from forum.core.i18n import _, lazy
from forum.ideas.models import Idea
from forum.strategy.models import CriteriaSet, Criterion
from forum.web.forms import Form, choices, filled, length, one_line, paragraphs

ANSWERS = {"ja": True, "nein": False}


class ReasonForm(Form):
    """Why another round is opened."""

    reason = StringField(lazy("Warum noch eine Runde?"), [filled(), length(10, 500)], [one_line])


class InterestForm(Form):
    """What interest somebody has in an idea."""

    interest = StringField(lazy("Worin besteht Ihr Interesse?"), [length(most=500)], [one_line])


class AssessorForm(Form):
    """Who is to assess."""

    person = IntegerField(lazy("Person"), [filled()])


def assessment_form(known: CriteriaSet, idea: Idea, own: Assessment | None, *, fresh: bool = False) -> Form:
    """Build the form from the criteria and the goals of the idea, filled with what was given before.

    A ``fresh`` one takes nothing from the request, because another form of the page was sent.
    """
    names: dict[str, Any] = {}
    values: dict[str, Any] = {"comment": own.comment if own else ""}
    for criterion in known.criteria.values():
        names[criterion.key] = RadioField(
            criterion.label, [filled(lazy("Bitte wählen Sie eine Antwort."))], choices=_options(criterion)
        )
        names[f"remark-{criterion.key}"] = TextAreaField(
            _("Anmerkung zu: %(criterion)s", criterion=criterion.label), [length(most=1000)], [paragraphs]
        )
        value = own.given.get(criterion.key) if own else None
        if value is not None:
            values[criterion.key] = ("ja" if value else "nein") if criterion.knock_out else str(value)
        values[f"remark-{criterion.key}"] = own.remarks.get(criterion.key, "") if own else ""
    for goal in idea.goals:
        names[f"goal-{goal.key}"] = RadioField(
            goal.label, [Optional()], choices=choices((str(points), str(points)) for points in range(6))
        )
        values[f"goal-{goal.key}"] = str(own.goals[goal.key]) if own and goal.key in own.goals else None
    names["comment"] = TextAreaField(lazy("Anmerkung zum Ganzen"), [length(most=5000)], [paragraphs])
    built: type[Form] = type("AssessmentForm", (Form,), names)
    return built(formdata=None, data=values) if fresh else built(data=values)


def lost_texts(form: Form, sent: Mapping[str, str], *, shown: bool) -> list[tuple[str, str]]:
    """Return what was typed into fields that the form, if it is shown at all, has not any more; with their names."""
    texts = [(name, text) for name, text in sent.items() if name.startswith("remark-") or name == "comment"]
    return [
        (form[name].label.text if name in form else "", text)
        for name, text in texts
        if text.strip() and not (shown and name in form)
    ]


def _options(criterion: Criterion) -> Any:
    if criterion.knock_out:
        return choices([("ja", _("Ja")), ("nein", _("Nein"))])
    words = dict(criterion.scale)
    return choices(
        (str(points), f"{points} – {words[points]}" if points in words else str(points)) for points in range(6)
    )


def assessment_values(known: CriteriaSet, idea: Idea, form: Any) -> dict[str, Any]:
    """Return what was answered, as the command takes it."""
    return {
        "given": {
            key: ANSWERS[form[key].data] if row.knock_out else int(form[key].data)
            for key, row in known.criteria.items()
        },
        "remarks": {key: form[f"remark-{key}"].data or "" for key in known.criteria},
        "goals": {goal.key: int(form[f"goal-{goal.key}"].data) for goal in idea.goals if form[f"goal-{goal.key}"].data},
        "comment": form["comment"].data or "",
    }
