"""What the forms of all parts share: the version that was seen, the public reason, and room for further rows."""

from typing import Any

from wtforms import FieldList, FloatField, IntegerField, StringField
from wtforms.widgets import HiddenInput

from forum.core.i18n import lazy
from forum.projects.models import Project
from forum.web.forms import Form, filled, length, one_line

EMPTY_ROWS = 2


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


class VersionForm(Form):
    """A form that knows which version of the project its reader saw."""

    version = IntegerField(validators=[filled()], widget=HiddenInput())

    def see_version(self, project: Project) -> None:
        """Let the next click replace the version that is shown now."""
        self.version.process_data(project.version)
        self.version.raw_data = None


class PartForm(VersionForm):
    """A part of a project, with the reason for the change that everybody reads (B-09)."""

    reason = StringField(lazy("Was ändert sich und warum?"), [filled(), length(5, 500)], [one_line])


def offer_rows(form: Form, rows: FieldList, least: int = 1) -> None:
    """Append empty rows to a list that is shown for the first time, so that it can grow without a script."""
    if not form.is_submitted():
        for _row in range(max(EMPTY_ROWS, least - len(rows.entries))):
            rows.append_entry()
