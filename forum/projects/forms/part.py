"""What the forms of all parts share: the version that was seen, the public reason, and numbers as people write them."""

from typing import Any

from wtforms import FloatField, StringField

from forum.core.i18n import lazy
from forum.web.forms import VersionForm, filled, length, one_line


class Figure(FloatField):
    """A number with a comma or a point before its decimals."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        super().process_formdata(
            [str(value).strip().replace(",", ".") for value in valuelist[:1] if str(value).strip()]
        )

    def _value(self) -> str:
        """Return what was typed, or the stored number as people write it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:.12g}".replace(".", ",") if self.data is not None else ""


class PartForm(VersionForm):
    """A part of a project, with the reason for the change that everybody reads (B-09)."""

    reason = StringField(lazy("Was ändert sich und warum?"), [filled(), length(5, 500)], [one_line])
