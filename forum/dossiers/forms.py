"""The shape of what is sent in about dossiers and decisions."""

import re
from collections.abc import Iterable
from typing import Any

from wtforms import (
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from forum.committees.queries import board_members
from forum.core.clock import today
from forum.core.i18n import _, lazy, marked, spoken
from forum.dossiers.commands import SIMPLE_MAJORITY, Duty, Ruling, Vote
from forum.dossiers.models import RESULTS, UNANIMITIES, Part, Result, Unanimity
from forum.ideas.models import Idea
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs
from forum.web.language import written


class FreezeForm(Form):
    """What goes with freezing a dossier."""

    goals_reason = StringField(lazy("Warum dient die Idee diesen Zielen?"), [filled(), length(20, 500)], [one_line])
    reason = TextAreaField(lazy("Öffentliche Begründung des Schritts"), [filled(), length(10, 5000)], [paragraphs])
    # Which version of a draft was read before; a paper that has no draft needs none.
    seen = IntegerField(validators=[Optional()], widget=HiddenInput())


class _PaperForm(Form):
    """What every draft of a paper has; the fields of its parts are added below."""

    title = StringField(lazy("Titel"), [filled(), length(5, 250)], [one_line])
    numbers = StringField(lazy("Nummern der Ideen"), [filled(), length(most=300)], [one_line])
    version = IntegerField(validators=[filled()], widget=HiddenInput())

    @property
    def idea_ids(self) -> list[int]:
        """The numbers of the ideas, each once, in the order in which they were written."""
        typed = (int(number) for number in re.findall(r"\d{1,9}", self.numbers.data or ""))
        return list(dict.fromkeys(typed))

    @property
    def parts(self) -> dict[str, str]:
        """The text of each part."""
        return {part.value: self[part.value].data or "" for part in Part}


PaperForm: type[_PaperForm] = type(
    "PaperForm",
    (_PaperForm,),
    {part.value: TextAreaField(part.label, [length(most=20_000)], [paragraphs]) for part in Part},
)

DUTY_LINES = 5


class DutyForm(PlainForm):
    """A condition of a decision; an empty line is no condition."""

    text = StringField(lazy("Auflage"), [length(most=500)], [one_line])
    unit = StringField(lazy("Zuständige Stelle"), [length(most=120)], [one_line])
    due_on = DateField(lazy("Zu erfüllen bis"), [Optional(), of_this_century])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what is missing of a condition that was begun."""
        whole = super().validate(extra_validators)
        if not self.text.data and (self.unit.data or self.due_on.data):
            self.text.errors = [_("Bitte schreiben Sie, worin die Auflage besteht.")]
            return False
        if self.text.data and not self.due_on.data and not self.due_on.errors:
            self.due_on.errors = [_("Bitte geben Sie den Tag an.")]
            return False
        return whole


class DecisionForm(Form):
    """A decision of the Board."""

    result = RadioField(lazy("Ergebnis"), [filled(lazy("Bitte wählen Sie das Ergebnis."))])
    unanimity = RadioField(lazy("Abstimmung"), [filled(lazy("Bitte wählen Sie eine Antwort."))])
    yes = IntegerField(lazy("Ja-Stimmen"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(0, 1000)])
    no = IntegerField(lazy("Nein-Stimmen"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(0, 1000)])
    abstain = IntegerField(lazy("Enthaltungen"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(0, 1000)])
    present = IntegerField(
        lazy("Anwesende Mitglieder"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(1, 1000)]
    )
    entitled = IntegerField(
        lazy("Stimmberechtigte Mitglieder"), [filled(lazy("Bitte geben Sie eine Zahl an.")), NumberRange(1, 1000)]
    )
    recused = StringField(lazy("Wegen Befangenheit nicht beteiligt"), [length(most=1000)], [one_line])
    rule = StringField(lazy("Regel der Abstimmung"), [filled(), length(5, 300)], [one_line])
    text = TextAreaField(lazy("Wortlaut des Beschlusses"), [filled(), length(10, 10_000)], [paragraphs])
    reasons = TextAreaField(lazy("Begründung"), [length(most=10_000)], [paragraphs])
    conditions = TextAreaField(lazy("Allgemeine Auflagen"), [length(most=10_000)], [paragraphs])
    duties = FieldList(FormField(DutyForm), min_entries=DUTY_LINES, max_entries=20)
    binding = RadioField(lazy("Ist der Beschluss verbindlich?"), [filled(lazy("Bitte wählen Sie eine Antwort."))])
    binding_basis = StringField(lazy("Worauf stützt sich das?"), [filled(), length(5, 500)], [one_line])
    decided_on = DateField(lazy("Beschlossen am"), [filled(lazy("Bitte geben Sie den Tag an.")), of_this_century])
    next_on = DateField(lazy("Vertagt bis"), [Optional(), of_this_century])
    replaces = StringField(lazy("Ändert den Beschluss"), [length(most=20)], [one_line])
    others = SelectMultipleField(lazy("Gemeinsam mit"), [Optional()], coerce=int)

    def __init__(self, others: Iterable[Idea], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result.choices = choices((key.value, label) for key, label in RESULTS.items())
        self.unanimity.choices = choices((key.value, label) for key, label in UNANIMITIES.items())
        self.binding.choices = choices([("ja", _("Ja")), ("nein", _("Nein, eine Empfehlung an die zuständige Stelle"))])
        self.others.choices = choices((idea.id, written(idea.title, idea.language)) for idea in others)

    @classmethod
    def begun(cls, others: Iterable[Idea] = ()) -> "DecisionForm":
        """Return the form with what stands in it before anybody types."""
        return cls(
            others,
            decided_on=today(),
            binding="ja",
            binding_basis=marked("Smart City-Governance der Stadt Braunschweig"),
            rule=SIMPLE_MAJORITY,
            entitled=len(board_members()) or None,
        )

    @property
    def ruling(self) -> Ruling:
        """What was sent, as the command takes it."""
        return Ruling(
            result=Result(self.result.data),
            vote=Vote(
                yes=self.yes.data,
                no=self.no.data,
                abstain=self.abstain.data,
                unanimity=Unanimity(self.unanimity.data),
                present=self.present.data,
                entitled=self.entitled.data,
                recused=(self.recused.data or "").split(","),
                rule=self.rule.data,
            ),
            text=self.text.data,
            reasons=self.reasons.data or "",
            conditions=self.conditions.data or "",
            duties=[
                Duty(text=line["text"], unit=line["unit"], due_on=line["due_on"])
                for line in self.duties.data
                if line["text"]
            ],
            binding=self.binding.data == "ja",
            binding_basis=self.binding_basis.data,
            decided_on=self.decided_on.data,
            next_on=self.next_on.data,
            replaces=self.replaces.data or "",
        )


class FulfilForm(Form):
    """When and how a condition was fulfilled."""

    fulfilled_on = DateField(lazy("Erfüllt am"), [filled(lazy("Bitte geben Sie den Tag an.")), of_this_century])
    note = StringField(lazy("Woran sieht man das?"), [filled(), length(10, 500)], [one_line])


class RegisterForm(Form):
    """What narrows the register; bad values are dropped, not complained about."""

    q = StringField(lazy("Wort im Beschluss"))
    gremium = SelectField(lazy("Gremium"))
    jahr = SelectField(lazy("Jahr"))
    ergebnis = SelectField(lazy("Ergebnis"))
    ziel = SelectField(lazy("Ziel der Stadt"))
    bezirk = SelectField(lazy("Stadtbezirk"))

    def __init__(self, wanted: Any, years: Any, bodies: Any) -> None:
        super().__init__(
            formdata=None,
            q=wanted.text,
            gremium=str(wanted.body or ""),
            jahr=str(wanted.year or ""),
            ergebnis=wanted.result or "",
            ziel=wanted.goal,
            bezirk=str(wanted.district or ""),
        )
        known = strategy()
        everything = ("", _("Alle"))
        self.gremium.choices = choices([everything, *((str(number), spoken(name)) for number, name in bodies)])
        self.jahr.choices = choices([everything, *((str(year), str(year)) for year in years)])
        self.ergebnis.choices = choices([everything, *((key.value, label) for key, label in RESULTS.items())])
        self.ziel.choices = choices([everything, *((goal.key, goal.label) for goal in known.goals.values())])
        self.bezirk.choices = choices([everything, *((str(row.number), row.name) for row in known.districts.values())])
