"""The shape of what people send in about their data."""

from typing import Any

from wtforms import PasswordField, RadioField

from forum.core.i18n import lazy
from forum.web.forms import Form, filled, length


class ExportForm(Form):
    """The password once more, because the package holds everything."""

    password = PasswordField(
        lazy("Passwort"), [filled(), length(most=200)], render_kw={"autocomplete": "current-password"}
    )


class ErasureForm(ExportForm):
    """What becomes of the texts, and the password, because there is no way back after some days."""

    texts = RadioField(lazy("Was soll mit Ihren Texten geschehen?"), [filled(lazy("Bitte wählen Sie aus."))])

    def __init__(self, *args: Any, **values: Any) -> None:
        """Offer both ways in the reader's language."""
        super().__init__(*args, **values)
        self.texts.choices = [
            ("stay", lazy("Meine Texte bleiben ohne meinen Namen stehen.")),
            ("go", lazy("Meine Texte werden auch entfernt.")),
        ]
