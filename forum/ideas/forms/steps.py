"""What the Stabsstelle sends in on the path of an idea: steps, stations, deadlines, merging, splitting, goals."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.accounts.models import Unit
from forum.committees.models import Kind
from forum.committees.queries import committees_at_work
from forum.core.i18n import _, lazy
from forum.ideas.commands import Station
from forum.ideas.forms.writing import numbers_in
from forum.ideas.lifecycle import DEFAULT_UNIT, REFUSALS, IdeaState, Transition, house_rules
from forum.ideas.results import RESULTS, Result
from forum.web.addresses import number_in
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs

# What one step alone needs, by the field that asks for it.
NEEDED_BY = {
    "reason_key": IdeaState.ABGELEHNT,
    "rule": IdeaState.UNZULAESSIG,
    "committee": IdeaState.FACHBEIRAT,
}


class StepChoice(Form):
    """A choice of the next step, with the fields that one step alone needs; their labels say which step it is."""

    target = SelectField(lazy("Nächster Schritt"), [Optional()])
    reason_key = SelectField(lazy("Grund einer Ablehnung"), [Optional()])
    rule = SelectField(lazy("Regel, gegen die die Idee verstößt"), [Optional()])
    committee = SelectField(lazy("Fachbeirat"), [Optional()])

    def offer_steps(self, steps: Iterable[tuple[IdeaState, Any]], none: str = "") -> None:
        """Offer these steps, and in the fields what they need."""
        pairs = [(state.value, label) for state, label in steps]
        self.target.choices = choices([("", none or _("Bitte wählen")), *pairs])
        self.reason_key.choices = _chosen_of((key.value, label) for key, label in REFUSALS.items())
        self.rule.choices = _chosen_of(house_rules().items())
        offered = {state for state, _label in pairs}
        self.committee.choices = _councils() if IdeaState.FACHBEIRAT in offered else []
        for name, state in NEEDED_BY.items():
            self[name].flags.needed_by = state if state in offered else None
            self[name].flags.required = self.step == state

    @property
    def step(self) -> IdeaState | None:
        """The step that was chosen."""
        return IdeaState(self.target.data) if self.target.data in set(IdeaState) else None

    @property
    def grounds(self) -> list[Any]:
        """The fields that one of the offered steps needs."""
        return [self[name] for name in NEEDED_BY if self[name].flags.needed_by]

    @property
    def ground(self) -> str | None:
        """What the step names as its ground: a rule of the house for what is not allowed, else a ground of refusal."""
        return (self.rule if self.step == IdeaState.UNZULAESSIG else self.reason_key).data or None

    def names_its_ground(self) -> bool:
        """Tell whether the chosen step has what it alone needs; a field that is empty says so."""
        # Where there is nothing to choose from, the command has the word.
        asked = [field for field in self.grounds if field.flags.required and len(field.choices) > 1]
        missing = [field for field in asked if not field.data]
        for field in missing:
            field.errors = [*field.errors, _("Bitte wählen Sie hier etwas aus; der Schritt braucht es.")]
        return not missing


def _chosen_of(pairs: Iterable[tuple[str, Any]]) -> Any:
    return choices([("", _("Bitte wählen")), *pairs])


def _councils() -> Any:
    """Return the Fachbeiräte to which an idea can go; where there is one alone, it need not be chosen."""
    pairs = [(str(one.id), one.title) for one in committees_at_work(Kind.ADVISORY_COUNCIL)]
    return choices(pairs) if len(pairs) == 1 else _chosen_of(pairs)


class StepForm(StepChoice):
    """A step of the path, with what the table may ask for."""

    # In which state the idea was when the step was chosen.
    seen = StringField(validators=[Optional()], widget=HiddenInput())
    target = SelectField(lazy("Nächster Schritt"), [filled(lazy("Bitte wählen Sie den Schritt."))])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [length(most=20_000)], [paragraphs])
    unit = SelectField(lazy("Zuständige Stelle"), [Optional()])
    due_on = DateField(lazy("Nächster Termin"), [Optional(), of_this_century])

    def __init__(self, steps: Sequence[Transition], units: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_steps((row.target, row.label) for row in steps)
        names = [(DEFAULT_UNIT, _(DEFAULT_UNIT)), *((unit.name, unit.name) for unit in units)]
        self.unit.choices = choices([("", _("wie bisher")), *names])

    @property
    def values(self) -> dict[str, Any]:
        """What was sent, as the command takes it."""
        return {
            "to": IdeaState(self.target.data),
            "reason": self.reason.data or "",
            "unit": self.unit.data or "",
            "due_on": self.due_on.data,
            "reason_key": self.ground,
            "committee": number_in(self.committee.data),
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


class PauseForm(Form):
    """Why a deadline stands still."""

    # It stands on one page with the form of the next step, which has a reason, too.
    reason = TextAreaField(lazy("Warum die Frist ruht"), [filled(), length(10, 2000)], [paragraphs], id="pause-reason")


class MergeForm(Form):
    """Which ideas live on in another, and why."""

    others = SelectMultipleField(lazy("Ähnliche Ideen"), [Optional()], coerce=int, validate_choice=False)
    numbers = StringField(lazy("Weitere Ideen"), [length(most=300)], [one_line])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])

    @property
    def chosen(self) -> list[int]:
        """The numbers of all chosen ideas; addresses of ideas are understood too."""
        return sorted({*(self.others.data or ()), *numbers_in(self.numbers.data or "")})


class UndoMergeForm(Form):
    """Why merged ideas stand for themselves again."""

    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])


class SplitForm(Form):
    """What becomes an idea of its own, and why."""

    title = StringField(lazy("Titel"), [filled(), length(10, 120)], [one_line])
    text = TextAreaField(lazy("Beschreibung"), [filled(), length(30, 20_000)], [paragraphs])
    reason = TextAreaField(lazy("Öffentliche Begründung"), [filled(), length(10, 2000)], [paragraphs])

    @property
    def values(self) -> dict[str, str]:
        """What was sent, as the command takes it."""
        return {"title": self.title.data or "", "text": self.text.data or "", "reason": self.reason.data or ""}


def remap_form(into: Mapping[str, str], offered: Sequence[tuple[str, str]], labels: Mapping[str, str]) -> Form:
    """Build the form that names a successor for each goal of an older version; it begins with what stayed the same."""

    class RemapForm(Form):
        pass

    for key, label in labels.items():
        setattr(RemapForm, key, SelectField(label, choices=choices([("", _("Keines – Verknüpfung lösen")), *offered])))
    return RemapForm(data=into)
