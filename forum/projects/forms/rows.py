"""The forms of the parts that are lists: milestones, costs, data of the city."""

from typing import Any

from wtforms import BooleanField, DateField, FieldList, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional

from forum.core.i18n import lazy
from forum.projects.commands import CostLine, DataLine, Resources, Stage
from forum.projects.forms.part import PartForm
from forum.projects.models import CostKind, Project, Protection
from forum.web.forms import YEARS, choices, length, of_this_century, offer_rows, one_line

# Rows that are there, and those that are offered anew.
MOST_ROWS = 34
EUROS = NumberRange(0, 2_000_000_000)


class MilestoneForm(PlainForm):
    """A row of the milestones; an empty one does not count."""

    title = StringField(lazy("Meilenstein"), [length(most=200)], [one_line])
    due_on = DateField(lazy("Geplant für"), [Optional(), of_this_century])
    done_on = DateField(lazy("Erreicht am"), [Optional(), of_this_century])
    unit = StringField(lazy("Zuständige Stelle"), [length(most=120)], [one_line])
    text = TextAreaField(lazy("Erläuterung"), [length(most=1000)], [one_line])


class MilestonesForm(PartForm):
    """The steps of a project."""

    milestones = FieldList(FormField(MilestoneForm), label=lazy("Meilensteine"), max_entries=MOST_ROWS)

    @classmethod
    def of(cls, project: Project) -> "MilestonesForm":
        """Return the form with what the project says now."""
        form = cls(obj=project)
        offer_rows(form, form.milestones, 3)
        return form

    @property
    def stages(self) -> list[Stage]:
        """What was sent, as commands take it."""
        return [
            Stage(
                title=row["title"] or "",
                text=row["text"] or "",
                unit=row["unit"] or "",
                due_on=row["due_on"],
                done_on=row["done_on"],
            )
            for row in self.milestones.data
        ]


class CostForm(PlainForm):
    """A row of the costs; an empty one does not count."""

    kind = SelectField(lazy("Wofür"), [Optional()])
    year = IntegerField(lazy("Jahr"), [Optional(), NumberRange(YEARS.start, YEARS.stop - 1)])
    planned = IntegerField(lazy("Geplant (Euro)"), [Optional(), EUROS])
    spent = IntegerField(lazy("Ausgegeben (Euro)"), [Optional(), EUROS])
    as_of = DateField(lazy("Stand vom"), [Optional(), of_this_century])
    source = StringField(lazy("Quelle"), [length(most=200)], [one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices((kind.value, kind.label) for kind in CostKind)


class CostsForm(PartForm):
    """What a project costs, and what else it needs (G-24)."""

    costs = FieldList(FormField(CostForm), label=lazy("Kosten"), max_entries=MOST_ROWS)
    running_cost = IntegerField(lazy("Laufende Kosten im Jahr (Euro)"), [Optional(), EUROS])
    staff_need = StringField(lazy("Personal"), [length(most=500)], [one_line])
    resource_use = StringField(lazy("Energie und Material"), [length(most=500)], [one_line])

    @classmethod
    def of(cls, project: Project) -> "CostsForm":
        """Return the form with what the project says now."""
        form = cls(obj=project)
        offer_rows(form, form.costs)
        return form

    @property
    def plan(self) -> Resources:
        """What was sent, as commands take it."""
        lines = [
            CostLine(
                kind=CostKind(row["kind"] or CostKind.SONSTIGES),
                year=row["year"],
                planned=row["planned"],
                spent=row["spent"],
                as_of=row["as_of"],
                source=row["source"] or "",
            )
            for row in self.costs.data
        ]
        return Resources(
            costs=lines,
            running_cost=self.running_cost.data,
            staff_need=self.staff_need.data or "",
            resource_use=self.resource_use.data or "",
        )


class CityDataForm(PlainForm):
    """A row of the data; without a name it does not count."""

    name = StringField(lazy("Daten"), [length(most=200)], [one_line])
    purpose = StringField(lazy("Zweck"), [length(most=500)], [one_line])
    is_produced = BooleanField(lazy("Das Vorhaben erzeugt diese Daten"))
    protection = SelectField(lazy("Schutz"), [Optional()])
    legal_basis = StringField(lazy("Rechtsgrundlage"), [length(most=300)], [one_line])
    is_open = BooleanField(lazy("Die Daten sind offen"))
    catalogue_url = StringField(lazy("Eintrag im Datenkatalog"), [length(most=500)], [one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.protection.choices = choices((level.value, level.label) for level in Protection)


class DataForm(PartForm):
    """Which data of the city a project uses or produces (G-33)."""

    city_data = FieldList(FormField(CityDataForm), label=lazy("Daten"), max_entries=MOST_ROWS)

    @classmethod
    def of(cls, project: Project) -> "DataForm":
        """Return the form with what the project says now."""
        form = cls(obj=project)
        offer_rows(form, form.city_data)
        return form

    @property
    def lines(self) -> list[DataLine]:
        """What was sent, as commands take it."""
        return [
            DataLine(
                name=row["name"] or "",
                purpose=row["purpose"] or "",
                is_produced=bool(row["is_produced"]),
                protection=Protection(row["protection"] or Protection.INTERN),
                legal_basis=row["legal_basis"] or "",
                is_open=bool(row["is_open"]),
                catalogue_url=row["catalogue_url"] or "",
            )
            for row in self.city_data.data
        ]
