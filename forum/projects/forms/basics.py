"""The form of what a project is, who answers for it, and where and when it happens."""

from typing import Any

from wtforms import (
    DateField,
    FieldList,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from forum.core.i18n import _, lazy
from forum.ideas.models import Idea
from forum.projects.commands import Basics, GoalLine
from forum.projects.forms.part import PartForm
from forum.projects.models import Project
from forum.projects.queries import possible_owners
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, offer_rows, one_line, paragraphs
from forum.web.security import viewer

MOST_GOALS = 12
TEXTS = ("title", "summary", "unit", "contact", "started_by", "area", "participation_form", "sponsor")
DAYS = ("begins_on", "ends_on", "first_reading_on", "sponsor_review_on")
YES_NO = {"": None, "ja": True, "nein": False}


class GoalForm(PlainForm):
    """A goal with both statements (G-19); an empty row does not count."""

    goal = SelectField(lazy("Ziel der Stadt"), [Optional()])
    compatibility = TextAreaField(
        lazy("Wie ist das Vorhaben mit diesem Ziel vereinbar?"), [length(most=5000)], [paragraphs]
    )
    contribution = TextAreaField(lazy("Was trägt es dazu bei?"), [length(most=5000)], [paragraphs])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = choices((goal.key, goal.label) for goal in strategy().goals.values())
        # A goal that the strategy has given up stays where it was chosen.
        gone = [self.goal.data] if self.goal.data and self.goal.data not in strategy().goals else []
        self.goal.choices = choices([("", _("Bitte wählen")), *((key, key) for key in gone)]) + known


class StartForm(Form):
    """What stands on the list from the first day on."""

    title = StringField(lazy("Titel"), [filled(), length(5, 250)], [one_line])
    summary = TextAreaField(lazy("Was geschieht?"), [filled(), length(20, 20_000)], [paragraphs])
    unit = StringField(lazy("Zuständige Stelle"), [filled(), length(3, 120)], [one_line])
    owner_id = SelectField(lazy("Wer hält das Vorhaben aktuell?"), [Optional()])
    contact = StringField(lazy("Kontakt für die Öffentlichkeit"), [length(most=300)], [one_line])
    started_by = StringField(lazy("Welches Gremium hat es angestoßen?"), [length(most=200)], [one_line])
    goals = FieldList(FormField(GoalForm), label=lazy("Ziele der Stadt"), max_entries=MOST_GOALS)
    districts = SelectMultipleField(lazy("Stadtbezirke"), [Optional()], coerce=int)
    area = StringField(lazy("Gebiet in Worten"), [length(most=300)], [one_line])
    begins_on = DateField(lazy("Beginn"), [Optional(), of_this_century])
    ends_on = DateField(lazy("Ende"), [Optional(), of_this_century])
    first_reading_on = DateField(lazy("Erste Beratung im Ausschuss"), [Optional(), of_this_century])
    participation = SelectField(lazy("Ist Beteiligung geplant?"), [Optional()])
    participation_form = StringField(lazy("Form der Beteiligung"), [length(most=500)], [one_line])
    sponsor = StringField(lazy("Wer fördert das Vorhaben?"), [length(most=200)], [one_line])
    sponsor_review_on = DateField(lazy("Förderung überprüfen am"), [Optional(), of_this_century])

    def __init__(self, idea: Idea, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.districts.choices = choices((row.number, row.name) for row in strategy().districts.values())
        self.participation.choices = choices([("", _("noch keine Angabe")), ("ja", _("Ja")), ("nein", _("Nein"))])
        nobody = ("", _("niemand Bestimmtes, die Stabsstelle wird erinnert"))
        self.owner_id.choices = choices(
            [nobody, *((str(one.id), one.handle) for one in possible_owners(viewer(), idea))]
        )
        offer_rows(self, self.goals)

    @property
    def plan(self) -> Basics:
        """What was sent, as commands take it."""
        words: dict[str, Any] = {name: self[name].data or "" for name in TEXTS}
        days: dict[str, Any] = {name: self[name].data for name in DAYS}
        return Basics(
            **words,
            **days,
            owner_id=int(self.owner_id.data) if self.owner_id.data else None,
            goals=[GoalLine(**{name: row[name] or "" for name in row}) for row in self.goals.data],
            districts=tuple(self.districts.data or ()),
            participation=YES_NO[self.participation.data or ""],
        )


class BasicsForm(StartForm, PartForm):
    """The same for a project that stands on the list, with version and reason."""

    @classmethod
    def of(cls, project: Project) -> "BasicsForm":
        """Return the form with what the project says now."""
        words = {value: word for word, value in YES_NO.items()}
        return cls(
            project.idea,
            data={
                **{name: getattr(project, name) for name in (*TEXTS, *DAYS, "version")},
                "goals": project.goal_links,
                "districts": [link.district for link in project.district_links],
                "participation": words[project.participation],
                "owner_id": str(project.owner_id or ""),
            },
        )
