"""The shape of what is sent in about projects."""

from typing import Any

from wtforms import DateField, FieldList, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import _, lazy
from forum.projects.commands import Plan, Stage
from forum.projects.models import PROJECT_STATES, ProjectState
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs

MOST_MILESTONES = 30
EMPTY_ROWS = 2


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
