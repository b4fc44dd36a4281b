"""The shape of what people send in about ideas."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import _, lazy
from forum.files.queries import Choice
from forum.ideas.commands import Content, Station
from forum.ideas.lifecycle import REFUSALS, IdeaState, Transition
from forum.ideas.results import RESULTS, Result
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs


class FactsForm(Form):
    """By what an idea is sorted: goals, category, districts, place."""

    goals = SelectMultipleField(lazy("Welchen Zielen der Stadt dient die Idee?"), [Optional()])
    category = SelectField(lazy("Thema"), [Optional()])
    districts = SelectMultipleField(lazy("Stadtbezirke"), [Optional()], coerce=int)
    place = StringField(lazy("Ort"), [length(most=200)], [one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = strategy()
        self.goals.choices = choices((goal.key, goal.label) for goal in known.goals.values())
        self.category.choices = choices(
            [("", _("Bitte wählen")), *((row.key, row.label) for row in known.categories.values())]
        )
        self.districts.choices = choices((row.number, row.name) for row in known.districts.values())

    @property
    def facts(self) -> dict[str, Any]:
        """What was chosen, as commands take it."""
        return {
            "goals": tuple(self.goals.data or ()),
            "category": self.category.data or "",
            "districts": tuple(self.districts.data or ()),
            "place": self.place.data or "",
        }


class IdeaForm(FactsForm):
    """An idea: two fields are required, the rest helps others to find it (N-01)."""

    title = StringField(lazy("Titel"), [filled(), length(10, 120)], [one_line])
    text = TextAreaField(lazy("Beschreibung"), [filled(), length(30, 20_000)], [paragraphs])
    # The files in one line, as the page's script keeps them.
    held = StringField(widget=HiddenInput())

    def content(self, files: Sequence[Choice]) -> Content:
        """Return what was written, with its files, as commands take it."""
        return Content(title=self.title.data or "", text=self.text.data or "", files=files, **self.facts)


class EditForm(IdeaForm):
    """A changed idea, the version its author saw, and what changes."""

    version = IntegerField(validators=[filled()], widget=HiddenInput())
    reason = StringField(lazy("Was ändert sich?"), [length(most=250)], [one_line])


class InviteForm(Form):
    """Who is asked to write an idea too."""

    handle = StringField(lazy("Name im Forum"), [filled(), length(most=31)], [one_line])


class WithdrawForm(Form):
    """Why an idea is taken back."""

    reason = StringField(lazy("Grund"), [length(most=250)], [one_line])


class StepForm(Form):
    """A step of the path, with what the table may ask for."""

    target = SelectField(lazy("Nächster Schritt"), [filled(lazy("Bitte wählen Sie den Schritt."))])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [length(most=20_000)], [paragraphs])
    unit = StringField(lazy("Zuständige Stelle"), [length(most=120)], [one_line])
    due_on = DateField(lazy("Nächster Termin"), [Optional(), of_this_century])
    reason_key = SelectField(lazy("Grund einer Ablehnung"), [Optional()])

    def __init__(self, steps: list[Transition] | tuple[Transition, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target.choices = choices([("", _("Bitte wählen")), *((row.target.value, row.label) for row in steps)])
        self.reason_key.choices = choices(
            [("", _("Nur bei „Abgelehnt“")), *((key.value, label) for key, label in REFUSALS.items())]
        )

    @property
    def values(self) -> dict[str, Any]:
        """What was sent, as the command takes it."""
        return {
            "to": IdeaState(self.target.data),
            "reason": self.reason.data or "",
            "unit": self.unit.data or "",
            "due_on": self.due_on.data,
            "reason_key": self.reason_key.data or None,
        }


class StationForm(Form):
    """Where council or committee deal with an idea."""

    number = StringField(lazy("Drucksache"), [filled(), length(most=12)], [one_line])
    committee = StringField(lazy("Rat oder Ausschuss"), [filled(), length(3, 160)], [one_line])
    meets_on = DateField(lazy("Sitzung am"), [filled(lazy("Bitte geben Sie den Tag an.")), of_this_century])
    result = SelectField(lazy("Ergebnis"), [Optional()])
    url = StringField(lazy("Adresse"), [length(most=500)], [one_line])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result.choices = choices(
            [("", _("steht noch aus")), *((key.value, label) for key, label in RESULTS.items())]
        )

    @property
    def station(self) -> Station:
        """What was sent, as the command takes it."""
        return Station(
            number=self.number.data,
            committee=self.committee.data,
            meets_on=self.meets_on.data,
            result=Result(self.result.data) if self.result.data else None,
            url=self.url.data or "",
        )


class MergeForm(Form):
    """Which ideas live on in another, and why."""

    others = SelectMultipleField(lazy("Ähnliche Ideen"), [Optional()], coerce=int, validate_choice=False)
    numbers = StringField(lazy("Weitere Ideen"), [length(most=300)], [one_line])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])

    @property
    def chosen(self) -> list[int]:
        """The numbers of all chosen ideas; addresses of ideas are understood too."""
        return sorted({*(self.others.data or ()), *numbers_in(self.numbers.data or "")})


class SplitForm(Form):
    """What becomes an idea of its own, and why."""

    title = StringField(lazy("Titel"), [filled(), length(10, 120)], [one_line])
    text = TextAreaField(lazy("Beschreibung"), [filled(), length(30, 20_000)], [paragraphs])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])

    @property
    def values(self) -> dict[str, str]:
        """What was sent, as the command takes it."""
        return {"title": self.title.data or "", "text": self.text.data or "", "reason": self.reason.data or ""}


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


class UndoMergeForm(Form):
    """Why merged ideas stand for themselves again."""

    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])


class PauseForm(Form):
    """Why a deadline stands still."""

    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])


class PeriodForm(Form):
    """From which day to which one figures are counted; bad values are dropped, not complained about."""

    von = DateField(lazy("Von"), [Optional()])
    bis = DateField(lazy("Bis"), [Optional()])


class FilterForm(Form):
    """What narrows a list of ideas; bad values are dropped, not complained about."""

    q = StringField(lazy("Wort im Titel"))
    stand = SelectField(lazy("Stand"))
    ziel = SelectField(lazy("Ziel der Stadt"))
    thema = SelectField(lazy("Thema"))
    bezirk = SelectField(lazy("Stadtbezirk"))
    sortierung = SelectField(lazy("Sortierung"))

    def __init__(self, wanted: Any, counts: dict[IdeaState, int], **kwargs: Any) -> None:
        super().__init__(
            formdata=None,
            q=wanted.text,
            stand=wanted.state or "",
            ziel=wanted.goal,
            thema=wanted.category,
            bezirk=str(wanted.district or ""),
            sortierung=wanted.sort,
            **kwargs,
        )
        known = strategy()
        everything = ("", _("Alle"))
        self.stand.choices = choices(
            [everything, *((state.value, f"{state.label} ({counts[state]})") for state in IdeaState if state in counts)]
        )
        self.ziel.choices = choices([everything, *((goal.key, goal.label) for goal in known.goals.values())])
        self.thema.choices = choices([everything, *((row.key, row.label) for row in known.categories.values())])
        self.bezirk.choices = choices([everything, *((str(row.number), row.name) for row in known.districts.values())])
        self.sortierung.choices = choices(SORTS.items())


def remap_form(into: Mapping[str, str], offered: Sequence[tuple[str, str]], labels: Mapping[str, str]) -> Form:
    """Build the form that names a successor for each goal of an older version; it begins with what stayed the same."""

    class RemapForm(Form):
        pass

    for key, label in labels.items():
        setattr(RemapForm, key, SelectField(label, choices=choices([("", _("Keines – Verknüpfung lösen")), *offered])))
    return RemapForm(data=into)


SORTS = {
    "neu": lazy("Neueste zuerst"),
    "unterstuetzung": lazy("Meiste Unterstützung"),
    "aktivitaet": lazy("Zuletzt aktiv"),
    "frist": lazy("Frist endet bald"),
    "wartet": lazy("Wartet am längsten"),
}
