"""The shape of orders, suspicions and what is noted about them."""

from typing import Any

from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from forum.authorities.commands import Order
from forum.authorities.models import RecordKind
from forum.core.clock import today
from forum.core.i18n import lazy
from forum.web.forms import Form, choices, filled, length, of_this_century, one_line, paragraphs


class OrderForm(Form):
    """An order of an authority."""

    kind = RadioField(lazy("Was verlangt die Behörde?"), [filled(lazy("Bitte wählen Sie aus."))])
    authority = StringField(lazy("Behörde"), [filled(), length(3, 200)], [one_line])
    state = StringField(lazy("Staat"), [filled(), length(2, 2)], [one_line], default="DE")
    legal_basis = StringField(lazy("Gesetz und Vorschrift"), [filled(), length(3, 500)], [one_line])
    reference = StringField(lazy("Aktenzeichen"), [length(most=120)], [one_line])
    received_on = DateField(lazy("Eingegangen am"), [filled(), of_this_century], default=today)
    territory = StringField(lazy("Wo sie gilt"), [length(most=120)], [one_line])
    facts = TextAreaField(lazy("Was darin steht"), [filled(), length(20, 5000)], [paragraphs])
    addresses = TextAreaField(lazy("Adressen der Inhalte, je Zeile eine"), [length(most=10_000)], [paragraphs])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices((one.value, one.label) for one in (RecordKind.REMOVAL, RecordKind.INFORMATION))

    @property
    def order(self) -> Order:
        """The order as the command takes it."""
        return Order(
            kind=RecordKind(self.kind.data),
            authority=self.authority.data,
            state=self.state.data,
            legal_basis=self.legal_basis.data,
            reference=self.reference.data or "",
            facts=self.facts.data,
            received_on=self.received_on.data,
            territory=self.territory.data or "",
            addresses=(self.addresses.data or "").splitlines(),
        )


class SuspicionForm(Form):
    """A suspicion that was told to an authority."""

    authority = StringField(lazy("Welcher Stelle haben Sie es gemeldet?"), [filled(), length(3, 200)], [one_line])
    crime = StringField(lazy("Welche Straftat?"), [filled(), length(3, 500)], [one_line])
    facts = TextAreaField(lazy("Worauf der Verdacht beruht"), [filled(), length(20, 5000)], [paragraphs])


class EffectForm(Form):
    """What was done about a record."""

    effect = TextAreaField(lazy("Was wurde getan?"), [filled(), length(20, 5000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())


class InformedForm(Form):
    """Whether the people concerned know of it."""

    why_not = StringField(lazy("Warum noch nicht?"), [length(most=500)], [one_line])
    version = IntegerField(validators=[filled()], widget=HiddenInput())


class LiftForm(Form):
    """Why a hold is needed no longer."""

    reason = TextAreaField(
        lazy("Warum wird die Sperre nicht mehr gebraucht?"), [filled(), length(20, 5000)], [paragraphs]
    )
