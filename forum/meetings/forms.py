"""The shape of a planned meeting."""

from datetime import datetime

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional

from forum.core.clock import of_city
from forum.core.i18n import lazy
from forum.meetings.commands.planning import PlannedItem
from forum.web.forms import Form, filled, length, of_this_century, one_line, paragraphs

EMPTY_ROWS = 5


class ItemForm(Form):
    """One item of the agenda; an empty row is no item."""

    title = StringField(lazy("Titel"), [Optional(), length(3, 160)], [one_line])
    text = TextAreaField(lazy("Worum es geht"), [Optional(), length(0, 8000)], [paragraphs])
    idea_id = IntegerField(lazy("Nummer der Idee"), [Optional(), NumberRange(1, 2**31 - 1)])
    closed = BooleanField(lazy("Nicht öffentlich"))


class MeetingForm(Form):
    """A meeting with its agenda."""

    title = StringField(lazy("Titel der Sitzung"), [filled(), length(5, 160)], [one_line])
    starts_at = DateTimeLocalField(lazy("Beginn"), [filled(), of_this_century])
    place = StringField(lazy("Ort"), [Optional(), length(0, 160)], [one_line])
    quorum = IntegerField(lazy("Beschlussfähig ab so vielen Mitgliedern"), [Optional(), NumberRange(0, 200)])
    items = FieldList(FormField(ItemForm), lazy("Tagesordnung"), min_entries=EMPTY_ROWS, max_entries=60)

    def moment(self) -> datetime:
        """Return the beginning; what people type is the time in Braunschweig."""
        return of_city(self.starts_at.data)

    def agenda(self) -> list[PlannedItem]:
        """Return the items that were filled in."""
        return [
            PlannedItem(
                title=entry.title.data,
                text=entry.text.data or "",
                idea_id=entry.idea_id.data,
                public=not entry.closed.data,
            )
            for entry in (part.form for part in self.items.entries)
            if entry.title.data
        ]
