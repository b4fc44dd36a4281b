"""The shape of notices and decisions."""

from typing import Any, ClassVar

from wtforms import BooleanField, EmailField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from forum.core.i18n import lazy
from forum.moderation.rules import RULES
from forum.web.forms import Form, choices, filled, length, one_line, paragraphs


class NoticeForm(Form):
    """What is wrong, why, and who says so."""

    rule = RadioField(lazy("Was ist der Grund?"), [filled(lazy("Bitte wählen Sie einen Grund."))])
    explanation = TextAreaField(lazy("Bitte erklären Sie es kurz"), [filled(), length(20, 5000)], [paragraphs])
    name = StringField(lazy("Ihr Name"), [length(most=120)], [one_line], render_kw={"autocomplete": "name"})
    email = EmailField(
        lazy("Ihre E-Mail-Adresse"),
        [Optional(), length(most=254)],
        [one_line],
        render_kw={"autocomplete": "email"},
    )
    good_faith = BooleanField(
        lazy("Meine Angaben stimmen nach bestem Wissen."),
        [filled(lazy("Bitte bestätigen Sie, dass Ihre Angaben nach bestem Wissen stimmen."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule.choices = choices((rule.key, rule.label) for rule in RULES.values())


class _NeededToHide:
    """Marks a field that hiding cannot do without; the command asks for it, and the other steps do not."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: Form, _field: Field) -> None:
        """Leave the question to the command, which knows the step."""


class DecisionForm(Form):
    """A decision, the rule it rests on, the facts, and the version of the case the moderator saw."""

    rule = SelectField(lazy("Regel"), [_NeededToHide()], validate_choice=False)
    legal_ground = StringField(lazy("Gesetz und Vorschrift"), [length(most=250)], [one_line])
    facts = TextAreaField(lazy("Begründung"), [filled(), length(20, 5000)], [paragraphs])
    version = IntegerField(validators=[filled()], widget=HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule.choices = choices((rule.key, rule.label) for rule in RULES.values())
