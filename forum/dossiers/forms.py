"""The shape of what is sent in about assessments, dossiers, decisions and projects."""

from typing import Any

from wtforms import DateField, FieldList, FormField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import _, lazy
from forum.dossiers.commands import Plan, Stage
from forum.dossiers.models import PROJECT_STATES, RESULTS, UNANIMITIES, ProjectState, Result, Unanimity
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs

MOST_MILESTONES = 30
EMPTY_ROWS = 2


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


class FreezeForm(Form):
    """What goes with freezing a dossier."""

    goals_reason = StringField(lazy("Warum dient die Idee diesen Zielen?"), [filled(), length(20, 500)], [one_line])
    reason = TextAreaField(lazy("Öffentliche Begründung des Schritts"), [filled(), length(10, 5000)], [paragraphs])


class DecisionForm(Form):
    """A decision of the Board."""

    result = RadioField(lazy("Ergebnis"), [filled(lazy("Bitte wählen Sie das Ergebnis."))])
    unanimity = RadioField(lazy("Abstimmung"), [filled(lazy("Bitte wählen Sie eine Antwort."))])
    yes = IntegerField(lazy("Ja-Stimmen"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(0, 1000)])
    no = IntegerField(lazy("Nein-Stimmen"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(0, 1000)])
    abstain = IntegerField(lazy("Enthaltungen"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(0, 1000)])
    text = TextAreaField(lazy("Wortlaut des Beschlusses"), [filled(), length(20, 10_000)], [paragraphs])
    reasons = TextAreaField(lazy("Begründung"), [length(most=10_000)], [paragraphs])
    conditions = TextAreaField(lazy("Auflagen"), [length(most=10_000)], [paragraphs])
    binding_basis = StringField(lazy("Worauf stützt sich die Bindung?"), [filled(), length(5, 500)], [one_line])
    decided_on = DateField(lazy("Beschlossen am"), [filled(lazy("Bitte geben Sie den Tag an.")), of_this_century])
    next_on = DateField(lazy("Vertagt bis"), [Optional(), of_this_century])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result.choices = choices((key.value, label) for key, label in RESULTS.items())
        self.unanimity.choices = choices((key.value, label) for key, label in UNANIMITIES.items())

    @property
    def values(self) -> dict[str, Any]:
        """What was sent, as the command takes it."""
        return {
            "result": Result(self.result.data),
            "unanimity": Unanimity(self.unanimity.data),
            "text": self.text.data,
            "reasons": self.reasons.data or "",
            "conditions": self.conditions.data or "",
            "yes": self.yes.data,
            "no": self.no.data,
            "abstain": self.abstain.data,
            "binding_basis": self.binding_basis.data,
            "decided_on": self.decided_on.data,
            "next_on": self.next_on.data,
        }


class MilestoneForm(PlainForm):
    """A row of the list of milestones; without a title it does not count."""

    title = StringField(lazy("Meilenstein"), [Optional(), length(most=200)], [one_line])
    due_on = DateField(lazy("Geplant für"), [Optional(), of_this_century])
    done_on = DateField(lazy("Erreicht am"), [Optional(), of_this_century])


class ProjectForm(Form):
    """What a project says of itself."""

    title = StringField(lazy("Titel"), [filled(), length(5, 250)], [one_line])
    summary = TextAreaField(lazy("Was geschieht?"), [filled(), length(20, 20_000)], [paragraphs])
    goal = SelectField(lazy("Ziel der Stadt"), [filled(lazy("Bitte wählen Sie ein Ziel."))])
    contribution = TextAreaField(lazy("Beitrag zu diesem Ziel"), [filled(), length(20, 5000)], [paragraphs])
    indicator = StringField(lazy("Woran wird man den Erfolg messen?"), [filled(), length(10, 500)], [one_line])
    unit = StringField(lazy("Zuständige Stelle"), [filled(), length(3, 120)], [one_line])
    progress = IntegerField(lazy("Fortschritt in Prozent"), [Optional(), NumberRange(0, 100)])
    next_update_on = DateField(lazy("Nächste Neuigkeit bis"), [Optional(), of_this_century])
    milestones = FieldList(FormField(MilestoneForm), label=lazy("Meilensteine"), max_entries=MOST_MILESTONES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = strategy().goals.values()
        self.goal.choices = choices([("", _("Bitte wählen")), *((goal.key, goal.label) for goal in known)])
        while not self.is_submitted() and len(self.milestones.entries) < 3:
            self.milestones.append_entry()

    @property
    def plan(self) -> Plan:
        """What was sent, as commands take it."""
        return Plan(
            title=self.title.data or "",
            summary=self.summary.data or "",
            goal=self.goal.data or "",
            contribution=self.contribution.data or "",
            indicator=self.indicator.data or "",
            unit=self.unit.data or "",
            progress=self.progress.data or 0,
            next_update_on=self.next_update_on.data,
            stages=[
                Stage(title=row["title"] or "", due_on=row["due_on"], done_on=row["done_on"])
                for row in self.milestones.data
            ],
        )


class ProjectEditForm(ProjectForm):
    """A changed project, its state, its news, and the version that was seen."""

    state = SelectField(lazy("Stand"), [filled()])
    news = TextAreaField(lazy("Neuigkeit"), [length(most=5000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = choices((key.value, label) for key, label in PROJECT_STATES.items())
        if not self.is_submitted():
            for _row in range(EMPTY_ROWS):
                self.milestones.append_entry()

    @property
    def chosen_state(self) -> ProjectState:
        """The state that was chosen."""
        return ProjectState(self.state.data)


class RegisterForm(Form):
    """What narrows the register; bad values are dropped, not complained about."""

    jahr = SelectField(lazy("Jahr"))
    ergebnis = SelectField(lazy("Ergebnis"))
    ziel = SelectField(lazy("Ziel der Stadt"))
    bezirk = SelectField(lazy("Stadtbezirk"))

    def __init__(self, wanted: Any, years: Any) -> None:
        super().__init__(
            formdata=None,
            jahr=str(wanted.year or ""),
            ergebnis=wanted.result or "",
            ziel=wanted.goal,
            bezirk=str(wanted.district or ""),
        )
        known = strategy()
        everything = ("", _("Alle"))
        self.jahr.choices = choices([everything, *((str(year), str(year)) for year in years)])
        self.ergebnis.choices = choices([everything, *((key.value, label) for key, label in RESULTS.items())])
        self.ziel.choices = choices([everything, *((goal.key, goal.label) for goal in known.goals.values())])
        self.bezirk.choices = choices([everything, *((str(row.number), row.name) for row in known.districts.values())])
