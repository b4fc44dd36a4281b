"""The shape of what is sent in about dossiers and decisions."""

from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from forum.core.i18n import _, lazy
from forum.dossiers.models import RESULTS, UNANIMITIES, Result, Unanimity
from forum.strategy.models import strategy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs


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
